"""The sample households: filled once, by the same verbs as everywhere, and different in every town."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.arrears.models import BudgetSheet, DebtItem, DebtSupportRule, SupportCheck
from project.demo import households
from project.demo.towns import TOWNS
from tests.cases.arrears.household_cast import case_of
from tests.cast import tenancy

pytestmark = pytest.mark.django_db


def test_open_cases_get_a_household_once(alder):
    today = timezone.localdate()
    for number in range(7):
        case_of(tenancy(f"Próba {number}", door=str(number)), on=today - timedelta(days=20 * (number % 2)))
    for _twice in range(2):
        households.fill("pecs", on=today)

    assert BudgetSheet.objects.count() == SupportCheck.objects.count() == 6
    assert DebtItem.objects.filter(kind="informal").count() == 1
    assert DebtSupportRule.objects.get().variant == "szt55"


def test_without_a_case_only_the_rule_is_installed(alder):
    households.fill("komlo", on=timezone.localdate())
    assert (BudgetSheet.objects.count(), DebtSupportRule.objects.get().variant) == (0, "bekes")


def test_every_sample_town_has_its_own_rule():
    assert set(households.RULES) == {town.slug for town in TOWNS}
