"""Contract, keys, accounts, file: the last steps, each written down once for each flat or household of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.moves import seats
from exchange.moves.models import Contract, Handover, MeterReading, Settlement
from exchange.moves.seats import OurSeat
from exchange.pool import progress
from exchange.pool.models import Proposal
from exchange.pool.steps import Task
from exchange.sales import rules
from kernel.access import Actor
from kernel.refusal import Refused

LONGEST_TO_MOVE = timedelta(days=180)


class CannotSign(Refused):
    """The contract cannot be written down so."""


class CannotHandOver(Refused):
    """The protocol cannot be written down so."""


class CannotSettle(Refused):
    """The accounts cannot be closed so."""


@dataclass(frozen=True)
class Reading:
    """What one meter shows, and its number."""

    kind: str
    reading: Decimal
    serial: str = ""


@transaction.atomic
def sign(
    *, proposal: Proposal, position: int, signed_on: date, moves_on: date, lawyer: str, by: Actor, at: datetime
) -> Contract:
    """The contract of one of our flats is signed. Owned flats need a lawyer's countersignature.

    Refuses a day in the future, a move before the signing or more than half a year after it, and a second contract.
    """
    seat = _ours(proposal, position)
    if signed_on > timezone.localdate(at):
        raise CannotSign(_("The day of signing is in the future: write it down when it is signed."))
    if not signed_on <= moves_on <= signed_on + LONGEST_TO_MOVE:
        raise CannotSign(_("The household moves on or after the day of signing, within half a year."))
    if seat.advert.tenancy is None and seat.advert.dwelling is None and not lawyer.strip():
        raise CannotSign(_("The contract of an owned flat is countersigned by a lawyer: write the name."))
    progress.mark(proposal=proposal, task=Task.SIGN, position=position, by=by, at=at)
    return Contract.objects.create(
        advert=seat.advert, proposal_id=proposal.pk, signed_on=signed_on, moves_on=moves_on, lawyer=lawyer.strip(),
        signed_by=by.actor_id,
    )  # fmt: skip


@transaction.atomic
def hand_over(
    *, proposal: Proposal, position: int, handed_on: date, keys: int, present: str, readings: Sequence[Reading],
    condition: str, defects: str, by: Actor, at: datetime,
) -> Handover:  # fmt: skip
    """The keys of one of our flats change hands, with the meters as they stand.

    Refuses a day in the future, no keys, nobody present, the same meter twice, and a protocol before everybody signed.
    """
    seat = _ours(proposal, position)
    if handed_on > timezone.localdate(at):
        raise CannotHandOver(_("The day of the keys is in the future: write it down when they are handed over."))
    if keys < 1 or not present.strip():
        raise CannotHandOver(_("Write how many keys were handed over and who was present."))
    progress.mark(proposal=proposal, task=Task.KEYS, position=position, by=by, at=at)
    made = Handover.objects.create(
        advert=seat.advert, proposal_id=proposal.pk, handed_on=handed_on, keys=keys, present=present.strip(),
        condition=condition.strip(), defects=defects.strip(), recorded_by=by.actor_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            MeterReading.objects.bulk_create(
                MeterReading(handover=made, kind=one.kind, serial=one.serial.strip(), reading=one.reading)
                for one in readings
            )
    except IntegrityError as error:
        raise CannotHandOver(_("A meter is written down twice: give each its own number.")) from error
    return made


@transaction.atomic
def settle(*, proposal: Proposal, position: int, terms: Mapping[str, Any], by: Actor, at: datetime) -> Settlement:
    """The accounts of one of our households are settled: `terms` are way, debt, paid, utilities_transferred,
    address_changed_on and note. What stays of the debt needs a way in which it is paid.

    Refuses more paid than owed, a rest with no way, a way that the office's dated rule does not allow, and a day in
    the future.
    """
    seat = _ours(proposal, position)
    way, debt, paid = terms["way"], terms["debt"], terms["paid"]
    changed = terms.get("address_changed_on")
    allowed = {Settlement.Way.NONE, *rules.ways_on(timezone.localdate(at))}
    if way not in allowed:
        raise CannotSettle(_("The office's rule does not allow this way of treating a debt: choose another one."))
    if paid > debt:
        raise CannotSettle(_("More was paid than was owed: check the amounts."))
    if way == Settlement.Way.NONE and debt:
        raise CannotSettle(_("Something is owed: choose how it is settled."))
    if debt > paid and way not in {Settlement.Way.PLAN, Settlement.Way.ASSUMED}:
        raise CannotSettle(_("A part of the debt is left: it goes on as a payment plan, or somebody takes it over."))
    if changed is not None and changed > timezone.localdate(at):
        raise CannotSettle(_("The change of address is in the future: check the day."))
    progress.mark(proposal=proposal, task=Task.SETTLE, position=position, by=by, at=at)
    return Settlement.objects.create(
        advert=seat.advert, proposal_id=proposal.pk, way=way, debt=debt, paid=paid, remaining=debt - paid,
        utilities_transferred=terms["utilities_transferred"], address_changed_on=changed,
        note=str(terms.get("note", "")).strip(), settled_on=timezone.localdate(at), settled_by=by.actor_id,
    )  # fmt: skip


def _ours(proposal: Proposal, position: int) -> OurSeat:
    seat = seats.of(proposal).seat(position)
    if seat is None:
        raise progress.NotOurs(_("This is not a flat of our office."))
    return seat


def record_of(seat: OurSeat) -> dict[str, Any]:
    """What is written down of the last steps of one of our flats."""
    here = {"advert": seat.advert, "proposal_id": seat.proposal.pk}
    handover = Handover.objects.filter(**here).prefetch_related("readings").first()
    return {
        "contract": Contract.objects.filter(**here).first(),
        "handover": handover,
        "settlement": Settlement.objects.filter(**here).first(),
    }
