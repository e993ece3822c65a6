"""Rows that speak of the same dwelling or contract: the same thing typed twice, or two that contradict."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cases.tenancies.headings import folded
from cases.tenancies.rent_roll.cells import Term
from cases.tenancies.rent_roll.roll import Dwelling, Outcome, Place, Problem, Reason, Row, Tenancy

# 5771/14/A/42: the last two parts name one flat in a condominium. A bare 5771/14 is the whole house.
_ONE_FLAT = re.compile(r"\d+(?:/\d+)*/[A-Z]/\d+", re.ASCII)


@dataclass(slots=True)
class _Seen:
    """First rows by what identifies them."""

    identifiers: dict[str, int] = field(default_factory=dict)
    flats: dict[str, int] = field(default_factory=dict)
    addresses: dict[tuple[str, ...], list[int]] = field(default_factory=dict)


def settle(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in file order in; the same out with second copies and contradictions marked.

    Copies are compared by what was read, not by how it was typed, so ``62`` and ``62,0 m2`` agree. Of two rows
    that contradict each other *neither* is imported: taking the first would be a guess about somebody's rent.
    An unreadable row contradicts nothing; it is already with a person.
    """
    settled = list(rows)
    seen = _Seen()
    for index, row in enumerate(settled):
        if row.dwelling is None:
            continue
        for earlier in _matches(row, settled, seen):
            if _same(settled[earlier], row):
                settled[index] = replace(row, outcome=Outcome.DUPLICATE, duplicate_of=settled[earlier].place)
            else:
                settled[index] = _contradicted(settled[index], settled[earlier].place)
                settled[earlier] = _contradicted(settled[earlier], row.place)
        if settled[index].outcome != Outcome.DUPLICATE:
            _remember(index, row, seen)
    return tuple(settled)


def _matches(row: Row, rows: list[Row], seen: _Seen) -> list[int]:
    if row.dwelling is None:
        return []
    found = {seen.identifiers.get(row.identifier), seen.flats.get(_flat(row.dwelling))}
    for index in seen.addresses.get(row.dwelling.address.key, []):
        other = rows[index].dwelling
        parcels = {_parcel(row.dwelling), _parcel(other)} if other else set()
        if len(parcels - {""}) < 2:
            found.add(index)
    return sorted(index for index in found if index is not None)


def _remember(index: int, row: Row, seen: _Seen) -> None:
    if row.dwelling is None:
        return
    if row.identifier:
        seen.identifiers.setdefault(row.identifier, index)
    if flat := _flat(row.dwelling):
        seen.flats.setdefault(flat, index)
    seen.addresses.setdefault(row.dwelling.address.key, []).append(index)


def _parcel(dwelling: Dwelling) -> str:
    return re.sub(r"\s+", "", dwelling.parcel_number).upper().removesuffix("HRSZ.").removesuffix("HRSZ")


def _flat(dwelling: Dwelling) -> str:
    parcel = _parcel(dwelling)
    return parcel if _ONE_FLAT.fullmatch(parcel) else ""


def _contradicted(row: Row, other: Place) -> Row:
    if row.outcome == Outcome.NEEDS_A_PERSON:
        return row
    return replace(row, outcome=Outcome.NEEDS_A_PERSON, problems=(Problem(Reason.CONFLICT),), conflicts_with=other)


def _same(first: Row, second: Row) -> bool:
    return (
        first.identifier == second.identifier
        and _dwelling_facts(first.dwelling) == _dwelling_facts(second.dwelling)
        and _tenancy_facts(first.tenancy) == _tenancy_facts(second.tenancy)
        and _phones_agree(first.tenancy, second.tenancy)
    )


def _dwelling_facts(dwelling: Dwelling | None) -> tuple[object, ...]:
    if dwelling is None:
        return ()
    return (
        dwelling.address.key,
        _parcel(dwelling),
        dwelling.area,
        dwelling.half_rooms,
        dwelling.comfort,
        dwelling.rent_basis,
        dwelling.rent,
    )


def _tenancy_facts(tenancy: Tenancy | None) -> tuple[object, ...]:
    """What must agree. A contract whose end is not stated agrees with an open-ended one: neither names a day."""
    if tenancy is None:
        return ()
    return (
        frozenset(folded(party.name) for party in tenancy.parties),
        tenancy.rent,
        tenancy.started_on,
        tenancy.term == Term.FIXED,
        tenancy.ends_on,
        tenancy.balance,
        tenancy.tenant_is_deceased,
    )


def _phones_agree(first: Tenancy | None, second: Tenancy | None) -> bool:
    numbers = {tenancy.phone for tenancy in (first, second) if tenancy and tenancy.phone}
    return len(numbers) < 2
