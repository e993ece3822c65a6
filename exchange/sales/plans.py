"""Beginning a sale plan, writing its figures, ending it; and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import ArrearsCase
from cases.people import persons
from cases.people.models import Person
from exchange.adverts.models import Advert
from exchange.sales import duty, known, result, rules, settlement
from exchange.sales.duty import Duty, Why
from exchange.sales.models import PREFIX, CheckItem, Item, SalePlan
from exchange.sales.result import Figures, NewHome, Result
from exchange.sales.settlement import OWNERSHIP, TENANCY, Side
from kernel import audit, numbering, sequences
from kernel.access import Actor
from kernel.refusal import Refused

FIGURES = (
    "tenure", "price", "landlord_debt", "utility_debt", "common_charges_debt", "mortgage", "enforcement_debt",
    "new_home", "new_price", "new_deposit", "lawyer_percent", "agent_percent", "energy_certificate",
    "land_registry_fee", "moving", "other_costs", "cost_before", "cost_after", "carries",
)  # fmt: skip
WRITABLE = frozenset({*FIGURES, "address", "told_duty", "sold_on", "bought_on", "note"})


COUNTED = frozenset({Why.WHOLE_VALUE, Why.DIFFERENCE, Why.CHEAPER})


@dataclass(frozen=True)
class Worked:
    """What a plan comes to and the duty rule it was counted by, or the sentence that says why it cannot be counted."""

    result: Result | None
    duty_rule: duty.Rule | None = None
    refusal: str = ""


class AlreadyPlanned(Refused):
    """The household has an open plan."""


class CannotBegin(Refused):
    """Nobody is there to plan a sale for."""


class CannotWrite(Refused):
    """The plan cannot be changed as asked."""


@transaction.atomic
def begin(
    *, person: Person, by: Actor, on: date, advert: Advert | None = None, case: ArrearsCase | None = None
) -> SalePlan:
    """A plan with all that is known of the household, and its checklist. Refuses a second open plan.

    Debts come from the arrears case and its debt file, the monthly cost from the advert or the tenancy, usual costs
    from the office's rule.
    """
    columns = known.usual_costs(on) | known.of_advert(advert, on=on) | known.of_case(case, on=on)
    number = numbering.reference(PREFIX, sequences.take("sale_plan"))
    try:
        with transaction.atomic():
            plan: SalePlan = SalePlan.objects.create(
                number=number, person=person, advert=advert, case=case, written_on=on, created_by=by.actor_id, **columns
            )
    except IntegrityError as error:
        raise AlreadyPlanned(_("This household has an open sale plan: go on with that one.")) from error
    CheckItem.objects.bulk_create(
        CheckItem(plan=plan, code=code, place=place) for place, code in enumerate(Item.values)
    )
    audit.record(by, "sale_plan_begun", plan)
    return plan


@transaction.atomic
def begin_for_new(*, name: str, by: Actor, on: date) -> SalePlan:
    """The same for somebody whom the office does not know yet."""
    return begin(person=persons.register(name=name, by=by), by=by, on=on)


@transaction.atomic
def begin_from_advert(*, advert: Advert, by: Actor, on: date) -> SalePlan:
    """From an advert of an owned home. Refuses an empty municipal flat."""
    if advert.person is None:
        raise CannotBegin(_("This is an empty flat: nobody sells a home here."))
    return begin(person=advert.person, advert=advert, by=by, on=on)


@transaction.atomic
def begin_from_case(*, case: ArrearsCase, by: Actor, on: date) -> SalePlan:
    """From an arrears case, for the first who is on the contract. Refuses a case with nobody."""
    party = case.tenancy.parties.filter(until__isnull=True).select_related("person").order_by("position").first()
    if party is None:
        raise CannotBegin(_("Nobody is on this contract any more."))
    return begin(person=party.person, case=case, by=by, on=on)


def write(*, plan: SalePlan, version: int, figures: Mapping[str, Any], by: Actor, on: date) -> SalePlan:
    """Keep the figures. Refuses a closed plan, a plan that somebody else changed meanwhile, and a priced tenancy.

    Who puts a price on a municipal tenancy is refused, and the trail keeps that it was tried (Housing Act 29. §).
    """
    try:
        return _write(plan, version, figures, by, on)
    except settlement.PriceForTenancy as refused:
        audit.record(by, "price_for_tenancy_refused", plan, law=refused.law)
        raise


@transaction.atomic
def _write(plan: SalePlan, version: int, figures: Mapping[str, Any], by: Actor, on: date) -> SalePlan:
    if unknown := set(figures) - WRITABLE:
        raise ValueError(f"a sale plan has no such figures: {sorted(unknown)}")
    present: SalePlan = SalePlan.objects.locked(plan.pk)
    if not present.is_open:
        raise CannotWrite(_("This plan is closed: begin a new one."))
    if present.version != version:
        raise CannotWrite(_("Somebody changed this plan since you opened it: look at it again, then write."))
    for column, value in figures.items():
        setattr(present, column, value)
    _check(present)
    present.version, present.written_on = version + 1, on
    present.save()
    audit.record(by, "sale_plan_written", present, columns=sorted(figures))
    return present


def _check(plan: SalePlan) -> None:
    """The meaning of the figures beside each other."""
    new_tenure = TENANCY if plan.new_home == NewHome.MUNICIPAL else OWNERSHIP
    settlement.refuse_priced_tenancy(Side(plan.tenure, plan.price), Side(new_tenure, plan.new_price))
    if plan.new_home != NewHome.PURCHASE and plan.new_price:
        raise CannotWrite(_("A rented home has no purchase price: write its deposit, or choose a home of their own."))
    if plan.new_home == NewHome.PURCHASE and plan.new_deposit:
        raise CannotWrite(_("Only a let home has a deposit: leave it empty, or choose a rented home."))


@transaction.atomic
def close(*, plan: SalePlan, state: str, by: Actor, on: date) -> SalePlan:
    """The household has moved, or the plan is given up. Closing twice changes nothing."""
    if state not in {SalePlan.State.DONE, SalePlan.State.DROPPED}:
        raise CannotWrite(_("Choose whether the plan is done or given up."))
    present: SalePlan = SalePlan.objects.locked(plan.pk)
    if present.is_open:
        present.state, present.closed_on = state, on
        present.save(update_fields=["state", "closed_on"])
        audit.record(by, "sale_plan_closed", present, state=state)
    return present


def figures_of(plan: SalePlan) -> Figures:
    """The plan's figures as the arithmetic takes them."""
    return Figures(**{name: getattr(plan, name) for name in FIGURES})


def duty_of(plan: SalePlan, table: tuple[duty.Rule, ...]) -> Duty:
    """The duty as it was told, otherwise by the rule of the day of buying (or of the last writing)."""
    if plan.told_duty is not None:
        return Duty(plan.told_duty, 0, Why.TOLD)
    return counted_duty(figures_of(plan), table, on=plan.written_on, bought_on=plan.bought_on, sold_on=plan.sold_on)


def counted_duty(
    figures: Figures,
    table: tuple[duty.Rule, ...],
    *,
    on: date,
    bought_on: date | None = None,
    sold_on: date | None = None,
) -> Duty:
    """The duty by the table. Refuses a day without a rule only where something is bought."""
    if figures.new_home != NewHome.PURCHASE or not figures.new_price:
        return Duty(0, 0, Why.NOTHING_BOUGHT)
    day = bought_on or on
    return duty.of_purchase(
        duty.in_force(table, on=day),
        price=figures.new_price,
        bought_on=day,
        sold_price=figures.price if figures.tenure == OWNERSHIP else None,
        sold_on=sold_on,
    )


def result_of(plan: SalePlan) -> Result:
    """What the plan comes to, by the national duty table. Refuses a day of buying without a duty rule."""
    return result.calculate(figures_of(plan), duty=duty_of(plan, rules.duty_table()))


def worked(plan: SalePlan) -> Worked:
    """The same for a page, with the duty rule it was counted by."""
    table = rules.duty_table()
    try:
        found = result.calculate(figures_of(plan), duty=duty_of(plan, table))
    except Refused as refusal:
        return Worked(None, refusal=str(refusal))
    day = plan.bought_on or plan.written_on
    return Worked(found, duty.in_force(table, on=day) if found.duty.why in COUNTED else None)
