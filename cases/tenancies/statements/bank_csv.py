"""The movements a bank's web page lets one download as .csv, line by line by the columns its headings name."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from cases.tenancies.headings import folded
from cases.tenancies.statements.csv_columns import Column, Known, headings, rows_of
from cases.tenancies.statements.statement import (
    Entries,
    Entry,
    Statement,
    forints,
    require_forints,
    two_accounts,
    unreadable_line,
)
from kernel.identifiers import normalise_account

_DAY = re.compile(r"(\d{4})[./-]?\s?(\d{2})[./-]?\s?(\d{2})\.?(?:[ T]\d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_MAYBE_REVERSAL = re.compile("s[tz]|vissza|reversal", re.IGNORECASE)  # spares the folding of most texts
_REVERSAL = re.compile(r"\b(storno\w*|sztorno\w*|visszavon\w*|visszauta\w*|reversal)\b")


def entries(beginning: str, lines: Iterable[str], *, known: Known) -> Entries:
    """The first letters of a bank's .csv, and its lines with their ends, in; its entries out, then the statement.

    Columns are those of the office's own mapping (``known``) where the headings are known, else recognised. The
    statement has balances if the file has a balance column.

    Refuses a file without recognisable headings, a line that cannot be read, other currencies and several
    accounts. A cell that looks like a formula is only text.
    """
    delimiter, first_line, columns = headings(beginning, known)
    width = max(place for places in columns.values() for place in places)
    seen = _Seen()
    for number, cells in rows_of(lines, delimiter):
        if number <= first_line or not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= width:
            raise unreadable_line(number)
        line = _Line(number, columns, cells)
        entry = line.entry()
        seen.add(line, entry)
        yield entry
    opening, closing = seen.balances()
    return Statement(
        account_iban=seen.account or None,
        currency="HUF",
        opening=opening,
        closing=closing,
        opening_on=seen.first_day,
        closing_on=seen.last_day,
        entries=(),
        format="csv",
    )


class _Seen:
    """What the lines tell together."""

    def __init__(self) -> None:
        self.account = ""
        self.first_day: date | None = None
        self.last_day: date | None = None
        self.lines = self.with_balance = self.total = 0
        # Amount and balance of the first and of the last line.
        self.first = self.last = (0, 0)

    def add(self, line: "_Line", entry: Entry) -> None:
        day = entry.booked_on
        self.first_day = min(self.first_day or day, day)
        self.last_day = max(self.last_day or day, day)
        self.lines += 1
        self.total += entry.amount
        if balance := line.cell(Column.BALANCE):
            self.with_balance += 1
            self.last = entry.amount, forints(balance)
            self.first = self.first if self.lines > 1 else self.last
        if account := _account(line.cell(Column.OWN_ACCOUNT)):
            if self.account and account != self.account:
                raise two_accounts()
            self.account = account

    def balances(self) -> tuple[int | None, int | None]:
        """Opening and closing balance from a running balance column, oldest first or newest first."""
        if not self.lines or self.with_balance != self.lines:
            return None, None
        (first, after_first), (last, after_last) = self.first, self.last
        ahead = after_first - first, after_last
        back = after_last - last, after_first
        return back if ahead[0] + self.total != ahead[1] and back[0] + self.total == back[1] else ahead


@lru_cache(maxsize=4096)
def _day(written: str) -> date | None:
    """The day in any of the ways banks write it; None for anything else. The days of a statement repeat."""
    found = _DAY.fullmatch(written)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


_account = lru_cache(maxsize=8192)(normalise_account)
_forints = lru_cache(maxsize=8192)(forints)


def _says_reversal(text: str) -> bool:
    return bool(_MAYBE_REVERSAL.search(text) and _REVERSAL.search(folded(text)))


class _Line:
    """One line of the file by column; it is long enough to have them all."""

    def __init__(self, number: int, columns: dict[Column, list[int]], cells: Sequence[str]) -> None:
        self.number, self.columns, self.cells = number, columns, cells

    def cell(self, column: Column) -> str:
        places = self.columns.get(column)
        if not places:
            return ""
        if len(places) == 1:
            return " ".join(self.cells[places[0]].split())
        found = (self.cells[place] for place in places)
        return " ".join(" ".join(cell.split()) for cell in found).strip()

    def entry(self) -> Entry:
        value, text, reference = self.cell(Column.VALUE), self.cell(Column.TEXT), self.cell(Column.REFERENCE)
        booked_on = self._day(self.cell(Column.BOOKED) or value)
        value_on = self._day(value) if value else booked_on
        if Column.CURRENCY in self.columns:
            require_forints(self.cell(Column.CURRENCY))
        return Entry(
            bank_reference=reference,
            booked_on=booked_on,
            value_on=value_on,
            amount=self._amount(),
            payer_name=self.cell(Column.NAME),
            payer_account=_account(self.cell(Column.ACCOUNT)),
            text=text,
            is_reversal=_says_reversal(self.cell(Column.KIND) + " " + text),
            position=0,
            once=self._fingerprint() if reference else "",
            line=self.number,
        )

    def _fingerprint(self) -> str:
        """The same for two lines with the same cells."""
        return hashlib.blake2b("\x1f".join(self.cells).encode(), digest_size=16).hexdigest()

    def _day(self, written: str) -> date:
        day = _day(written)
        if day is None:
            raise unreadable_line(self.number)
        return day

    def _amount(self) -> int:
        written = self.cell(Column.AMOUNT)
        if written:
            amount = self._signed(_forints(written))
        else:
            credit, debit = self.cell(Column.CREDIT), self.cell(Column.DEBIT)
            incoming, outgoing = (abs(forints(cell)) if cell else 0 for cell in (credit, debit))
            if incoming and outgoing:
                raise unreadable_line(self.number)
            amount = incoming - outgoing
        if not amount:
            raise unreadable_line(self.number)
        return amount

    def _signed(self, amount: int) -> int:
        written = self.cell(Column.DIRECTION)
        if not written:
            return amount
        direction = folded(written)
        if direction.startswith(("j", "c", "be", "k")):
            return abs(amount)
        if direction.startswith(("t", "d", "ki")):
            return -abs(amount)
        raise unreadable_line(self.number)
