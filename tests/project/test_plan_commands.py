"""`kuszob plan …` and a dry run, as a person types them: one JSON object each, and nothing kept that was not asked for."""

from argparse import Namespace
from datetime import date

import pytest

from cases.arrears.models import ArrearsCase, PaymentPlan, Reminder
from project.commands import Unreadable, plans, reminders
from tenants import context
from tests.cases.arrears.household import ON, TERMS, owing, signed_plan


@pytest.fixture
def number(alder_office):
    with context.entered(alder_office):
        return owing().number


def asked(**known: object) -> Namespace:
    options = {
        "office": "alder",
        "on": ON,
        "json": True,
        "down": 0,
        "down_due": None,
        "keep": False,
        "interest": "none",
    }
    return Namespace(**{**options, **known})


def test_a_draft_is_shown_and_kept_only_when_asked(alder_office, number):
    words = {"tenancy": number, "instalments": 4, "first": TERMS.first_due_on}
    shown = plans.draft(asked(**words))
    assert [row["amount"] for row in shown["instalments"]] == [15_000] * 4
    assert (shown["principal"], shown["kept"]) == (60_000, False)
    with context.entered(alder_office):
        assert (PaymentPlan.objects.count(), ArrearsCase.objects.count()) == (0, 0)

    assert plans.draft(asked(**words, keep=True))["kept"] is True
    with context.entered(alder_office):
        assert PaymentPlan.objects.get().state == "draft"


def test_a_running_plan_is_shown_with_how_it_stands(alder_office, number):
    with context.entered(alder_office):
        signed_plan(ArrearsCase._meta.get_field("tenancy").related_model.objects.get())
    shown = plans.show(asked(tenancy=number.lower(), on=date(2026, 10, 21)))
    assert shown["standing"] == {"expected": 15_000, "actual": 0, "shortfall": 15_000, "missed": 1}


def test_a_tenancy_without_a_plan_says_so(number):
    assert plans.show(asked(tenancy=number)) == {"plan": None}


def test_an_unknown_number_is_one_sentence(number):
    with pytest.raises(Unreadable, match="check it"):
        plans.show(asked(tenancy="KL-999999-99"))


def test_the_nightly_look_by_hand(alder_office, number):
    with context.entered(alder_office):
        signed_plan(ArrearsCase._meta.get_field("tenancy").related_model.objects.get())
    answer = plans.check(asked(on=date(2026, 10, 21)))
    assert (answer["looked_at"], answer["breached"]) == (1, 1)
    assert plans.check(asked(on=date(2026, 10, 21)))["breached"] == 0


def test_a_dry_run_has_the_figures_of_a_run_and_makes_none(alder_office, number):
    answer = reminders.plan(asked(dry_run=True))
    assert answer == {
        "business_date": "2026-09-20", "dry_run": True, "planned": 1, "excluded": 0, "exclusions": {}, "steps": {"1": 1},
    }  # fmt: skip
    with context.entered(alder_office):
        assert Reminder.objects.count() == 0
    assert reminders.plan(asked(dry_run=False))["planned"] == 1
