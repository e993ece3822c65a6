"""A rent roll as an office keeps it in; every row with its outcome out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cases.tenancies.rent_roll import cells, duplicates
from cases.tenancies.rent_roll.columns import PLACE_FIELDS, Field, Mapping, is_rent_roll, named, recognise, recognised
from cases.tenancies.rent_roll.roll import Place, RentRoll, Row, UnreadableRentRoll
from cases.tenancies.rent_roll.rows import interpret
from cases.tenancies.rent_roll.workbook import Cells, Sheet, sheets

ROWS_SEARCHED_FOR_HEADINGS = 40
LONGEST_HEADING = 80

type Columns = list[tuple[str, Field | None]]


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the headings of one sheet end, and what each column means."""

    first_row: int
    columns: Columns

    @property
    def score(self) -> int:
        return len({meaning for _heading, meaning in self.columns if meaning and meaning != Field.IGNORED})


def read(raw: bytes, *, filename: str = "", mapping: Mapping | None = None) -> RentRoll:
    """Bytes of an .xlsx, .xls, .ods or .csv file in; the rent roll out.

    ``mapping`` is a person's correction of the mapping of an earlier reading; without it the columns are
    recognised by their headings, in any order, on each sheet anew. ``filename`` only names a .csv's one sheet:
    the content decides the format. Refuses (:class:`UnreadableRentRoll`) a file that is damaged, too large,
    password-protected, or has no sheet with the headings of a rent roll. Never guesses inside a row: what is
    not certain needs a person.
    """
    rows: list[Row] = []
    skipped: list[str] = []
    total = Mapping()
    for sheet in sheets(raw):
        name = sheet.name or filename
        headings = _by_mapping(sheet, mapping) if mapping else _by_recognition(sheet)
        if headings is None:
            if sheet.rows:
                skipped.append(name)
            continue
        total = total.merged(Mapping({heading: field for heading, field in headings.columns if heading}))
        rows.extend(
            interpret(Place(name, number), headings.columns, values)
            for number, values in enumerate(sheet.rows[headings.first_row :], start=headings.first_row + 1)
        )
    if not total.fields:
        raise UnreadableRentRoll(
            _(
                "No sheet has the headings of a rent roll. There must be one row naming at least the columns "
                "of the resident, the address and the rent."
            )
        )
    return RentRoll(duplicates.settle(rows), total, tuple(skipped))


def _by_recognition(sheet: Sheet) -> Headings | None:
    """The best row, or pair of rows, of headings near the top of a sheet."""
    candidates = []
    top = sheet.rows[:ROWS_SEARCHED_FOR_HEADINGS]
    for index, row in enumerate(top):
        words = _words(row)
        if words is None:
            continue
        candidates.append(_headings(index + 1, words, recognised(words)))
        below = _words(top[index + 1]) if index + 1 < len(top) else None
        if below:
            candidates.append(_in_two_rows(index + 2, words, below))
    usable = [found for found in candidates if is_rent_roll({meaning for _, meaning in found.columns if meaning})]
    return max(usable, key=lambda found: found.score, default=None)


def _headings(first_row: int, words: Sequence[str], mapping: Mapping) -> Headings:
    return Headings(first_row, [(name, mapping.fields.get(name)) for name in named(words)])


def _words(row: Cells) -> list[str] | None:
    """A row's cells as headings, or None if it holds numbers, dates or long text, as headings never do."""
    if not any(isinstance(cell, str) and cell.strip() for cell in row):
        return None
    words = []
    for cell in row:
        word = cells.text(cell)
        if not isinstance(cell, str | None) or len(word) > LONGEST_HEADING or sum(map(str.isdigit, word)) > 2:
            return None
        words.append(word)
    return words


def _in_two_rows(first_row: int, above: Sequence[str], below: Sequence[str]) -> Headings:
    """Headings like *Bérlő* over *neve* and *telefonja*. The lower word counts unless the upper one changes it."""
    width = max(len(above), len(below))
    upper, lower = ([*row, *[""] * (width - len(row))] for row in (above, below))
    words, group = [], ""
    for top, bottom in zip(upper, lower, strict=True):
        group = top or group
        both = f"{group} {bottom}".strip()
        if not bottom:
            words.append(top)
        elif recognise(bottom) is None or (recognise(bottom) in PLACE_FIELDS and recognise(both) == Field.IGNORED):
            words.append(both)
        else:
            words.append(bottom)
    return _headings(first_row, words, recognised(words))


def _by_mapping(sheet: Sheet, mapping: Mapping) -> Headings | None:
    """The row, or pair of rows, with the most headings a person has given a meaning to."""
    best: Headings | None = None
    most = 0
    top = sheet.rows[:ROWS_SEARCHED_FOR_HEADINGS]
    for index, row in enumerate(top):
        words = _words(row)
        if words is None:
            continue
        pairs = [_headings(index + 1, words, mapping)]
        below = _words(top[index + 1]) if index + 1 < len(top) else None
        if below:
            columns = _in_two_rows(index + 2, words, below).columns
            pairs.append(Headings(index + 2, [(name, mapping.fields.get(name)) for name, _ in columns]))
        for found in pairs:
            known = sum(1 for name, _meaning in found.columns if name in mapping.fields)
            if known > most and is_rent_roll({meaning for _, meaning in found.columns if meaning}):
                best, most = found, known
    return best
