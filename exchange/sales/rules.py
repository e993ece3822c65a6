"""The office's dated rule on the money of an exchange, and the national duty table as the arithmetic takes it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import dated
from catalogue.shared import seeds
from catalogue.shared.models import DutyRule
from exchange.sales import duty
from exchange.sales.models import SaleRule
from exchange.sales.models.rules import MOST_PERCENT
from exchange.sales.ways import Way
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class NoSaleRule(Refused):
    """No rule is in force on the day."""


class CannotSetSaleRule(Refused):
    """The rule cannot be set as asked."""


def in_force(on: date) -> SaleRule:
    """The office's rule of the day. Refuses a day without one."""
    found: SaleRule | None = dated.in_force(SaleRule.objects.all(), on=on).first()
    if found is None:
        raise NoSaleRule(_("No rule on arrears at an exchange is in force: the head of the office sets one."))
    return found


def ways_on(on: date) -> list[Way]:
    """The ways to treat arrears that the office allows, the one it takes first in front."""
    rule = in_force(on)
    return [Way(rule.default_way), *(Way(way) for way in rule.allowed_ways if way != rule.default_way)]


@transaction.atomic
def put_in_force(*, valid_from: date, by: Actor, on: date, **terms: Any) -> SaleRule:
    """The office's rule from a day on; the one before ends the day before.

    Refuses a day gone by, a rule without an allowed way or whose first way is not allowed, and one without a decree.
    """
    if valid_from < on:
        raise CannotSetSaleRule(_("A new rule begins today at the earliest: choose another day."))
    if terms["default_way"] not in terms["allowed_ways"]:
        raise CannotSetSaleRule(_("The way taken first must be one of the allowed ways: tick it or choose another."))
    if not all(0 <= terms[name] <= Decimal(MOST_PERCENT) for name in ("lawyer_percent", "agent_percent")):
        raise CannotSetSaleRule(_("A fee is between 0 and 20 percent of the price: check the percents."))
    if not str(terms["legal_basis"]).strip():
        raise CannotSetSaleRule(_("Write the decree that sets this rule."))
    dated.make_room(SaleRule.objects.all(), valid_from=valid_from)
    rule: SaleRule = SaleRule.objects.create(valid_from=valid_from, **terms)
    audit.record(by, "sale_rule_set", rule, valid_from=valid_from.isoformat(), ways=rule.allowed_ways)
    return rule


def duty_table() -> tuple[duty.Rule, ...]:
    """The national table; one query."""
    return duty.validated(_arithmetic(row) for row in DutyRule.objects.all())


def seeded_duty() -> tuple[duty.Rule, ...]:
    """The table that comes with this release, for who asks without a database."""
    return duty.validated(duty.Rule(*row) for row in seeds.DUTY_RULES)


def _arithmetic(row: DutyRule) -> duty.Rule:
    return duty.Rule(
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        percent=row.percent,
        upper_percent=row.upper_percent,
        threshold=row.threshold,
        most=row.most,
        years_before=row.years_before,
        years_after=row.years_after,
        source=row.source,
        is_verified=row.is_verified,
    )
