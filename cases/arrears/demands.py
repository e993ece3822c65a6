"""The formal demand: drafted, approved by another person, served on every joint party, closed by payment or time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, IntegerField, OuterRef, Prefetch, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cases.arrears import case_letters, clock, letters, numbers, overlays, owing, wording
from cases.arrears.clock import TerminationWindow
from cases.arrears.models import ArrearsCase, Demand, DemandItem, LetterText, Proof, Service
from cases.tenancies import settlement
from cases.tenancies.allocation import Kind
from cases.tenancies.models import Charge, PaymentShare, Tenancy, TenancyParty
from kernel import audit
from kernel.access import Actor
from kernel.calendar import Calendar
from kernel.money import format_forint
from kernel.refusal import Refused

State = Demand.State
# The term runs from the arrival of the paper, so no day is printed; the payment code works well beyond it.
TERM = _("8 days from the day you received this letter")
CODE_IS_VALID = timedelta(days=60)


class CannotDemand(Refused):
    """No demand can be made now."""


class CannotServe(Refused):
    """The service cannot be recorded as given."""


@dataclass(frozen=True)
class Closed:
    """How many demands ended tonight, and how."""

    paid: int
    lapsed: int


@transaction.atomic
def draft(*, case: ArrearsCase, on: date, by: Actor) -> Demand:
    """A demand over everything overdue on the day, principal only; it waits for another person's approval.

    Refuses a closed case, a title that has ended, nothing overdue, a second open demand, and whatever holds
    the ladder (a kept plan, a dispute, a pending decision, a death), with the reason (Housing Act 25. § (1)).
    """
    case = ArrearsCase.objects.locked(case.pk)
    tenancy = Tenancy.objects.locked(case.tenancy_id)
    if not case.is_open:
        raise CannotDemand(_("This case is closed: open a new one first."))
    last_days = [day for day in (tenancy.ends_on, tenancy.title_ends_on) if day is not None]
    if last_days and min(last_days) < on:
        raise CannotDemand(_("The tenancy has ended: there is nothing to terminate. Use an order for payment."))
    if not current_parties(tenancy.pk, on=on):
        raise CannotDemand(_("Nobody is on this contract now: write in the tenants first."))
    refuse_if_held(tenancy, on=on)
    if Demand.objects.open().filter(tenancy=tenancy).exists():
        raise CannotDemand(_("A demand is open already: go on with that one, or withdraw it first."))
    items = [settlement.open_item(charge) for charge in owing.demandable(tenancy.pk, on=on)]
    principal = [item for item in items if item.kind == Kind.PRINCIPAL]
    if not principal:
        raise CannotDemand(_("Nothing is overdue on this account, so nothing can be demanded."))
    demand = Demand.objects.create(
        number=numbers.next_number(numbers.DEMAND),
        case=case,
        tenancy=tenancy,
        amount=sum(item.amount for item in principal),
        drafted_on=on,
        drafted_by=by.actor_id,
    )
    DemandItem.objects.bulk_create(
        DemandItem(demand=demand, charge_id=UUID(item.key), amount=item.amount) for item in principal
    )
    audit.record(by, "demand_drafted", demand, amount=demand.amount)
    return demand


def refuse_if_held(tenancy: Tenancy, *, on: date) -> None:
    """Refuse with the first reason that holds the tenancy's ladder on the day."""
    held = overlays.of(tenancy, on=on)
    if held:
        raise CannotDemand(
            _("Not now: %(reason)s. The step is possible when this has ended.") % {"reason": held[0].label}
        )


@transaction.atomic
def issue(*, demand: Demand, on: date, writer: letters.Writer, by: Actor) -> Demand:
    """Approve the demand: one letter to each joint party goes on the counter by post. Refuses whoever drafted it.

    Refuses also when something was paid since it was drafted: then it has to say another amount.
    """
    demand = Demand.objects.locked(demand.pk)
    if demand.state != State.DRAFT:
        raise CannotDemand(_("This demand was approved or withdrawn already: look at it again."))
    if by.actor_id == demand.drafted_by:
        raise CannotDemand(_("You drafted this demand, so somebody else has to approve it."))
    tenancy = loaded_tenancy(demand.tenancy_id)
    refuse_if_held(tenancy, on=on)
    if still_open([demand.pk]).get(demand.pk, 0) != demand.amount:
        raise CannotDemand(_("Something was paid since this was drafted: withdraw it and draft it anew."))
    demand.state, demand.issued_on, demand.approved_by = State.ISSUED, on, by.actor_id
    demand.save(update_fields=["state", "issued_on", "approved_by"])
    values = {"items": listed(demand), "months": str(demand.items.values("charge__period").distinct().count())}
    for party in letters.parties_on(tenancy, on):
        serve_paper(
            party, code=LetterText.Code.DEMAND, number=demand.number, amount=demand.amount, values=values,
            pay_by=on + CODE_IS_VALID, pay_by_words=wording.kept(TERM), tenancy=tenancy, writer=writer, by=by,
            demand=demand,
        )  # fmt: skip
    audit.record(by, "demand_issued", demand, amount=demand.amount)
    return demand


def serve_paper(
    party: TenancyParty, *, code: str, number: str, amount: int, values: Mapping[str, str | date], tenancy: Tenancy,
    writer: letters.Writer, by: Actor, pay_by: date | None = None, pay_by_words: str = "", **paper: object,
) -> Service:  # fmt: skip
    """One paper to one party: worded, kept, on the counter by post, with a row that waits for its service."""
    request = case_letters.Request(
        code=code, tenancy=tenancy, number=f"{number}/{party.position}", amount=amount, parties=[party],
        values=values, reference=tenancy.number, pay_by=pay_by, pay_by_words=pay_by_words,
    )  # fmt: skip
    document = case_letters.keep(request, writer=writer, by=by)
    service = Service.objects.create(party=party, document_id=document.pk, **paper)
    case_letters.post_kept(request, document, subject=service, key=f"service:{service.pk}", channel="post")
    return service


@transaction.atomic
def record_service(
    *, service: Service, served_on: date, proof: str, today: date, calendar: Calendar, by: Actor, note: str = ""
) -> Service:
    """Write down when a paper reached its party and what proves it; the latest service runs the clock.

    An unclaimed or refused paper counts as served on the day it came back or was refused, never earlier: the
    cautious reading of EH 2005.1215. Refuses a day before the letter was issued or still to come, and a change
    after notice was given.
    """
    service = Service.objects.select_for_update(of=("self",)).select_related("demand", "notice").get(pk=service.pk)
    issued_on = service.demand.issued_on if service.demand else None
    if service.notice is not None:
        issued_on = service.notice.given_on
    if proof not in Proof.values:
        raise CannotServe(_("Say what proves the service: choose one of the kinds."))
    if issued_on is None or served_on < issued_on:
        raise CannotServe(_("The paper cannot have arrived before it was issued: check the day."))
    if served_on > today:
        raise CannotServe(_("Service is recorded after it happened: choose today or an earlier day."))
    if service.demand and service.demand.state not in {State.ISSUED, State.SERVED}:
        raise CannotServe(_("This demand is closed: its service cannot be changed any more."))
    if service.demand and hasattr(service.demand, "notice"):
        raise CannotServe(_("A notice was built on this service: it cannot be changed any more."))
    service.served_on, service.proof, service.note = served_on, proof, note.strip()[:200]
    service.recorded_by, service.recorded_at = by.actor_id, timezone.now()
    service.save(update_fields=["served_on", "proof", "note", "recorded_by", "recorded_at"])
    audit.record(by, "service_recorded", service, served_on=served_on.isoformat(), proof=proof)
    if service.demand:
        _run_clock(service.demand, calendar=calendar)
    return service


def _run_clock(demand: Demand, *, calendar: Calendar) -> None:
    """All joint parties served: the latest day governs (Housing Act 25. §)."""
    days = list(demand.services.values_list("served_on", flat=True))
    served = [day for day in days if day is not None]
    if len(served) < len(days):
        return
    window = clock.termination_window(max(served), calendar)
    Demand.objects.filter(pk=demand.pk).update(state=State.SERVED, served_on=max(served), pay_by=window.pay_by)


def window_of(demand: Demand, calendar: Calendar) -> TerminationWindow | None:
    """When notice may be given on this demand; None while somebody is not served."""
    return clock.termination_window(demand.served_on, calendar) if demand.served_on else None


@transaction.atomic
def withdraw(*, demand: Demand, reason: str, on: date, by: Actor) -> Demand:
    """Take a demand back, with a reason; letters that have not left are stopped. Refuses one that is closed."""
    demand = Demand.objects.locked(demand.pk)
    if demand.state not in Demand.OPEN:
        raise CannotDemand(_("This demand is closed already."))
    if not reason.strip():
        raise CannotDemand(_("Say why the demand is withdrawn."))
    demand.state, demand.closed_on, demand.note = State.WITHDRAWN, on, reason.strip()[:300]
    demand.save(update_fields=["state", "closed_on", "note"])
    audit.record(by, "demand_withdrawn", demand, reason=demand.note)
    return demand


@transaction.atomic
def follow_money(*, on: date, calendar: Calendar, by: Actor) -> Closed:
    """Close the demands whose money came, and those whose window has passed without a notice.

    Payment inside the window closes the demand; a later default needs a new one. Nothing happens twice.
    """
    rows = list(
        Demand.objects.select_for_update(of=("self",)).filter(state__in=[State.ISSUED, State.SERVED]).order_by("pk")
    )
    left = still_open([demand.pk for demand in rows])
    paid = [demand for demand in rows if not left.get(demand.pk)]
    lapsed = [
        demand
        for demand in rows
        if left.get(demand.pk) and (window := window_of(demand, calendar)) is not None and window.has_lapsed(on)
    ]
    for state, ended in ((State.PAID, paid), (State.LAPSED, lapsed)):
        Demand.objects.filter(pk__in=[demand.pk for demand in ended]).update(state=state, closed_on=on)
        audit.record_many(by, [audit.deed(f"demand_{state}", demand) for demand in ended])
    return Closed(len(paid), len(lapsed))


def still_open(demand_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Forints of each demand's charges that are not settled; a demand that is paid is missing or 0."""
    settled = PaymentShare.objects.filter(charge=OuterRef("charge")).values("charge").annotate(t=Sum("amount"))
    rows = (
        DemandItem.objects.filter(demand__in=demand_ids)
        .annotate(left=F("charge__amount") - Coalesce(Subquery(settled.values("t"), output_field=IntegerField()), 0))
        .values_list("demand", "left")
    )
    found: dict[UUID, int] = {}
    for demand_id, left in rows:
        found[demand_id] = found.get(demand_id, 0) + max(left, 0)
    return found


def current_parties(tenancy_id: UUID, *, on: date) -> list[TenancyParty]:
    """Everybody who is on the contract that day."""
    rows = TenancyParty.objects.filter(tenancy_id=tenancy_id).select_related("person").order_by("position")
    return [party for party in rows if party.until is None or party.until >= on]


def loaded_tenancy(tenancy_id: UUID) -> Tenancy:
    """The tenancy with flat and parties, as letters need it."""
    parties = Prefetch("parties", TenancyParty.objects.select_related("person"))
    return Tenancy.objects.select_related("dwelling").prefetch_related(parties).get(pk=tenancy_id)


def listed(demand: Demand) -> str:
    """The demanded months, a line each, as the letter lists them."""
    rows = demand.items.select_related("charge").order_by("charge__due_on", "pk")
    return "\n".join(line_of(row.charge, row.amount) for row in rows)


def line_of(charge: Charge, amount: int) -> str:
    """One demanded charge in words: 2026. 09. – lakbér: 20 000 Ft."""
    with translation.override(wording.OFFICE_LANGUAGE):
        return f"{charge.period:%Y. %m.} – {charge.title}: {format_forint(amount)}"
