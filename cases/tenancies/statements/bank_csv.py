"""The movements a bank's web page lets one download as .csv: any headings, any order, any separator."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.tenancies.headings import folded
from cases.tenancies.statements.statement import (
    MAX_ENTRIES,
    Entry,
    Statement,
    UnknownColumns,
    UnreadableStatement,
    damaged,
    finished,
    forints,
    require_forints,
    too_large,
    two_accounts,
)
from kernel.identifiers import normalise_account

LINES_SEARCHED_FOR_HEADINGS = 40
DELIMITERS = ";\t,|"


class Column(StrEnum):
    """What a column of a bank's .csv can hold."""

    BOOKED = "booked"
    VALUE = "value"
    AMOUNT = "amount"
    CREDIT = "credit"
    DEBIT = "debit"
    DIRECTION = "direction"
    CURRENCY = "currency"
    NAME = "name"
    ACCOUNT = "account"
    OWN_ACCOUNT = "own_account"
    TEXT = "text"
    REFERENCE = "reference"
    BALANCE = "balance"
    KIND = "kind"


_OTHER_SIDE = (
    r"(partner\w*|ellen\w*|masik fel\w*|fizeto\w*|kuldo\w*|felado\w*|kezdemenyezo\w*|kedvezmenyezett\w*|megbizo\w*)"
)
_RULES = (
    # An available balance counts what is not booked yet: it proves nothing and is left out.
    (None, r"\brendelkezesre\b|\bavailable\b"),
    # The payer's own numbers are not the bank's: two payments may share them.
    (Column.TEXT, rf"\b(fizetesi|befizeto\w*|vegponti|end to end|{_OTHER_SIDE}|ugyfel) ?azonosito\w*"),
    (Column.BALANCE, r"\b(egyenleg\w*|balance)\b"),
    (Column.CURRENCY, r"\b(penznem\w*|devizanem\w*|deviza|currency|devizakod)\b"),
    (Column.VALUE, r"\b(ertek ?nap\w*|ertek ?datum\w*|value date)\b"),
    (Column.BOOKED, r"\b(datum\w*|nap|napja|ideje|idopont\w*|date)\b"),
    (Column.DIRECTION, r"^(t j|j t|irany\w*|jelleg\w*|elojel|terheles jovairas( jelzo)?|d c|c d)$"),
    (Column.CREDIT, r"\b(jovairas\w*|jovairt|bevetel\w*|credit)\b"),
    (Column.DEBIT, r"\b(terheles\w*|terhelt|kiadas\w*|debit)\b"),
    (Column.AMOUNT, r"\b(osszeg\w*|forgalom|amount|ertek)\b"),
    (Column.BOOKED, r"\b(konyvel\w*|konyvelt)\b"),
    (
        Column.REFERENCE,
        r"\b(tranzakcio\w* azonosito\w*|banki azonosito\w*|bizonylat\w*|hivatkozas\w*|referencia\w*|ugyletszam|"
        r"reference|tranzakcioszam)\b|^(azonosito|id|transaction id)$",
    ),
    (Column.ACCOUNT, rf"\b{_OTHER_SIDE}\b.*\b(szamla\w*|iban|account)\b|\bellenszamla\w*"),
    (Column.OWN_ACCOUNT, r"\b(szamlaszam\w*|sajat szamla\w*|konyvelesi szamla|iban|szamla)\b"),
    (Column.NAME, rf"\b(nev|neve|name)\b|^{_OTHER_SIDE}( fel)?$"),
    (Column.TEXT, r"\b(kozlemeny\w*|megjegyzes\w*|leiras\w*|narrativa|jogcim\w*|details|description)\b"),
    (Column.KIND, r"\b(tipus\w*|megnevezes\w*|type|tranzakcio)\b"),
)
_COMPILED = tuple((column, re.compile(pattern)) for column, pattern in _RULES)
_DAY = re.compile(r"(\d{4})[./-]?\s?(\d{2})[./-]?\s?(\d{2})\.?(?:[ T]\d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_MAYBE_REVERSAL = re.compile("s[tz]|vissza|reversal", re.IGNORECASE)  # spares the folding of most texts
_REVERSAL = re.compile(r"\b(storno\w*|sztorno\w*|visszavon\w*|visszauta\w*|reversal)\b")


def recognise(heading: str) -> Column | None:
    """One heading in; its column out, or None."""
    words = folded(heading)
    return next((column for column, pattern in _COMPILED if pattern.search(words)), None)


Known = Mapping[str, Mapping[Column, list[int]]]


@dataclass(frozen=True)
class Shape:
    """A table as it looks: its headings and the first rows under them."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def key_of(headings: Sequence[str]) -> str:
    """What a row of headings is known by: capitals, accents and spaces make no difference."""
    return hashlib.sha256("\x1f".join(folded(heading) for heading in headings).encode()).hexdigest()


def shape(text: str, *, rows: int = 4) -> Shape:
    """The letters of an unknown .csv in; its headings and first rows out. Refuses what is no table.

    The headings are the first of the rows that are as wide as most rows of the file's beginning.
    """
    top = "\n".join(text[:50_000].splitlines()[:LINES_SEARCHED_FOR_HEADINGS])
    best: list[list[str]] = []
    for delimiter in DELIMITERS:
        wide = [cells for _number, cells in _rows(top, delimiter) if len(cells) > 1]
        widths = Counter(len(cells) for cells in wide)
        width = max(widths, key=lambda one: (widths[one], one), default=0)
        alike = [cells for cells in wide if len(cells) == width]
        if len(alike) * width > sum(len(cells) for cells in best):
            best = alike
    if len(best) < 2 or not any(cell.strip() for cell in best[0]):
        raise no_statement()
    found = [tuple(" ".join(cell.split())[:80] for cell in cells) for cells in best[: rows + 1]]
    return Shape(found[0], tuple(found[1:]))


def no_statement() -> UnreadableStatement:
    """The refusal of a text that is no statement and no table."""
    return UnreadableStatement(
        _(
            "This is not a statement we can read. Upload a camt.053 or MT940 file, or a .csv whose first line "
            "names at least the columns of the date and the amount."
        )
    )


def read(text: str, *, known: Known | None = None) -> Statement:
    """The letters of a bank's .csv in; the statement out, without balances unless the file has a balance column.

    Columns are those of the office's own mapping (``known``) where the headings are known, else recognised.

    Refuses a file without recognisable headings, a line that cannot be read, a line given twice, other
    currencies and several accounts. A cell that looks like a formula is only text.
    """
    delimiter, first_line, columns = _headings(text, known or {})
    width = max(place for places in columns.values() for place in places)
    entries: list[Entry] = []
    balances: list[int] = []
    accounts: set[str] = set()
    lines: set[int] = set()
    for number, cells in _rows(text, delimiter):
        if number <= first_line or not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= width:
            raise _unreadable(number)
        line = _Line(number, columns, cells)
        entry = line.entry()
        same = hash(tuple(cells))
        if entry.bank_reference and same in lines:
            raise _unreadable(number)
        lines.add(same)
        entries.append(entry)
        if Column.BALANCE in columns and line.cell(Column.BALANCE):
            balances.append(forints(line.cell(Column.BALANCE)))
        if Column.OWN_ACCOUNT in columns:
            accounts.add(normalise_account(line.cell(Column.OWN_ACCOUNT)))
        if len(entries) > MAX_ENTRIES:
            raise too_large()
    if len(accounts - {""}) > 1:
        raise two_accounts()
    opening, closing = _balances(entries, balances)
    days = [entry.booked_on for entry in entries]
    return finished(
        Statement(
            account_iban=next(iter(accounts - {""}), None),
            currency="HUF",
            opening=opening,
            closing=closing,
            opening_on=min(days, default=None),
            closing_on=max(days, default=None),
            entries=tuple(_with_reversals(entries)),
            format="csv",
        )
    )


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as damage:
        raise damaged() from damage


def _headings(text: str, known: Known) -> tuple[str, int, dict[Column, list[int]]]:
    """The separator, the line of the headings, and where each column is. Banks put notes above the headings."""
    best: tuple[int, str, int, dict[Column, list[int]]] | None = None
    top = "\n".join(text[:50_000].splitlines()[:LINES_SEARCHED_FOR_HEADINGS])
    for delimiter in DELIMITERS:
        for number, cells in _rows(top, delimiter):
            mapped = known.get(key_of(cells)) if known and len(cells) > 1 else None
            if mapped is not None:
                return delimiter, number, {column: list(places) for column, places in mapped.items()}
            columns = _columns(cells)
            has_amount = Column.AMOUNT in columns or (Column.CREDIT in columns and Column.DEBIT in columns)
            dated = Column.BOOKED in columns or Column.VALUE in columns
            if dated and has_amount and (best is None or len(columns) > best[0]):
                best = (len(columns), delimiter, number, columns)
    if best is None:
        shape(text)
        raise UnknownColumns(
            _("The columns of this table are not recognised. Upload it on the desk's page and say what they hold.")
        )
    return best[1], best[2], best[3]


def _columns(cells: Sequence[str]) -> dict[Column, list[int]]:
    columns: dict[Column, list[int]] = {}
    for place, cell in enumerate(cells):
        column = recognise(cell) if len(cell) < 60 else None
        if column and (column == Column.TEXT or column not in columns):
            columns.setdefault(column, []).append(place)
    return columns


def _unreadable(number: int) -> UnreadableStatement:
    return UnreadableStatement(
        format_lazy(
            _("Line {number} of the file cannot be read. Download the statement from the bank again."),
            number=number,
        )
    )


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
    """One line of the file by column."""

    def __init__(self, number: int, columns: dict[Column, list[int]], cells: Sequence[str]) -> None:
        self.number, self.columns, self.cells = number, columns, cells

    def cell(self, column: Column) -> str:
        places = self.columns.get(column)
        if not places:
            return ""
        if len(places) == 1 and places[0] < len(self.cells):
            return " ".join(self.cells[places[0]].split())
        found = (self.cells[place] for place in places if place < len(self.cells))
        return " ".join(" ".join(cell.split()) for cell in found).strip()

    def entry(self) -> Entry:
        value, text = self.cell(Column.VALUE), self.cell(Column.TEXT)
        booked_on = self._day(self.cell(Column.BOOKED) or value)
        value_on = self._day(value) if value else booked_on
        if Column.CURRENCY in self.columns:
            require_forints(self.cell(Column.CURRENCY))
        return Entry(
            bank_reference=self.cell(Column.REFERENCE),
            booked_on=booked_on,
            value_on=value_on,
            amount=self._amount(),
            payer_name=self.cell(Column.NAME),
            payer_account=_account(self.cell(Column.ACCOUNT)),
            text=text,
            is_reversal=_says_reversal(self.cell(Column.KIND) + " " + text),
            position=0,
        )

    def _day(self, written: str) -> date:
        day = _day(written)
        if day is None:
            raise _unreadable(self.number)
        return day

    def _amount(self) -> int:
        written = self.cell(Column.AMOUNT)
        if written:
            amount = self._signed(_forints(written))
        else:
            credit, debit = self.cell(Column.CREDIT), self.cell(Column.DEBIT)
            incoming, outgoing = (abs(forints(cell)) if cell else 0 for cell in (credit, debit))
            if incoming and outgoing:
                raise _unreadable(self.number)
            amount = incoming - outgoing
        if not amount:
            raise _unreadable(self.number)
        return amount

    def _signed(self, amount: int) -> int:
        direction = folded(self.cell(Column.DIRECTION))
        if not direction:
            return amount
        if direction.startswith(("j", "c", "be", "k")):
            return abs(amount)
        if direction.startswith(("t", "d", "ki")):
            return -abs(amount)
        raise _unreadable(self.number)


def _balances(entries: list[Entry], balances: list[int]) -> tuple[int | None, int | None]:
    """Opening and closing balance from a running balance column, oldest first or newest first."""
    if not entries or len(balances) != len(entries):
        return None, None
    first, last = entries[0], entries[-1]
    ahead = balances[0] - first.amount, balances[-1]
    back = balances[-1] - last.amount, balances[0]
    total = sum(entry.amount for entry in entries)
    return back if ahead[0] + total != ahead[1] and back[0] + total == back[1] else ahead


def _with_reversals(entries: list[Entry]) -> Iterator[Entry]:
    """A .csv rarely marks a reversal: it is an entry named after another one, an R behind, of opposite amount."""
    amounts = {entry.bank_reference: entry.amount for entry in entries}
    for entry in entries:
        original = amounts.get(entry.bank_reference[:-1]) if entry.bank_reference.endswith(("R", "r")) else None
        yield replace(entry, is_reversal=True) if original == -entry.amount else entry
