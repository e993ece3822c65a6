"""What the columns of a bank's .csv hold, told from its headings: any headings, any order, any separator."""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from cases.tenancies.headings import folded
from cases.tenancies.statements.statement import UnknownColumns, UnreadableStatement, damaged

BEGINNING = 50_000  # letters in which the headings are looked for
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
    """The first letters of an unknown .csv in; its headings and first rows out. Refuses what is no table.

    The headings are the first of the rows that are as wide as most rows of the file's beginning.
    """
    top = _top(text)
    best: list[list[str]] = []
    for delimiter in DELIMITERS:
        wide = [cells for _number, cells in rows_of(top, delimiter) if len(cells) > 1]
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


def headings(text: str, known: Known) -> tuple[str, int, dict[Column, list[int]]]:
    """The first letters of a .csv in; its separator, the line of its headings, and where each column is, out.

    Banks put notes above the headings. Refuses a text whose columns nobody knows.
    """
    best: tuple[int, str, int, dict[Column, list[int]]] | None = None
    top = _top(text)
    for delimiter in DELIMITERS:
        for number, cells in rows_of(top, delimiter):
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


def _top(text: str) -> list[str]:
    return [f"{line}\n" for line in text[:BEGINNING].splitlines()[:LINES_SEARCHED_FOR_HEADINGS]]


def rows_of(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with their ends in; the number of the line, from 1, and its cells out."""
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as damage:
        raise damaged() from damage
