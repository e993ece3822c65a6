"""One row of a rent roll, cell by cell, to its outcome. Every doubt becomes a problem with its cell."""

import re
from collections.abc import Callable, Sequence

from cases.tenancies.headings import folded
from cases.tenancies.rent_roll import addresses, cells, names
from cases.tenancies.rent_roll.columns import Field
from cases.tenancies.rent_roll.roll import Dwelling, Outcome, Place, Problem, Reason, Row, Tenancy
from kernel.money import NotWholeForints, parse_forint

_TOTAL = re.compile(r"(mind ?)?osszesen\b.*|mind|vegosszeg\b.*|reszosszeg\b.*|ossz( \w+)?|osszesites\b.*|sum|total\b.*")
_ADDRESS_PARTS = (Field.ADDRESS, Field.STREET, Field.HOUSE_NUMBER)
_WITHIN = ((Field.BUILDING, "ép."), (Field.STAIR, "lh."), (Field.FLOOR, "em."), (Field.DOOR, "ajtó"))
_UNCHECKED = frozenset({Field.ORDINAL, Field.PHONE, Field.NOTE, Field.IGNORED})


class _Reader:
    """The cells of one row by field, and the problems met while reading them."""

    def __init__(self, columns: Sequence[tuple[str, Field | None]], values: Sequence[object]) -> None:
        self.values: dict[Field, list[tuple[str, object]]] = {}
        for (heading, meaning), value in zip(columns, values, strict=True):
            if meaning:
                self.values.setdefault(meaning, []).append((heading, value))
        self.problems: list[Problem] = []

    def cell(self, meaning: Field) -> object:
        found = self.values.get(meaning, [])
        if len(found) == 1:
            return found[0][1]
        return "; ".join(cells.text(value) for _heading, value in found if not cells.is_empty(value))

    def says(self, meaning: Field) -> str:
        return cells.text(self.cell(meaning))

    def has(self, meaning: Field) -> bool:
        return not cells.is_empty(self.cell(meaning))

    def doubt(self, reason: Reason, meaning: Field | None = None) -> None:
        heading, value = next(iter(self.values.get(meaning, [])), ("", "")) if meaning else ("", "")
        self.problems.append(Problem(reason, heading, cells.text(value)))

    def read[Value](self, meaning: Field, parse: Callable[[object], Value], reason: Reason) -> Value | None:
        """The parsed cell; None if it is empty, and None with a problem if it cannot be read."""
        if not self.has(meaning):
            return None
        try:
            return parse(self.cell(meaning))
        except (cells.Unreadable, NotWholeForints):
            self.doubt(reason, meaning)
            return None


def interpret(place: Place, columns: Sequence[tuple[str, Field | None]], values: Sequence[object]) -> Row:
    """Where a row stands, the (heading, field) of each column and its cells in; the row with its outcome out.

    Duplicates are not seen here: they need the other rows.
    """
    columns = [*columns, *[("", None)] * (len(values) - len(columns))]
    values = [*values, *[None] * (len(columns) - len(values))]
    raw = {
        heading or f"#{number}": cells.text(value)
        for number, ((heading, _), value) in enumerate(zip(columns, values, strict=True), start=1)
        if cells.text(value)
    }
    reader = _Reader(columns, values)
    if outcome := _not_a_record(reader, columns, values):
        return Row(place, raw, outcome)
    for heading, meaning in columns:
        if meaning and meaning not in _UNCHECKED and cells.is_formula(raw.get(heading)):
            reader.problems.append(Problem(Reason.FORMULA, heading, raw[heading]))
    if reader.problems:
        return Row(place, raw, Outcome.NEEDS_A_PERSON, problems=tuple(reader.problems))
    is_vacant = _is_vacant(reader)
    dwelling = _dwelling(reader)
    tenancy = None if is_vacant else _tenancy(reader, dwelling)
    if is_vacant and (_balance(reader) or 0) != 0:
        reader.doubt(Reason.VACANT_WITH_MONEY, Field.ARREARS)
    identifier = reader.says(Field.IDENTIFIER) if reader.has(Field.IDENTIFIER) else ""
    note = reader.says(Field.NOTE)
    if reader.problems or dwelling is None or (tenancy is None and not is_vacant):
        return Row(place, raw, Outcome.NEEDS_A_PERSON, identifier, note=note, problems=tuple(reader.problems))
    outcome = Outcome.VACANT if is_vacant else Outcome.TENANCY
    return Row(place, raw, outcome, identifier, dwelling, tenancy, note)


def _not_a_record(
    reader: _Reader, columns: Sequence[tuple[str, Field | None]], values: Sequence[object]
) -> Outcome | None:
    """Blank, total and title rows; None for a row about a dwelling."""
    filled = [cells.text(value) for value in values if not cells.is_empty(value)]
    if not filled or (len(filled) == 1 and reader.has(Field.ORDINAL) and filled[0].rstrip(".").isdigit()):
        return Outcome.BLANK
    somewhere = any(
        reader.has(part) and not _TOTAL.fullmatch(folded(reader.cell(part)))
        for part in (*_ADDRESS_PARTS, Field.IDENTIFIER)
    )
    if not somewhere and any(_TOTAL.fullmatch(folded(value)) for value in filled):
        return Outcome.TOTAL
    headings = [heading for heading, _meaning in columns]
    repeated = sum(cells.text(value) == heading for heading, value in zip(headings, values, strict=True) if heading)
    if repeated >= 3 and repeated >= len(filled) - 1:
        return Outcome.TITLE
    if len(filled) == 1 and not any(
        meaning and reader.has(meaning) for meaning in reader.values if meaning not in _UNCHECKED
    ):
        return Outcome.TITLE
    return None


def _is_vacant(reader: _Reader) -> bool:
    if reader.has(Field.NAME) and names.says_vacant(reader.cell(Field.NAME)):
        if reader.has(Field.JOINT_NAME):
            reader.doubt(Reason.VACANT_WITH_TENANT, Field.NAME)
        return True
    called_vacant = names.says_vacant(reader.cell(Field.NOTE))
    if called_vacant and (reader.has(Field.NAME) or reader.has(Field.JOINT_NAME)):
        reader.doubt(Reason.VACANT_WITH_TENANT, Field.NOTE)
    return called_vacant


def _address(reader: _Reader) -> addresses.Address | None:
    try:
        if reader.has(Field.ADDRESS):
            return addresses.parse(reader.cell(Field.ADDRESS))
        return addresses.assemble(
            postcode=reader.cell(Field.POSTCODE),
            town=reader.cell(Field.TOWN),
            street=reader.cell(Field.STREET),
            street_type=reader.cell(Field.STREET_TYPE),
            house_number=reader.cell(Field.HOUSE_NUMBER),
            within=[(word, reader.cell(part)) for part, word in _WITHIN],
        )
    except cells.Unreadable:
        part = next((part for part in _ADDRESS_PARTS if part in reader.values), None)
        reader.doubt(Reason.ADDRESS, part)
        return None


def _dwelling(reader: _Reader) -> Dwelling | None:
    address = _address(reader)
    area = reader.read(Field.AREA, cells.area, Reason.AREA)
    halves = reader.cell(Field.HALF_ROOMS)
    half_rooms = reader.read(Field.ROOMS, lambda cell: cells.half_rooms(cell, halves), Reason.ROOMS)
    comfort = reader.read(Field.COMFORT, cells.comfort, Reason.COMFORT)
    basis = reader.read(Field.BASIS, cells.rent_basis, Reason.BASIS)
    rent = reader.read(Field.RENT, parse_forint, Reason.RENT)
    if rent is not None and rent < 0:
        reader.doubt(Reason.RENT, Field.RENT)
    if address is None:
        return None
    parcel = reader.says(Field.PARCEL_NUMBER) if reader.has(Field.PARCEL_NUMBER) else ""
    return Dwelling(address, parcel, area, half_rooms, comfort, basis, rent)


def _tenancy(reader: _Reader, dwelling: Dwelling | None) -> Tenancy | None:
    parties: tuple[names.Party, ...] = ()
    try:
        parties = names.parties(reader.cell(Field.NAME), reader.cell(Field.JOINT_NAME))
        if not parties:
            reader.doubt(Reason.NOBODY, Field.NAME)
    except cells.Unreadable:
        reader.doubt(Reason.NAME, Field.NAME)
    started_on = reader.read(Field.STARTED_ON, cells.day, Reason.DATE)
    term, ends_on = reader.read(Field.ENDS_ON, cells.term, Reason.DATE) or (cells.Term.NOT_STATED, None)
    if started_on and ends_on and ends_on < started_on:
        reader.doubt(Reason.ENDS_BEFORE_START, Field.ENDS_ON)
    balance = _balance(reader)
    if not reader.has(Field.RENT):
        reader.doubt(Reason.RENT, Field.RENT)
    if reader.problems or dwelling is None or dwelling.rent is None or balance is None:
        return None
    deceased = any(party.is_deceased for party in parties) or names.says_deceased(reader.cell(Field.NOTE))
    phone = names.phone(reader.cell(Field.PHONE))
    return Tenancy(parties, dwelling.rent, started_on, term, ends_on, balance, phone, deceased)


def _balance(reader: _Reader) -> int | None:
    """What is owed, less what is in credit; an empty cell is nothing owed. None if a cell cannot be read."""
    before = len(reader.problems)
    owed = reader.read(Field.ARREARS, parse_forint, Reason.ARREARS) or 0
    overpaid = reader.read(Field.OVERPAID, parse_forint, Reason.ARREARS) or 0
    if overpaid < 0:
        reader.doubt(Reason.ARREARS, Field.OVERPAID)
    elif owed and overpaid:
        reader.doubt(Reason.OWED_AND_OVERPAID, Field.OVERPAID)
    return owed - overpaid if len(reader.problems) == before else None
