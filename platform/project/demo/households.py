"""Households of the sample offices' open cases: their budgets, debts, consents, and each office's support rule."""

import random
from datetime import date, timedelta

from cases.arrears import budgets, consents, cooperation, debts, protected, support_checks, support_rules
from cases.arrears.budget_figures import Line
from cases.arrears.debts import Told
from cases.arrears.models import ArrearsCase, BudgetSheet, Consent, DebtSupportRule
from cases.arrears.support_variants import VARIANTS
from cases.people.models import Person
from kernel.access import SYSTEM

# One town, one real rule: that offices differ is the point of a configuration.
RULES = {
    "pecs": "szt55", "komlo": "bekes", "mohacs": "soroksar", "szigetvar": "szentes", "kaposvar": "nyiregyhaza",
    "szekszard": "budapest2",
}  # fmt: skip
MOST_CASES = 6


def fill(slug: str, *, on: date) -> None:
    """Give the office its sample rule, and the first cases that have no budget yet their households."""
    if not DebtSupportRule.objects.exists():
        template = VARIANTS[RULES.get(slug, "szt55")]
        values = {"variant": RULES.get(slug, "szt55"), "name": template.name, "note": template.note, **template.values}
        support_rules.put_in_force(
            values=values | {"decree": "minta rendelet 14. §"}, valid_from=date(on.year, 1, 1), by=SYSTEM
        )
    known = set(BudgetSheet.objects.values_list("case_id", flat=True))
    cases = ArrearsCase.objects.open().select_related("tenancy").order_by("number")[:MOST_CASES]
    for place, case in enumerate(cases):
        party = case.tenancy.parties.filter(until__isnull=True).select_related("person").order_by("position").first()
        if case.pk not in known and party is not None:
            _household(case, party.person, place, on=on)


def _household(case: ArrearsCase, person: Person, place: int, *, on: date) -> None:
    chance = random.Random(case.number)
    minors, wage = chance.randint(0, 3), chance.randrange(210_000, 330_000, 1_000)
    lines = [
        Line("wage", wage),
        *([Line("family_allowance", 13_300 * minors, "monthly", "családi pótlék")] if minors else []),
        Line("rent", max(case.tenancy.monthly_rent, 1)),
        Line("electricity", chance.randrange(9_000, 22_000, 500)),
        Line("gas", chance.randrange(6_000, 18_000, 500)),
        Line("water", chance.randrange(5_000, 11_000, 500)),
        Line("phone_tv", chance.randrange(6_000, 22_000, 500)),
        Line("food", wage * 2 // 5),
        Line("travel", chance.randrange(1_500, 5_000, 100), "weekly"),
        Line("medicine", chance.randrange(12_000, 60_000, 1_000), "yearly"),
    ]
    day = max(on - timedelta(days=chance.randint(2, 12)), case.opened_on)
    told_on = min(day, on)
    budgets.draw_up(case=case, lines=lines, adults=2, minors=minors, drawn_up_on=told_on, on=on, by=SYSTEM)
    for kind, name, amount, days, stage in _creditors(chance, place):
        debts.add(
            case=case,
            told=Told(
                kind=kind,
                creditor_name=name,
                debtor_id=person.pk,
                principal=amount,
                since=on - timedelta(days=days),
                stated_on=told_on,
                stage=stage,
                creditor_address="1134 Budapest, Minta út 7.",
                disconnection_on=on + timedelta(days=9 + 4 * place) if kind == "electricity" and place < 2 else None,
            ),
            on=on,
            by=SYSTEM,
        )
    if place % 2 == 0:
        _cooperate(case, person, told_on, on=on)
    known = support_checks.known_facts(case, on=on)
    support_checks.check(case=case, facts=known, on=on, by=SYSTEM)


def _creditors(chance: random.Random, place: int) -> list[tuple[str, str, int, int, str]]:
    found = [("electricity", "Minta Áram Zrt.", chance.randrange(30_000, 140_000, 500), 160, "demand")]
    if place % 2:
        found.append(
            ("consumer_loan", "Minta Bank Nyrt.", chance.randrange(150_000, 600_000, 1_000), 400, "enforcement")
        )
    if place % 3 == 0:
        found.append(("water", "Minta Vízmű Kft.", chance.randrange(15_000, 60_000, 500), 220, "reminder"))
    if place == 4:
        found.append(("informal", "K. József", 150_000, 60, "none"))
    return found


def _cooperate(case: ArrearsCase, person: Person, day: date, *, on: date) -> None:
    for purpose, covers in ((Consent.Purpose.CREDITORS, []), (Consent.Purpose.FAMILY_SERVICE, ["goals", "meetings"])):
        consents.give(case=case, person=person, purpose=purpose, covers=covers, given_on=day, on=on, by=SYSTEM)
    cooperation.set_goal(case=case, text="Az aktuális lakbért minden hónapban befizetik.", on=day, by=SYSTEM)
    cooperation.meet(
        case=case, met_on=day, where="office", who=["household", "adviser"], text="Átnéztük a költségvetést.", on=on,
        by=SYSTEM,
    )  # fmt: skip
    protected.tick(tenancy=case.tenancy, ticked=["child_protection"], on=on, by=SYSTEM)
