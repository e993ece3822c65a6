"""A household in debt for the tests: its case, its budget, its debts."""

from dataclasses import replace
from datetime import date
from typing import Any

from cases.arrears import (
    budgets,
    consents,
    cooperation,
    creditor_letters,
    debts,
    numbers,
    protected,
    support_checks,
    support_rules,
)
from cases.arrears.budget_figures import Line
from cases.arrears.models import (
    ArrearsCase,
    BudgetSheet,
    Consent,
    DebtItem,
    DebtSupportRule,
    SupportCheck,
)
from cases.arrears.support_variants import VARIANTS
from cases.people.models import Person
from cases.tenancies.models import Tenancy
from kernel.access import SYSTEM

ON = date(2026, 11, 23)
FAMILY = [
    Line("wage", 280_000),
    Line("family_allowance", 26_600, "monthly", "két gyermek"),
    Line("rent", 30_000),
    Line("electricity", 14_000),
    Line("gas", 11_000),
    Line("water", 8_000),
    Line("food", 130_000),
    Line("travel", 4_600, "weekly"),
    Line("medicine", 24_000, "yearly"),
]


def case_of(tenancy: Tenancy, *, on: date = ON, **known: Any) -> ArrearsCase:
    """An open case, written as the verb that opens one writes it."""
    return ArrearsCase.objects.create(
        number=numbers.next_number(numbers.CASE), tenancy=tenancy, opened_on=on, opened_by="system",
        opened_because="by_hand", **known,
    )  # fmt: skip


def budget(case: ArrearsCase, lines: list[Line] = FAMILY, *, on: date = ON, **told: Any) -> BudgetSheet:
    facts = {"adults": 2, "minors": 2, "drawn_up_on": on} | told
    return budgets.draw_up(case=case, lines=lines, on=on, by=SYSTEM, **facts)


def debtor(case: ArrearsCase) -> Person:
    return case.tenancy.parties.select_related("person").get(position=1).person


def told(case: ArrearsCase, **known: Any) -> debts.Told:
    """An electricity bill, unless said otherwise."""
    facts = {"kind": "electricity", "creditor_name": "Áram Zrt.", "debtor_id": debtor(case).pk, "principal": 60_000,
             "since": date(2026, 6, 10), "stated_on": date(2026, 11, 2),
             "creditor_address": "1132 Budapest, Minta út 1."} | known  # fmt: skip
    return debts.Told(**facts)


def debt(case: ArrearsCase, *, on: date = ON, **known: Any) -> DebtItem:
    return debts.add(case=case, told=told(case, **known), on=on, by=SYSTEM)


def release(case: ArrearsCase, *, on: date = ON, purpose: str = Consent.Purpose.CREDITORS, **more: Any) -> Consent:
    return consents.give(case=case, person=debtor(case), purpose=purpose, given_on=on, on=on, by=SYSTEM, **more)


def support_rule(variant: str = "szt55", *, valid_from: date = date(2020, 1, 1), **more: Any) -> DebtSupportRule:
    """A template put in force as it stands, or with a few figures of its own."""
    template = VARIANTS[variant]
    values = {"variant": variant, "name": template.name, "decree": template.decree, **template.values, **more}
    return support_rules.put_in_force(values=values, valid_from=valid_from, by=SYSTEM)


def support_check(case: ArrearsCase, *, on: date = ON, **known: Any) -> SupportCheck:
    facts = replace(support_checks.known_facts(case, on=on), **known)
    return support_checks.check(case=case, facts=facts, on=on, by=SYSTEM)


def of_everything(tenancy: Tenancy, *, on: date = ON) -> dict[str, Any]:
    """Route name → one of what it shows."""
    case = case_of(tenancy, on=on)
    sheet = budget(case, on=on)
    owed = debt(case, on=on)
    consent = release(case, on=on)
    letter = creditor_letters.write(debt=owed, kind="question", on=on, by=SYSTEM)
    text = creditor_letters.set_text(kind="question", subject="Új", text="{client}", answer_days=8, legal_basis="x",
                                     valid_from=on, by=SYSTEM)  # fmt: skip
    rule = support_rule()
    looked = support_check(case, on=on)
    status = protected.grant(tenancy=tenancy, supply="gas", ground="disability", granted_on=on, on=on, by=SYSTEM)
    goal = cooperation.set_goal(case=case, text="A lakbért minden hónapban befizetik.", on=on, by=SYSTEM)
    return {
        "api_case_budget": case, "api_case_debts": case, "prevention_call": tenancy,
        "household_budget": case, "budget_new": case, "budget_compare": case, "budget_sheet": sheet,
        "budget_paper": sheet, "debt_file": case, "debt_new": case, "debt_edit": owed, "debt_close": owed,
        "debt_referral": owed, "secrecy_release": case, "consent_withdraw": consent, "debt_plan": case,
        "debt_plan_paper": case, "creditor_letter_new": owed, "creditor_letter": letter, "creditor_text": text,
        "support": case, "support_check_new": case, "support_note": case, "support_check": looked,
        "support_check_paper": looked, "support_rule_next": rule,
        "rights": case, "benefits_tick": case, "protected_grant": case, "protected_end": status,
        "settlement_checklist": case, "cooperation": case, "cooperation_consent": case, "goal_new": case,
        "goal_close": goal, "meeting_new": case, "monthly_report": case, "monthly_report_paper": case,
    }  # fmt: skip
