"""The arrears case: opened by the office's own limits, moved by people, closed only when it is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.arrears import cases, contacts, policies
from cases.arrears.models import ArrearsCase, Contact
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tenants.registry.models import Office
from tests.cases.arrears.household import ADVISER, ON, case_of, owing, signed_plan
from tests.cast import pay, tenancy

Stage = ArrearsCase.Stage


def test_a_case_opens_when_the_months_reach_the_limit(alder):
    let = owing(months=2, amount=15_000)

    assert cases.open_due(on=ON, by=SYSTEM) == 1

    case = ArrearsCase.objects.get()
    assert (case.tenancy, case.stage, case.opened_because, case.next_on) == (let, "intake", "months", ON)
    assert case.number.startswith("HT-000001-")


def test_a_case_opens_when_the_amount_reaches_the_limit(alder):
    owing(months=1, amount=60_000)
    cases.open_due(on=ON, by=SYSTEM)
    assert ArrearsCase.objects.get().opened_because == "amount"


@pytest.mark.parametrize("months", [0, 1])
def test_less_than_the_limits_opens_nothing(alder, months):
    owing(months=months, amount=15_000)
    assert cases.open_due(on=ON, by=SYSTEM) == 0


def test_many_months_of_a_trifle_open_nothing(alder):
    owing(months=4, amount=2_000)
    assert cases.open_due(on=ON, by=SYSTEM) == 0


def test_the_office_s_own_limit_counts_from_its_day(alder):
    owing(months=1, amount=30_000)
    policies.change(valid_from=ON, on=ON, by=ADVISER, decree="12/2026. (IX. 1.) rendelet", case_amount=30_000)

    assert cases.open_due(on=ON - timedelta(days=1), by=SYSTEM) == 0
    assert cases.open_due(on=ON, by=SYSTEM) == 1


def test_the_same_night_again_opens_nothing(alder):
    owing()
    cases.open_due(on=ON, by=SYSTEM)
    assert cases.open_due(on=ON, by=SYSTEM) == 0
    assert AuditEntry.objects.filter(verb="case_opened").count() == 1


def test_opening_many_takes_as_many_statements_as_opening_one(alder):
    owing()
    with CaptureQueriesContext(
        connection,
    ) as one:
        cases.open_due(on=ON, by=SYSTEM)
    for door in ("2", "3", "4"):
        owing(door=door, name=f"Őri {door}")
    with CaptureQueriesContext(connection) as three:
        assert cases.open_due(on=ON, by=SYSTEM) == 3
    assert len(three) == len(one)


def test_a_second_open_case_is_refused_by_rule_and_by_the_database(alder):
    let = owing()
    case = case_of(let)
    with pytest.raises(cases.CannotOpen):
        cases.open_by_hand(tenancy=let, on=ON, by=ADVISER)
    case.pk, case.number, case._state.adding = None, "HT-999999-00", True
    with pytest.raises(IntegrityError), transaction.atomic():
        ArrearsCase.objects.create(
            number="HT-999999-00", tenancy=let, opened_on=ON, opened_by="x", opened_because="by_hand"
        )


@pytest.mark.parametrize(
    "spoil",
    [
        {"closed_on": ON},
        {"stage": "completed"},
        {"closed_on": ON, "closed_by": "x"},
        {"closed_on": ON - timedelta(days=1), "closed_by": "x", "stage": "completed"},
    ],
)
def test_half_a_closing_is_refused_by_the_database(alder, spoil):
    case = case_of(owing())
    with pytest.raises(IntegrityError), transaction.atomic():
        ArrearsCase.objects.filter(pk=case.pk).update(**spoil)


def test_a_person_moves_the_case_along_the_table_only(alder):
    case = case_of(owing())
    assert cases.move(case=case, stage=Stage.ASSESSMENT, by=ADVISER).stage == "assessment"
    for stage in (Stage.PLAN_ACTIVE, Stage.COMPLETED, Stage.INTAKE, "nowhere"):
        with pytest.raises(cases.CannotMove):
            cases.move(case=case, stage=stage, by=ADVISER)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(alder):
    case = case_of(owing())
    words = {"causes": [], "has_minor": True, "disconnection_on": None, "eviction_on": None, "adviser_id": None,
             "next_on": None, "next_action": ""}  # fmt: skip
    cases.describe(case=case, version=1, by=ADVISER, **words)
    with pytest.raises(cases.Changed):
        cases.describe(case=case, version=1, by=ADVISER, **{**words, "has_minor": False})
    case.refresh_from_db()
    assert (case.has_minor, case.version) == (True, 2)


def test_a_case_is_completed_only_when_nothing_is_overdue(alder):
    let = owing()
    case = case_of(let)
    with pytest.raises(cases.CannotClose):
        cases.close(case=case, outcome=Stage.COMPLETED, on=ON, by=ADVISER)
    pay(let, 60_000, on=ON)

    closed = cases.close(case=case, outcome=Stage.COMPLETED, on=ON, by=ADVISER)

    assert (closed.stage, closed.closed_on, closed.is_open) == ("completed", ON, False)
    with pytest.raises(cases.CannotClose):
        cases.close(case=case, outcome=Stage.COMPLETED, on=ON, by=ADVISER)


def test_a_case_with_a_running_plan_stays_open(alder):
    plan = signed_plan(owing())
    with pytest.raises(cases.CannotClose):
        cases.close(case=plan.case, outcome=Stage.UNCOLLECTABLE, on=ON, by=ADVISER)


def test_a_promise_makes_the_day_after_it_the_next_day(alder):
    case = case_of(owing())
    contacts.note(
        case=case, kind="promise", on=ON, today=ON, by=ADVISER, promised_amount=20_000, promised_on=date(2026, 9, 30)
    )
    case.refresh_from_db()
    assert (case.next_on, case.next_action) == (date(2026, 10, 1), "Nézze meg, megjött-e az ígért pénz")


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "note", "text": "  "},
        {"kind": "call", "text": "x", "on": ON + timedelta(days=1)},
        {"kind": "promise"},
        {"kind": "promise", "promised_amount": -1, "promised_on": ON},
        {"kind": "promise", "promised_amount": 10**12, "promised_on": ON},
        {"kind": "promise", "promised_amount": 5, "promised_on": ON - timedelta(days=1)},
        {"kind": "promise", "promised_amount": 5, "promised_on": ON + timedelta(days=400)},
    ],
)
def test_a_contact_that_makes_no_sense_is_refused_and_writes_nothing(alder, words):
    case = case_of(owing())
    with pytest.raises(contacts.CannotNote):
        contacts.note(case=case, **{"on": ON, "today": ON, "by": ADVISER, **words})
    assert Contact.objects.count() == 0


def test_a_contact_is_append_only(alder):
    contacts.note(case=case_of(owing()), kind="note", on=ON, today=ON, by=ADVISER, text="Szó szerint így mondta")
    for statement in ("UPDATE arrears_contact SET text = ''", "DELETE FROM arrears_contact"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_tenancy_that_owes_nothing_gets_no_case(alder):
    tenancy()
    assert cases.open_due(on=ON, by=SYSTEM) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "promise", "promised_on": ON},
        {"kind": "promise", "promised_amount": 5},
        {"kind": "promise", "promised_amount": 0, "promised_on": ON},
        {"kind": "call", "promised_amount": 5, "promised_on": ON},
    ],
)
def test_half_a_promise_is_refused_by_the_database(alder, values):
    case = case_of(owing())
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(case=case, on=ON, created_by="x", **values)


def test_two_days_at_once_open_each_case_once(owned):
    with context.entered(Office.objects.get(slug="alder")):
        for door in range(1, 9):
            owing(door=str(door))

    def opened(day):
        try:
            with context.entered(Office.objects.get(slug="alder")):
                return cases.open_due(on=day, by=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(opened, [ON, ON + timedelta(days=1)] * 2))
    assert sorted(counts) == [0, 0, 0, 8]
