"""The office's dated prices and rules: a new row begins on a day, and the one before it ends the day before."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import Dwelling
from cases.tenancies.models import (
    DwellingModifier,
    Modifier,
    ModifierRate,
    MoneyRule,
    RecurringCharge,
    RentRate,
    Tenancy,
)
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

MOST_PER_M2 = 100_000
MOST_A_MONTH = 2_000_000


class CannotSet(Refused):
    """The price or rule cannot be set as asked."""


def _succeed(rows: Any, valid_from: date) -> None:
    """End what is in force the day before; refuses where something begins on that day or later already."""
    if rows.filter(valid_from__gte=valid_from).exists():
        raise CannotSet(_("Something is set from that day or a later one already: choose a later day."))
    rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from)).update(
        valid_until=valid_from - timedelta(days=1)
    )


@transaction.atomic
def set_rent(
    *, basis: str, category: str, comfort: str, forints_per_m2: int, valid_from: date, decree: str, by: Actor
) -> RentRate:
    """A new line of the rent table: forints per m² and month. Refuses a price of nothing or of too much."""
    if not 0 < forints_per_m2 <= MOST_PER_M2:
        raise CannotSet(_("The price of a square metre is between 1 and 100 000 Ft: check the amount."))
    rows = RentRate.objects.select_for_update().filter(basis=basis, category=category, comfort=comfort)
    _succeed(rows, valid_from)
    rate = RentRate.objects.create(
        basis=basis,
        category=category,
        comfort=comfort,
        forints_per_m2=forints_per_m2,
        valid_from=valid_from,
        decree=decree,
    )
    audit.record(by, "rent_rate_set", rate, forints_per_m2=forints_per_m2, valid_from=valid_from.isoformat())
    return rate


@transaction.atomic
def set_modifier(*, name: str, percent: int, valid_from: date, decree: str, by: Actor) -> ModifierRate:
    """By how many percent of the table's rent this makes a flat dearer or cheaper from the day on."""
    if not -100 <= percent <= 300:
        raise CannotSet(_("A modifier is between −100 and +300 percent: check the number."))
    modifier, _is_new = Modifier.objects.get_or_create(name=" ".join(name.split()))
    _succeed(modifier.rates.select_for_update(), valid_from)
    rate = ModifierRate.objects.create(modifier=modifier, percent=percent, valid_from=valid_from, decree=decree)
    audit.record(by, "modifier_set", rate, name=modifier.name, percent=percent, valid_from=valid_from.isoformat())
    return rate


@transaction.atomic
def set_rule(
    *,
    use_charge_percent: int,
    charges_interest: bool,
    interest_minimum: int,
    valid_from: date,
    decree: str,
    by: Actor,
    posts_interest_monthly: bool = False,
) -> MoneyRule:
    """The office's rule on use charges and late interest from the day on.

    Refuses a use charge below the rent, and interest that is posted by itself but not charged.
    """
    if not 100 <= use_charge_percent <= 1000:
        raise CannotSet(_("A use charge is between 100 and 1000 percent of the rent: check the number."))
    if interest_minimum < 0:
        raise CannotSet(_("The smallest interest charged is nothing or more: check the amount."))
    if posts_interest_monthly and not charges_interest:
        raise CannotSet(_("Interest that is not charged cannot be posted by itself: tick both, or neither."))
    _succeed(MoneyRule.objects.select_for_update(), valid_from)
    rule = MoneyRule.objects.create(
        use_charge_percent=use_charge_percent,
        charges_interest=charges_interest,
        interest_minimum=interest_minimum,
        posts_interest_monthly=posts_interest_monthly,
        valid_from=valid_from,
        decree=decree,
    )
    audit.record(
        by,
        "money_rule_set",
        rule,
        use_charge_percent=use_charge_percent,
        charges_interest=charges_interest,
        interest_minimum=interest_minimum,
        posts_interest_monthly=posts_interest_monthly,
        valid_from=valid_from.isoformat(),
    )
    return rule


@transaction.atomic
def withdraw(*, row: RentRate | ModifierRate | MoneyRule, on: date, by: Actor) -> None:
    """Take back a price or rule that is not in force yet; what it was to end goes on.

    Refuses what is or was in force: months were charged by it, so a new one has to follow it.
    """
    if row.valid_from <= on:
        raise CannotSet(_("This is or was in force: set a new one from a later day instead."))
    rows: Any = type(row).objects.select_for_update()
    if isinstance(row, RentRate):
        rows = rows.filter(basis=row.basis, category=row.category, comfort=row.comfort)
    elif isinstance(row, ModifierRate):
        rows = rows.filter(modifier=row.modifier_id)
    ended_by_it = rows.filter(valid_until=row.valid_from - timedelta(days=1))
    audit.record(by, "tariff_withdrawn", row, valid_from=row.valid_from.isoformat(), was=str(row))
    until = row.valid_until
    row.delete()
    ended_by_it.update(valid_until=until)


@transaction.atomic
def set_recurring(
    *, tenancy: Tenancy, kind: str, label: str = "", amount: int, valid_from: date, by: Actor
) -> RecurringCharge:
    """What the tenancy is charged beside its rent, in every month whose first day is in its time."""
    if kind not in RecurringCharge.KINDS:
        raise CannotSet(_("This kind of charge does not recur: choose another one."))
    if not 0 < amount <= MOST_A_MONTH:
        raise CannotSet(_("A monthly charge is between 1 and 2 000 000 Ft: check the amount."))
    tenancy = Tenancy.objects.locked(tenancy.pk)
    label = " ".join(label.split())
    _succeed(tenancy.recurring_charges.filter(kind=kind, label=label), valid_from)
    charge = RecurringCharge.objects.create(
        tenancy=tenancy, kind=kind, label=label, amount=amount, valid_from=valid_from, created_by=by.actor_id
    )
    audit.record(by, "recurring_charge_set", charge, kind=kind, amount=amount, tenancy=tenancy.number)
    return charge


@transaction.atomic
def end_recurring(*, charge: RecurringCharge, on: date, by: Actor) -> None:
    """The day is the last one of the recurring charge. Refuses a day before its first one, and a second end."""
    charge = RecurringCharge.objects.select_for_update().get(pk=charge.pk)
    if charge.valid_until is not None and charge.valid_until <= on:
        raise CannotSet(_("This charge ends on that day or an earlier one already."))
    if on < charge.valid_from:
        raise CannotSet(_("The charge begins later than that: choose a later day."))
    RecurringCharge.objects.filter(pk=charge.pk).update(valid_until=on)
    audit.record(by, "recurring_charge_ended", charge, on=on.isoformat())


@transaction.atomic
def mark_dwelling(*, dwelling: Dwelling, modifier: Modifier, valid_from: date, by: Actor) -> DwellingModifier:
    """The flat has this from the day on. Refuses what it has already."""
    dwelling = Dwelling.objects.select_for_update().get(pk=dwelling.pk)
    held = dwelling.modifiers.filter(modifier=modifier)
    if held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from)).exists():
        raise CannotSet(_("The flat has this modifier from then on already."))
    marked = DwellingModifier.objects.create(dwelling=dwelling, modifier=modifier, valid_from=valid_from)
    audit.record(by, "dwelling_modifier_set", marked, name=modifier.name, valid_from=valid_from.isoformat())
    return marked


@transaction.atomic
def unmark_dwelling(*, marked: DwellingModifier, on: date, by: Actor) -> None:
    """The day is the last one on which the flat has it."""
    marked = DwellingModifier.objects.select_for_update().get(pk=marked.pk)
    if on < marked.valid_from:
        raise CannotSet(_("The flat has this only from a later day on: choose a later day."))
    if marked.valid_until is not None and marked.valid_until <= on:
        raise CannotSet(_("This modifier ends on that day or an earlier one already."))
    DwellingModifier.objects.filter(pk=marked.pk).update(valid_until=on)
    audit.record(by, "dwelling_modifier_ended", marked, on=on.isoformat())


@transaction.atomic
def follow_table(*, tenancy: Tenancy, follows: bool, by: Actor) -> None:
    """Whether the rent is priced anew every month by the rent table, or stays what was agreed."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    Tenancy.objects.filter(pk=tenancy.pk).update(rent_from_table=follows)
    audit.record(by, "rent_follows_table" if follows else "rent_as_agreed", tenancy)
