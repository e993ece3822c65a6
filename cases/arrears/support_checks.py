"""Looking at one household by the office's rule: the facts from the case, the result as information."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import budget_figures, budgets, debts, support_rule, support_rules
from cases.arrears.debt_priority import INFORMAL, OWN
from cases.arrears.models import ArrearsCase, SupportCheck, SupportEvent
from cases.arrears.support_facts import Evaluation, Facts, Owing
from cases.tenancies.models import Tenancy
from catalogue.shared import reference_base
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class CannotCheck(Refused):
    """The facts do not make a check."""


def owings(case: ArrearsCase, *, on: date) -> list[Owing]:
    """The household's debts as a rule sees them: our own ledger is rent, and an informal lender is never supported."""
    return [
        Owing("rent" if claim.kind == OWN else claim.kind, claim.name, claim.amount, claim.since, claim.stage)
        for claim in debts.claims(case, on=on)
        if claim.kind != INFORMAL
    ]


def known_facts(case: ArrearsCase, *, on: date) -> Facts:
    """What the case already knows: people and income from the budget, debts, the flat, earlier support."""
    sheet = budgets.sheet_of(case)
    last = (
        SupportEvent.objects.filter(
            tenancy=case.tenancy_id, kind=SupportEvent.Kind.DEBT, what=SupportEvent.What.GRANTED, on__lte=on
        )
        .order_by("-on")
        .first()
    )
    lines = budgets.lines_of(sheet) if sheet else []
    amounts = [(line.kind, budget_figures.per_month(line)) for line in lines]
    income = sum(amount for kind, amount in amounts if budget_figures.is_income(kind))
    spent = sum(amount for kind, amount in amounts if not budget_figures.is_income(kind))
    return Facts(
        adults=sheet.adults if sheet else 1,
        minors=sheet.minors if sheet else 0,
        debts=tuple(owings(case, on=on)),
        income=income if sheet else None,
        free=income - spent if sheet else None,
        flat_m2=case.tenancy.dwelling.area_m2,
        had_support=True if last else None,
        last_support_on=last.on if last else None,
    )


@transaction.atomic
def check(*, case: ArrearsCase, facts: Facts, on: date, by: Actor) -> SupportCheck:
    """Evaluate the facts by the rule in force on the day and keep the answers. The same answers are one check.

    Refuses without a rule in force, a household of nobody, negative amounts, and a support in the future.
    """
    case = ArrearsCase.objects.locked(case.pk)
    if not 1 <= facts.adults <= 30 or not 0 <= facts.minors <= 30 or not 0 <= facts.disabled <= facts.people:
        raise CannotCheck(_("Check the number of adults, minors and people with a disability."))
    if any((value or 0) < 0 for value in (facts.income, facts.single_asset, facts.all_assets, facts.flat_m2)):
        raise CannotCheck(_("Incomes, assets and the size of the flat are nothing or more: check the numbers."))
    if facts.single_asset is not None and facts.all_assets is not None and facts.single_asset > facts.all_assets:
        raise CannotCheck(_("One asset is worth more than all assets together: correct one of the two."))
    if facts.last_support_on is not None and facts.last_support_on > on:
        raise CannotCheck(_("The day of the last support is still to come: correct it."))
    rule = support_rules.rule_on(on)
    base, answers = reference_base.amount_on(on), _stored(facts)
    last = SupportCheck.objects.filter(case=case, rule=rule, on=on, reference_base=base).first()
    if last is not None and last.answers == answers:
        return last
    found = support_rule.evaluate(support_rules.pure(rule), facts, base=base, on=on)
    kept = SupportCheck.objects.create(
        case=case,
        rule=rule,
        on=on,
        reference_base=base,
        answers=answers,
        outcome=found.outcome,
        support=found.amounts.support if found.amounts else None,
        created_by=by.actor_id,
    )
    audit.record(by, "support_checked", case, outcome=found.outcome, rule=rule.pk)
    return kept


def result(check: SupportCheck) -> Evaluation:
    """The check evaluated again from its stored answers: the same rule, the same day, the same result."""
    rule = support_rules.pure(check.rule)
    return support_rule.evaluate(rule, facts_of(check), base=check.reference_base, on=check.on)


def _stored(facts: Facts) -> dict[str, Any]:
    answers = asdict(facts)
    answers["debts"] = [{**debt, "since": debt["since"].isoformat()} for debt in answers["debts"]]
    answers["flat_m2"] = None if facts.flat_m2 is None else f"{facts.flat_m2.normalize():f}"
    answers["last_support_on"] = facts.last_support_on.isoformat() if facts.last_support_on else None
    return answers


def facts_of(check: SupportCheck) -> Facts:
    answers = dict(check.answers)
    answers["debts"] = tuple(Owing(**{**debt, "since": date.fromisoformat(debt["since"])}) for debt in answers["debts"])
    answers["flat_m2"] = None if answers["flat_m2"] is None else Decimal(answers["flat_m2"])
    last = answers["last_support_on"]
    answers["last_support_on"] = date.fromisoformat(last) if last else None
    return Facts(**answers)


def is_pending(tenancy: Tenancy, *, on: date) -> bool:
    """Whether debt support was asked for and nothing was decided since."""
    last = SupportEvent.objects.filter(tenancy=tenancy, kind=SupportEvent.Kind.DEBT, on__lte=on).first()
    return last is not None and last.what == SupportEvent.What.ASKED


@transaction.atomic
def note(
    *, tenancy: Tenancy, kind: str, what: str, happened_on: date, on: date, by: Actor, amount: int | None = None,
    text: str = "",
) -> SupportEvent:  # fmt: skip
    """Note that a support was asked for, granted, refused or ended. The same event twice is one.

    Refuses a day to come, an unknown kind, an amount of nothing or less, and a grant of debt support without one.
    """
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if kind not in SupportEvent.Kind.values or what not in SupportEvent.What.values:
        raise CannotCheck(_("Choose the support and what happened from the list."))
    if happened_on > on:
        raise CannotCheck(_("This day is still to come: write the day it happened."))
    if amount is not None and amount <= 0:
        raise CannotCheck(_("An amount is more than nothing: check it."))
    if kind == SupportEvent.Kind.DEBT and what == SupportEvent.What.GRANTED and amount is None:
        raise CannotCheck(_("Write how much debt support was granted."))
    same = SupportEvent.objects.filter(tenancy=tenancy, kind=kind, what=what, on=happened_on).first()
    if same is not None:
        return same
    event = SupportEvent.objects.create(
        tenancy=tenancy, kind=kind, what=what, on=happened_on, amount=amount, note=text[:200], created_by=by.actor_id
    )
    audit.record(by, "support_noted", tenancy, kind=kind, what=what, amount=amount)
    return event
