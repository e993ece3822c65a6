"""Taking an office's rent roll over: every row ends imported, a duplicate, or with a person. One transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.housing_stock.models import Building, Dwelling
from cases.people import persons
from cases.people.models import Person
from cases.tenancies import contracts
from cases.tenancies.models import (
    Charge,
    ImportedRow,
    LedgerEntry,
    Payment,
    RentRollImport,
    Tenancy,
    TenancyParty,
)
from cases.tenancies.rent_roll import reading, roll
from cases.tenancies.rent_roll.columns import Mapping
from cases.tenancies.rent_roll.roll import Outcome, RentRoll, Row
from kernel import audit, collation, documents, faults
from kernel.access import Actor
from kernel.calendar import month_end

ALREADY_REGISTERED = "already_registered"
OUTCOMES = {
    Outcome.TENANCY: ImportedRow.Outcome.TENANCY,
    Outcome.VACANT: ImportedRow.Outcome.VACANT,
    Outcome.DUPLICATE: ImportedRow.Outcome.DUPLICATE,
    Outcome.NEEDS_A_PERSON: ImportedRow.Outcome.PERSON,
}


@dataclass
class _Batch:
    """What one import creates, collected so that each table is written once."""

    by: Actor
    as_of: date
    buildings: dict[tuple[str, str, str, str], Building]
    dwellings: list[Dwelling]
    people: list[Person]
    tenancies: list[Tenancy]
    parties: list[TenancyParty]
    charges: list[Charge]
    payments: list[Payment]
    created: dict[tuple[str, int], tuple[Dwelling, Tenancy | None]]


def preview(*, content: bytes, filename: str, mapping: Mapping | None = None) -> RentRoll:
    """What importing the file would find now; nothing is written. The import goes by the same reading."""
    read = reading.read(content, filename=filename, mapping=mapping)
    return replace(read, rows=tuple(_known_as_duplicates(read.rows)))


@transaction.atomic
def import_rent_roll(
    *, content: bytes, filename: str, by: Actor, as_of: date, mapping: Mapping | None = None
) -> RentRollImport:
    """Register the flats, people, contracts and balances of a rent roll.

    `as_of` is the day on which the file's balances hold: rents are charged from the month after it on.
    `mapping` is a person's correction of the columns. A contract or flat that is registered already
    counts as a duplicate, so the same file twice changes nothing. Refuses (UnreadableRentRoll) a file
    that cannot be read as a whole.
    """
    read = preview(content=content, filename=filename, mapping=mapping)
    document = documents.store(
        kind="rent_roll", name=filename, media_type="application/octet-stream", content=content, by=by
    )
    batch = _collect([row for row in read.rows if row.outcome in {Outcome.TENANCY, Outcome.VACANT}], by=by, as_of=as_of)
    _write(batch)
    faults.point("rent_roll.written")
    result = RentRollImport.objects.create(
        document_id=document.pk,
        name=filename,
        mapping=read.mapping.as_json(),
        counts=roll.counts(read),
        imported_by=by.actor_id,
    )
    ImportedRow.objects.bulk_create(_imported_rows(result, read.rows, batch), batch_size=1000)
    audit.record(by, "rent_roll_imported", result, **result.counts)
    return result


def _known_as_duplicates(rows: Iterable[Row]) -> Iterable[Row]:
    """Rows whose contract number or flat the register holds already become duplicates."""
    rows = list(rows)
    identifiers = {row.identifier for row in rows if row.identifier}
    known = set(Tenancy.objects.filter(old_identifier__in=identifiers).values_list("old_identifier", flat=True))
    parcels = {row.dwelling.parcel_number for row in rows if row.dwelling and row.dwelling.parcel_number}
    known_parcels = set(Dwelling.objects.filter(parcel_number__in=parcels).values_list("parcel_number", flat=True))
    addresses = {row.dwelling.address.raw for row in rows if row.dwelling and not row.dwelling.parcel_number}
    known_addresses = set(Dwelling.objects.filter(address__in=addresses).values_list("address", flat=True))
    for row in rows:
        dwelling = row.dwelling
        is_known = row.identifier in known or (
            dwelling is not None
            and (dwelling.parcel_number in known_parcels or dwelling.address.raw in known_addresses)
        )
        imported = row.outcome in {Outcome.TENANCY, Outcome.VACANT}
        yield replace(row, outcome=Outcome.DUPLICATE) if imported and is_known else row


def _collect(rows: list[Row], *, by: Actor, as_of: date) -> _Batch:
    postcodes = {row.dwelling.address.postcode for row in rows if row.dwelling}
    known = {
        (one.postcode, one.town, one.street, one.house_number): one
        for one in Building.objects.filter(postcode__in=postcodes)
    }
    batch = _Batch(by, as_of, known, [], [], [], [], [], [], {})
    letting = [row for row in rows if row.tenancy]
    numbers = (
        dict(zip((id(row) for row in letting), contracts.next_numbers(len(letting)), strict=True)) if letting else {}
    )
    for row in rows:
        dwelling = _dwelling(batch, row)
        tenancy = _tenancy(batch, row, dwelling, numbers[id(row)]) if row.tenancy else None
        batch.created[row.place.sheet, row.place.number] = (dwelling, tenancy)
    return batch


def _dwelling(batch: _Batch, row: Row) -> Dwelling:
    described = row.dwelling
    assert described is not None  # noqa: S101  # an imported row always describes a flat
    address = described.address
    street = f"{address.street} {address.street_type}".strip() or address.raw[:100]
    house = f"{address.house_number} {address.building}".strip()
    key = (address.postcode, address.town, street, house)
    if key not in batch.buildings:
        batch.buildings[key] = Building(postcode=key[0], town=key[1], street=street, house_number=house)
    dwelling = Dwelling(
        building=batch.buildings[key],
        stair=address.stair,
        floor=address.floor,
        door=address.door,
        parcel_number=described.parcel_number,
        address=address.raw,
        sort_key=collation.sort_key(address.raw),
        search_key=collation.search_key(address.raw),
        area_m2=described.area,
        half_rooms=described.half_rooms,
        comfort=described.comfort or "",
        note=row.note[:300] if row.tenancy is None else "",
    )
    batch.dwellings.append(dwelling)
    return dwelling


def _tenancy(batch: _Batch, row: Row, dwelling: Dwelling, number: str) -> Tenancy:
    described, flat = row.tenancy, row.dwelling
    assert described is not None and flat is not None  # noqa: S101, PT018  # asked for by the caller
    alone = len(described.parties) == 1
    tenancy = Tenancy(
        number=number,
        old_identifier=row.identifier or None,
        dwelling=dwelling,
        starts_on=described.started_on,
        ends_on=described.ends_on,
        basis=flat.rent_basis.basis if flat.rent_basis else "",
        category=flat.rent_basis.category if flat.rent_basis else "",
        monthly_rent=described.rent,
        charged_until=month_end(batch.as_of),
        death_reported=described.tenant_is_deceased
        and not alone
        and not any(party.is_deceased for party in described.parties),
    )
    batch.tenancies.append(tenancy)
    for position, party in enumerate(described.parties, 1):
        person = persons.prepare(
            name=party.name,
            is_deceased=party.is_deceased or (alone and described.tenant_is_deceased),
            phone=described.phone[:40] if position == 1 else "",
            note=row.note[:300],
        )
        batch.people.append(person)
        batch.parties.append(
            TenancyParty(tenancy=tenancy, person=person, position=position, since=described.started_on)
        )
    _bring_forward(batch, tenancy, described.balance)
    return tenancy


def _bring_forward(batch: _Batch, tenancy: Tenancy, balance: int) -> None:
    if balance > 0:
        batch.charges.append(
            Charge(
                tenancy=tenancy,
                kind=Charge.Kind.BROUGHT_FORWARD,
                period=batch.as_of.replace(day=1),
                amount=balance,
                due_on=batch.as_of,
                created_by=batch.by.actor_id,
            )
        )
    elif balance < 0:
        batch.payments.append(
            Payment(
                tenancy=tenancy,
                amount=-balance,
                paid_on=batch.as_of,
                source=Payment.Source.BROUGHT_FORWARD,
                created_by=batch.by.actor_id,
            )
        )


def _write(batch: _Batch) -> None:
    Building.objects.bulk_create([building for building in batch.buildings.values() if building._state.adding])
    for model, rows in (
        (Dwelling, batch.dwellings),
        (Person, batch.people),
        (Tenancy, batch.tenancies),
        (TenancyParty, batch.parties),
        (Charge, batch.charges),
        (Payment, batch.payments),
    ):
        manager: Any = model._default_manager
        manager.bulk_create(rows, batch_size=2000)
    LedgerEntry.objects.bulk_create(
        [LedgerEntry(tenancy=item.tenancy, on=item.due_on, amount=item.amount, charge=item) for item in batch.charges]
        + [LedgerEntry(tenancy=one.tenancy, on=one.paid_on, amount=-one.amount, payment=one) for one in batch.payments],
        batch_size=2000,
    )


def _imported_rows(result: RentRollImport, rows: Iterable[Row], batch: _Batch) -> Iterable[ImportedRow]:
    for row in rows:
        if row.outcome not in OUTCOMES:
            continue
        dwelling, tenancy = batch.created.get((row.place.sheet, row.place.number), (None, None))
        yield ImportedRow(
            rent_roll=result,
            sheet=row.place.sheet[:60],
            row_number=row.place.number,
            outcome=OUTCOMES[row.outcome],
            reason=_reason(row),
            detail=_detail(row)[:300],
            cells=dict(row.cells),
            tenancy_id=tenancy.pk if tenancy else None,
            dwelling_id=dwelling.pk if dwelling else None,
        )


def _reason(row: Row) -> str:
    if row.problems:
        return str(row.problems[0].reason.value)
    return ALREADY_REGISTERED if row.outcome == Outcome.DUPLICATE and row.duplicate_of is None else ""


def _detail(row: Row) -> str:
    if row.problems:
        return "; ".join(f"{problem.heading}: {problem.cell}" for problem in row.problems)
    if row.duplicate_of:
        return _("the same as row %(row)d of sheet %(sheet)s") % {
            "row": row.duplicate_of.number,
            "sheet": row.duplicate_of.sheet,
        }
    return ""
