"""R11: a job done twice is boring. Every job of the timetable, on an office with something for each to do."""

import hashlib
from datetime import date

import pytest
from django.db import connection

from cases.arrears import demands
from kernel.access import SYSTEM
from tests.cases.arrears.household import ADVISER, HEAD, case_of, owing, signed_plan, writer
from tests.cast import charge, pay
from tests.report import say
from worker.schedule import TIMETABLE

ON = date(2026, 10, 22)
# Looking is written down each time; everything else has to stay as it was.
NOT_COUNTED = {"kernel_auditentry", "kernel_auditseal", "django_migrations"}


def digest() -> str:
    """A hash over every row of the office's own schema."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
        for (table,) in cursor.fetchall():
            if table not in NOT_COUNTED:
                cursor.execute(f"SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM \"{table}\" t")
                whole.update(f"{table}:{cursor.fetchone()[0]}".encode())
    return whole.hexdigest()


@pytest.fixture
def busy(alder):
    """An office where a plan is breached, one is paid off, a demand is paid, rents are due and people owe."""
    signed_plan(owing())
    paid_off = owing(door="2", name="Űrös Béla")
    signed_plan(paid_off)
    pay(paid_off, 60_000, on=date(2026, 10, 14))
    owing(door="3", name="Harmadik Éva")
    demanded = owing(door="4", name="Negyedik Ödön")
    made = demands.draft(case=case_of(demanded, on=date(2026, 10, 1)), on=date(2026, 10, 1), by=ADVISER)
    demands.issue(demand=made, on=date(2026, 10, 1), writer=writer(date(2026, 10, 1)), by=HEAD)
    pay(demanded, 60_000, on=date(2026, 10, 5))
    charge(demanded, period=date(2026, 10, 1), due_on=date(2026, 10, 15))


def test_r11_every_job_twice_is_as_once(busy):
    tried = survived = 0
    changed = []
    for entry in TIMETABLE:
        if not entry.for_each_office:
            continue
        before = digest()
        entry.job(ON)
        once = digest()
        entry.job(ON)
        tried += 1
        survived += digest() == once
        changed += [entry.name] if once != before else []
        assert digest() == once, entry.name
    say("R11", tried=tried, survived=survived)
    assert {"monthly_rents", "plans_checked", "demands_followed", "cases_opened", "payment_reminders"} <= set(changed)


def test_r11_control_a_job_that_is_not_boring_is_noticed(busy):
    before = digest()
    charge(owing(door="9", name="Kilencedik"), period=date(2026, 10, 1))
    assert digest() != before
    assert SYSTEM.actor_kind == "system"
