"""R10: one office is broken; plans, reminders and letters of all the others go on as if nothing were."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from tests import services
from tests.cases.arrears import household
from tests.cast import charge, person, tenancy
from tests.faults import arena
from tests.report import say
from worker import offices, timetable
from worker.models import JobRun

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
BROKEN = "t_birch"
JOBS = ("plans_checked", "payment_reminders")
HOUSEHOLDS = 3
_ended = {"tried": 0, "survived": 0}  # jobs of the office that is not broken


def schema_gone(owner: psycopg.Connection, _stack: ExitStack) -> None:
    owner.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(BROKEN)))


def table_locked(owner: psycopg.Connection, stack: ExitStack) -> None:
    """Somebody's migration holds two tables and does not let go."""
    owner.autocommit = False
    stack.callback(owner.rollback)
    for table in ("arrears_paymentplan", "arrears_reminderrun", "kernel_outboxmessage"):
        owner.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(BROKEN, table)))


def role_revoked(owner: psycopg.Connection, _stack: ExitStack) -> None:
    (role,) = owner.execute(
        "SELECT grantee FROM information_schema.role_table_grants WHERE table_schema = %s AND grantee <> grantor "
        "AND table_name = 'arrears_reminder' AND privilege_type = 'INSERT'",
        [BROKEN],
    ).fetchone()
    owner.execute(sql.SQL("REVOKE ALL ON SCHEMA {} FROM {}").format(sql.Identifier(BROKEN), sql.Identifier(role)))


@pytest.fixture
def town(own_database: str, tmp_path) -> Iterator[str]:
    """Each office with households that owe and one whose plan is not kept."""
    for slug in arena.OFFICES:
        with context.entered(Office.objects.get(slug=slug)):
            for number in range(HOUSEHOLDS):
                let = tenancy(door=str(number), parties=[person(f"Próba {number}", email=f"l{number}@{slug}.example")])
                charge(let, period=date(2026, 10, 1))
            household.signed_plan(household.owing(door="terv", name="Terv Tamás"))
    with arena.surroundings(tmp_path, journal=True):
        yield own_database


def day_of(schema: str) -> dict[str, str]:
    ended = {job: offices.run_job(job, schema, DAY, at=AT) for job in JOBS}
    try:
        ended["deliver"] = str(offices.deliver(schema, at=datetime.now(UTC) + timedelta(seconds=1)))
    except Exception as error:  # as the worker's task fails, alone
        offices._recover_connection()
        ended["deliver"] = type(error).__name__
    return ended


@pytest.mark.parametrize("break_it", [schema_gone, table_locked, role_revoked])
def test_r10_one_broken_office_keeps_no_other(town: str, break_it: Callable[..., None], monkeypatch) -> None:
    """Control: the broken office really fails in everything, and its runs are due again."""
    monkeypatch.setattr(offices, "LOCK_SECONDS", 1)
    timetable.write_due(at=AT)
    with psycopg.connect(services.owner_dsn(town), autocommit=True) as owner, ExitStack() as stack:
        break_it(owner, stack)
        broken = day_of(BROKEN)
        other = day_of("t_alder")
    assert [broken[job] for job in JOBS] == ["failed", "failed"]
    assert broken["deliver"] not in {"0", str(HOUSEHOLDS + 1)}
    assert other == {
        "plans_checked": "1 plans, 1 breached, 0 broken, 0 paid",
        "payment_reminders": f"{HOUSEHOLDS} released",
        "deliver": str(HOUSEHOLDS + 1),
    }
    states = set(JobRun.objects.filter(job__in=JOBS, business_date=DAY).values_list("office_schema", "state"))
    assert states == {(BROKEN, "due"), ("t_alder", "done")}
    _ended["tried"] += len(other)
    _ended["survived"] += len(other)
    say("R10", **_ended)
    with context.entered(Office.objects.get(slug="alder")):
        assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}


def test_r10_a_held_table_is_given_up_and_the_office_goes_on_when_it_is_free(town: str, monkeypatch) -> None:
    monkeypatch.setattr(offices, "LOCK_SECONDS", 1)
    timetable.write_due(at=AT)
    with psycopg.connect(services.owner_dsn(town), autocommit=True) as owner, ExitStack() as stack:
        table_locked(owner, stack)
        assert day_of(BROKEN)["payment_reminders"] == "failed"
    assert day_of(BROKEN)["payment_reminders"] == f"{HOUSEHOLDS} released"
