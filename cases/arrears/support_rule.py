"""Whether a household is eligible for the municipality's debt support, and how much. Pure.

The answer is information for the household and the adviser; deciding is the authority's.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.arrears import instalments, support_share
from cases.arrears.support_facts import (
    LOAN,
    Amounts,
    Criterion,
    Evaluation,
    Facts,
    Formula,
    Outcome,
    Owing,
    Rule,
    Words,
    divisor,
    flat_limit,
    income_percent,
    months_between,
)
from kernel.money import format_forint

STEP = 100


def evaluate(rule: Rule, facts: Facts, *, base: int | None, on: date) -> Evaluation:
    """A decree's rule, a household's facts and the reference base (forints) in; the evaluation out.

    One condition not met: not eligible. Otherwise one not known: cannot tell. A disconnected supply stands in for
    the least amount and age where the decree says so.
    """
    scope = tuple(debt for debt in facts.debts if debt.kind in rule.kinds)
    is_cut = rule.disconnected_ok and any(debt.stage == "disconnected" for debt in scope)
    criteria = [
        *_debt_criteria(rule, scope, is_cut=is_cut),
        *_age_criteria(rule, scope, is_cut=is_cut, on=on),
        *_stage_criterion(rule, scope),
        *_income_criterion(rule, facts, base),
        *_asset_criteria(rule, facts, base),
        *_flat_criterion(rule, facts),
        *_repeat_criterion(rule, facts, on=on),
    ]
    outcomes = {criterion.outcome for criterion in criteria}
    outcome = "eligible"
    if Outcome.NOT_MET in outcomes:
        outcome = "not_eligible"
    elif Outcome.UNKNOWN in outcomes:
        outcome = "cannot_tell"
    return Evaluation(outcome, criteria, amounts(rule, facts, scope, base=base))


def _judged(is_met: bool | None) -> Outcome:
    return Outcome.UNKNOWN if is_met is None else Outcome.MET if is_met else Outcome.NOT_MET


def _debt_criteria(rule: Rule, scope: Sequence[Owing], *, is_cut: bool) -> Iterable[Criterion]:
    wanted = _("at least one debt of a kind that the decree names")
    found = format_lazy(_("{count} debts"), count=len(scope))
    yield Criterion(_("Kind of debt"), _judged(bool(scope)), wanted, found)
    for name, total, least, most in _debt_groups(rule, scope):
        if least is not None:
            is_enough = total > least if rule.is_min_exceeded else total >= least
            words = _("more than {amount}") if rule.is_min_exceeded else _("at least {amount}")
            shown: Words = _("the supply is cut off, so the amount does not count") if is_cut else format_forint(total)
            wanted_least = format_lazy(words, amount=format_forint(least))
            yield Criterion(name, _judged(is_enough or is_cut), wanted_least, shown)
        if most is not None:
            wanted_most = format_lazy(_("at most {amount}"), amount=format_forint(most))
            yield Criterion(name, _judged(total <= most), wanted_most, format_forint(total))
    if rule.min_debt_per_kind is not None and scope:
        sums: dict[str, int] = {}
        for debt in scope:
            sums[debt.kind] = sums.get(debt.kind, 0) + debt.amount
        smallest = min(sums.values())
        wanted_each = format_lazy(_("more than {amount} of each kind"), amount=format_forint(rule.min_debt_per_kind))
        found_each = format_lazy(_("the smallest kind: {amount}"), amount=format_forint(smallest))
        yield Criterion(
            _("Amount by kind"), _judged(smallest > rule.min_debt_per_kind or is_cut), wanted_each, found_each
        )


def _debt_groups(rule: Rule, scope: Sequence[Owing]) -> list[tuple[Words, int, int | None, int | None]]:
    """All debts together, or the housing loan apart where the decree has bounds of its own for it."""
    loans = sum(debt.amount for debt in scope if debt.kind == LOAN)
    total = sum(debt.amount for debt in scope)
    if not total:
        return []
    if not loans or (rule.loan_min_debt is None and rule.loan_max_debt is None):
        return [(_("Amount of the debts"), total, rule.min_debt, rule.max_debt)]
    groups = [(_("Amount of the debts"), total - loans, rule.min_debt, rule.max_debt)] if total > loans else []
    return [*groups, (_("Amount of the housing loan debt"), loans, rule.loan_min_debt, rule.loan_max_debt)]


def _age_criteria(rule: Rule, scope: Sequence[Owing], *, is_cut: bool, on: date) -> Iterable[Criterion]:
    ages = [months_between(debt.since, on) for debt in scope]
    if not ages:
        return
    cut = _("the supply is cut off, so the age does not count")
    oldest = format_lazy(_("the oldest is {months} months old"), months=max(ages))
    youngest = format_lazy(_("the youngest is {months} months old"), months=min(ages))
    if rule.min_age_any is not None:
        wanted = format_lazy(_("one debt at least {months} months old"), months=rule.min_age_any)
        is_met = is_cut or max(ages) >= rule.min_age_any
        yield Criterion(_("Age of the oldest debt"), _judged(is_met), wanted, cut if is_cut else oldest)
    if rule.min_age_each is not None:
        wanted = format_lazy(_("every debt at least {months} months old"), months=rule.min_age_each)
        is_met = is_cut or min(ages) >= rule.min_age_each
        yield Criterion(_("Age of every debt"), _judged(is_met), wanted, cut if is_cut else youngest)
    if rule.max_age is not None:
        wanted = format_lazy(_("arisen in the last {months} months"), months=rule.max_age)
        yield Criterion(_("Debt not too old"), _judged(max(ages) <= rule.max_age), wanted, oldest)


def _stage_criterion(rule: Rule, scope: Sequence[Owing]) -> Iterable[Criterion]:
    if rule.excluded_stages:
        barred = [debt.name for debt in scope if debt.stage in rule.excluded_stages]
        yield Criterion(
            _("No procedure in court or by a bailiff"),
            _judged(not barred),
            _("no order for payment, lawsuit or enforcement runs"),
            ", ".join(barred) or _("none runs"),
        )


def _income_criterion(rule: Rule, facts: Facts, base: int | None) -> Iterable[Criterion]:
    limit = rule.income_limit_alone if facts.people == 1 and rule.income_limit_alone else rule.income_limit
    if limit is None:
        return
    name = _("Income by consumption unit") if rule.is_per_unit else _("Income by head")
    percent = income_percent(rule, facts, base)
    limit_amount = format_forint(base * limit // 100) if base else "?"
    wanted = format_lazy(_("at most {percent} % of the reference base: {amount}"), percent=limit, amount=limit_amount)
    if percent is None or facts.income is None:
        yield Criterion(name, Outcome.UNKNOWN, wanted, _("not known"))
        return
    each = int(facts.income / divisor(rule, facts))
    yield Criterion(name, _judged(percent <= limit), wanted, format_forint(each))


def _asset_criteria(rule: Rule, facts: Facts, base: int | None) -> Iterable[Criterion]:
    for name, multiple, value in (
        (_("Most valuable single asset"), rule.single_asset_multiple, facts.single_asset),
        (_("All assets together"), rule.all_assets_multiple, facts.all_assets),
    ):
        if multiple is None:
            continue
        amount = format_forint(base * multiple) if base else "?"
        wanted = format_lazy(_("at most {times} times the reference base: {amount}"), times=multiple, amount=amount)
        if value is None or not base:
            yield Criterion(name, Outcome.UNKNOWN, wanted, _("not known"))
        else:
            yield Criterion(name, _judged(value <= base * multiple), wanted, format_forint(value))


def _flat_criterion(rule: Rule, facts: Facts) -> Iterable[Criterion]:
    limit = flat_limit(rule, facts.people)
    if limit is None:
        return
    wanted = format_lazy(_("at most {size} m² for {people} people"), size=limit, people=facts.people)
    if facts.flat_m2 is None:
        yield Criterion(_("Size of the flat"), Outcome.UNKNOWN, wanted, _("not known"))
    else:
        yield Criterion(
            _("Size of the flat"), _judged(facts.flat_m2 <= limit), wanted, f"{facts.flat_m2.normalize():f} m²"
        )


def _repeat_criterion(rule: Rule, facts: Facts, *, on: date) -> Iterable[Criterion]:
    if rule.repeat_wait_months is None:
        return
    name = _("Earlier support")
    wanted = format_lazy(_("none in the last {months} months"), months=rule.repeat_wait_months)
    if facts.had_support is None or (facts.had_support and facts.last_support_on is None):
        yield Criterion(name, Outcome.UNKNOWN, wanted, _("not known"))
    elif not facts.had_support or facts.last_support_on is None:
        yield Criterion(name, Outcome.MET, wanted, _("none"))
    else:
        age = months_between(facts.last_support_on, on)
        yield Criterion(name, _judged(age >= rule.repeat_wait_months), wanted, f"{facts.last_support_on:%Y. %m. %d.}")


def amounts(rule: Rule, facts: Facts, scope: Sequence[Owing], *, base: int | None) -> Amounts | None:
    """The support on the debts in scope; None where the decree leaves the amount to the decision.

    The share is rounded down and never exceeds the cap; the least own share is kept unless the decree waives it for
    an income as low as this. Where a housing loan is among the debts, the loan's own cap counts.
    """
    debt = sum(one.amount for one in scope)
    if not debt:
        return None
    wished = _wished(rule, facts, debt)
    if wished is None:
        return None
    caps = [rule.cap, rule.loan_cap] if any(one.kind == LOAN for one in scope) else [rule.cap]
    known = [cap for cap in caps if cap is not None]
    support = min([wished, *([max(known)] if known else [])])
    if rule.own_share_min is not None and not _is_waived(rule, facts, base):
        most = support_share.divide(debt, share=Decimal(100 - rule.own_share_min), cap=None).support
        support = min(support, most)
    own = debt - support
    parts = instalments.split(own, count=rule.max_instalments or 1, step=STEP).instalments if own else ()
    return Amounts(debt, support, own, parts)


def _wished(rule: Rule, facts: Facts, debt: int) -> int | None:
    share = support_share.divide(debt, share=Decimal(rule.max_share or 100), cap=None).support
    if rule.formula == Formula.SHARE:
        return None if rule.max_share is None else share
    if rule.formula == Formula.DIFFERENCE and facts.free is not None and rule.max_instalments:
        return min(max(debt - max(facts.free, 0) * rule.max_instalments, 0), share)
    return None


def _is_waived(rule: Rule, facts: Facts, base: int | None) -> bool:
    percent = income_percent(rule, facts, base)
    return rule.own_share_waived_up_to is not None and percent is not None and percent <= rule.own_share_waived_up_to
