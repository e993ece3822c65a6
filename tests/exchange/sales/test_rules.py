"""The office's dated rule on the money of an exchange."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cases.arrears.dated import CannotReplace
from exchange.sales import rules
from exchange.sales.models import SaleRule
from exchange.sales.ways import Way
from kernel.access import SYSTEM
from tests.exchange.sales.cast import TODAY

TERMS = {
    "allowed_ways": ["plan_continues", "assumed"], "default_way": "assumed", "lawyer_percent": Decimal("1.5"),
    "agent_percent": Decimal(3), "energy_certificate": 1, "land_registry_fee": 2, "moving": 3, "legal_basis": "12/2026. r.",
}  # fmt: skip


def put(**different):
    return rules.put_in_force(**{"valid_from": TODAY, "by": SYSTEM, "on": TODAY} | TERMS | different)


def test_a_new_office_asks_for_the_arrears_first_and_does_not_allow_assumption(alder):
    assert rules.ways_on(TODAY) == [Way.SETTLED_BEFORE, Way.FROM_DIFFERENCE, Way.PLAN_CONTINUES]


def test_a_new_rule_counts_from_its_day_and_the_old_one_stays_readable(alder):
    put()
    assert rules.ways_on(TODAY) == [Way.ASSUMED, Way.PLAN_CONTINUES]
    assert rules.ways_on(TODAY - timedelta(days=1))[0] == Way.SETTLED_BEFORE
    assert str(rules.in_force(TODAY).way_names[0]) == "a másik háztartás átvállalja a tartozást"


@pytest.mark.parametrize(
    "different",
    [
        {"valid_from": TODAY - timedelta(days=1)}, {"default_way": "settled_before"}, {"legal_basis": " "},
        {"agent_percent": Decimal(21)}, {"lawyer_percent": Decimal(-1)},
    ],
)  # fmt: skip
def test_what_cannot_be_a_rule_is_refused(alder, different):
    with pytest.raises(rules.CannotSetSaleRule):
        put(**different)
    assert SaleRule.objects.count() == 1


def test_the_past_is_not_rewritten(alder):
    put(valid_from=TODAY + timedelta(days=5))
    with pytest.raises(CannotReplace):
        put(valid_from=TODAY + timedelta(days=5))


def test_without_a_rule_the_sentence_says_who_sets_one(alder):
    with pytest.raises(rules.NoSaleRule):
        rules.in_force(date(1999, 1, 1))


def test_the_national_table_is_what_came_with_the_release(alder):
    assert rules.duty_table() == rules.seeded_duty()
