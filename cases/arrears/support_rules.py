"""The office's rule for debt support: put in force from a day on, read as the pure rule that decides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import dated
from cases.arrears.models import DebtSupportRule
from cases.arrears.support_facts import Rule, Scale
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

NUMBERS = (
    "min_debt", "max_debt", "loan_min_debt", "loan_max_debt", "min_debt_per_kind", "min_age_any", "min_age_each",
    "max_age", "max_share", "cap", "loan_cap", "own_share_min", "own_share_waived_up_to", "max_instalments",
    "income_limit", "income_limit_alone", "single_asset_multiple", "all_assets_multiple", "repeat_wait_months",
)  # fmt: skip


class CannotPutInForce(Refused):
    """The rule does not hold together."""


class NoSupportRule(Refused):
    """The office has no rule for debt support on the day."""


@transaction.atomic
def put_in_force(*, values: Mapping[str, Any], valid_from: date, by: Actor) -> DebtSupportRule:
    """The office's rule from a day on; the one before ends the day before.

    A rule of the same day that no check was made by yet is replaced: it was a slip. Refuses a rule without a
    decree, without kinds of debt, with bounds the wrong way round, or whose amount cannot be worked out.
    """
    rule = DebtSupportRule(**dict(values), valid_from=valid_from)
    _check(rule)
    slip = DebtSupportRule.objects.filter(valid_from=valid_from, checks__isnull=True).first()
    if slip is not None:
        slip.delete()
    dated.make_room(DebtSupportRule.objects.all(), valid_from=valid_from)
    rule.save(force_insert=True)
    audit.record(by, "support_rule_made", rule, decree=rule.decree, variant=rule.variant)
    return rule


def _check(rule: DebtSupportRule) -> None:
    if not rule.decree.strip() or not rule.name.strip():
        raise CannotPutInForce(_("Name the rule and the decree that it comes from."))
    if not rule.kinds:
        raise CannotPutInForce(_("Tick at least one kind of debt."))
    for least, most in ((rule.min_debt, rule.max_debt), (rule.loan_min_debt, rule.loan_max_debt)):
        if least is not None and most is not None and most < least:
            raise CannotPutInForce(_("The largest debt is smaller than the least one: correct one of them."))
    for percent in (rule.max_share, rule.own_share_min):
        if percent is not None and not 0 <= percent <= 100:
            raise CannotPutInForce(_("A share is between 0 and 100 percent: check the numbers."))
    if rule.formula == DebtSupportRule.Formula.SHARE and not rule.max_share:
        raise CannotPutInForce(_("Write the largest share, or say that the decision sets the amount."))
    if rule.formula == DebtSupportRule.Formula.DIFFERENCE and not rule.max_instalments:
        raise CannotPutInForce(_("Write in how many instalments the household pays its own share."))
    if rule.max_instalments is not None and not 1 <= rule.max_instalments <= 120:
        raise CannotPutInForce(_("The own share is paid in 1 to 120 instalments: check the number."))
    if rule.scale and len(rule.scale) != len(DebtSupportRule.SCALE):
        raise CannotPutInForce(_("Fill in the whole scale of consumption units, or leave all of it empty."))


def rule_on(on: date) -> DebtSupportRule:
    """The rule in force on the day. Refuses (NoSupportRule) when there is none."""
    rule: DebtSupportRule | None = dated.in_force(DebtSupportRule.objects.all(), on=on).first()
    if rule is None:
        raise NoSupportRule(_("No rule for debt support is in force: the head of the office puts one in force."))
    return rule


def pure(rule: DebtSupportRule) -> Rule:
    """The row as the value that decides."""
    return Rule(
        kinds=frozenset(rule.kinds),
        is_min_exceeded=rule.is_min_exceeded,
        disconnected_ok=rule.disconnected_ok,
        formula=rule.formula,
        is_per_unit=rule.is_per_unit,
        scale=Scale(*rule.scale) if rule.scale else Scale(),
        flat_sizes=tuple(rule.flat_sizes),
        flat_size_more=rule.flat_size_more,
        excluded_stages=frozenset(rule.excluded_stages),
        **{name: getattr(rule, name) for name in NUMBERS},
    )
