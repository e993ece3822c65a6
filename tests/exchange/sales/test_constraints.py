"""The database says never: one test breaks each constraint of sales and of the duty table."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from catalogue.shared.models import DutyRule
from exchange.sales.models import Appointment, CheckItem, SalePlan, SaleRule
from exchange.sales.opening import FIRST
from tests.exchange.sales import cast
from tests.exchange.sales.cast import NOON, TODAY


def breaks(name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    assert caught.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("sale_plan_state_code", {"state": "sold", "closed_on": TODAY}),
        ("sale_plan_home_code", {"new_home": "tent", "new_price": 0}),
        ("sale_plan_tenure_code", {"tenure": "cash", "price": 0}),
        ("sale_plan_tenancy_has_no_price", {"tenure": "tenancy"}),
        ("sale_plan_only_purchase_is_paid", {"new_home": "municipal"}),
        ("sale_plan_only_let_home_has_deposit", {"new_deposit": 1}),
        ("sale_plan_amounts", {"mortgage": 2_000_000_001}),
        ("sale_plan_amounts", {"told_duty": 2_000_000_001}),
        ("sale_plan_monthly", {"carries": 2_000_001}),
        ("sale_plan_percents", {"agent_percent": Decimal("20.01")}),
        ("sale_plan_closed_pair", {"state": "done"}),
        ("sale_plan_closed_pair", {"closed_on": TODAY}),
    ],
)
def test_plan(alder, name, change):
    plan = cast.plan()
    breaks(name, lambda: SalePlan.objects.filter(pk=plan.pk).update(**change))


def test_one_open_plan(alder):
    plan = cast.plan()
    second = {"number": "AV-2", "person": plan.person, "written_on": TODAY, "created_by": "x"}
    breaks("sale_plan_one_open", lambda: SalePlan.objects.create(**second))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("sale_item_code", {"code": "luck"}),
        ("sale_item_state", {"state": "perhaps", "done_on": TODAY, "done_by": "x"}),
        ("sale_item_done_pair", {"state": "done"}),
        ("sale_item_done_pair", {"done_on": TODAY}),
        ("sale_item_once", {"code": "energy"}),
    ],
)
def test_item(alder, name, change):
    item = cast.plan().items.get(code="agent")
    breaks(name, lambda: CheckItem.objects.filter(pk=item.pk).update(**change))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("sale_appointment_kind", {"kind": "dentist"}),
        ("sale_appointment_says_where", {"place": ""}),
        ("sale_appointment_says_where", {"with_whom": ""}),
        ("sale_appointment_cancelled_pair", {"cancelled_at": NOON}),
        ("sale_appointment_cancelled_pair", {"cancelled_by": "x"}),
    ],
)
def test_appointment(alder, name, change):
    meeting = cast.meeting(cast.plan(), at=NOON.replace(hour=15))
    breaks(name, lambda: Appointment.objects.filter(pk=meeting.pk).update(**change))


def test_one_meeting_at_a_time(alder):
    plan = cast.plan()
    cast.meeting(plan, at=NOON.replace(hour=15))
    second = {
        "plan": plan,
        "kind": "bank",
        "with_whom": "x",
        "place": "y",
        "at": NOON.replace(hour=15),
        "created_by": "x",
    }
    breaks("sale_appointment_one_at_a_time", lambda: Appointment.objects.create(**second))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("sale_rule_ways", {"allowed_ways": ["luck"], "default_way": "luck"}),
        ("sale_rule_ways", {"default_way": "assumed"}),
        ("sale_rule_ways", {"allowed_ways": []}),
        ("sale_rule_percents", {"agent_percent": Decimal(21)}),
        ("sale_rule_basis", {"legal_basis": ""}),
    ],
)
def test_rule(alder, name, change):
    breaks(name, lambda: SaleRule.objects.update(**change))


def test_rules_do_not_overlap(alder):
    breaks("sale_rule_once_at_a_time", lambda: SaleRule.objects.create(**FIRST | {"valid_from": date(2026, 1, 1)}))


DUTY = [
    ("duty_rule_bounds", {"percent": Decimal("100.01")}),
    ("duty_rule_bounds", {"upper_percent": Decimal(-1)}),
    ("duty_rule_bounds", {"most": -1}),
    ("duty_rule_bounds", {"years_before": 21}),
    ("duty_rule_source", {"source": ""}),
    ("duty_rule_once_at_a_time", {"valid_until": None}),
]


def test_duty_table(owned):
    with connection.owner():
        for name, change in DUTY:
            breaks(name, lambda change=change: DutyRule.objects.filter(valid_from=date(2020, 1, 1)).update(**change))


def test_an_office_cannot_change_the_duty_table(alder):
    from django.db import DatabaseError

    with pytest.raises(DatabaseError), transaction.atomic():
        DutyRule.objects.update(percent=0)
