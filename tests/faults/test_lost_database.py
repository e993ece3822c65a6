"""R5: PostgreSQL falls, drops everybody or has no connection left, in the midst of a run and under calls."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import pytest
from django.db import connections

from cases.tenancies.models import Payment
from kernel.access import SYSTEM
from project.embedded.postgres import APP
from tenants import context
from tenants.accounts import staff, tokens
from tenants.registry.models import Office
from tests.cast import tenancy
from tests.conftest import PASSWORD, browser_of
from tests.faults import arena, own_servers, reset, shift
from tests.faults.callers import TENANCIES, Callers
from tests.faults.conftest import DATABASE
from tests.faults.day import STEPS, Day, wait
from tests.faults.own_servers import DatabaseServer
from tests.report import FULL, say, tell

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

EMAILS, LETTERS = 20, 10
MOST_SECONDS = 90
WELL_WITHIN = 10
TRIES = 50 if FULL else 3


def fallen(server: DatabaseServer) -> None:
    server.stop_at_once()
    time.sleep(0.5)
    server.start()


def dropped(server: DatabaseServer) -> None:
    """Every session is ended, three times in a row."""
    for _time in range(3):
        server.end_all_sessions()
        time.sleep(0.2)


def used_up(server: DatabaseServer) -> None:
    with server.filled(DATABASE) as held:
        assert held > 100
        time.sleep(1.5)


FAULTS = (fallen, dropped, used_up)


@dataclass
class Scene:
    server: DatabaseServer
    day: Day
    callers: Callers

    def figures(self) -> tuple[int, int]:
        """(lost, duplicate) messages and acknowledged payments."""
        lost, duplicate = self.day.figures()
        with context.entered(Office.objects.get(slug="alder")):
            booked = Counter(Payment.objects.values_list("amount", flat=True))
        connections["default"].close()
        return lost + len(set(self.callers.booked) - set(booked)), duplicate + sum(booked.values()) - len(booked)

    def begin(self) -> None:
        self.callers.booked.clear()
        self.callers.disorderly.clear()
        self.callers.statuses.clear()
        self.day.begin()


@contextmanager
def at_work(server: DatabaseServer, folder: Path, *, without: str = "") -> Iterator[Scene]:
    arena.seed(EMAILS, LETTERS)
    port = shift.free_port()
    callers = callers_of(port)
    kept = reset.keep(DATABASE)
    with ExitStack() as stack:
        relay = stack.enter_context(arena.surroundings(folder, journal=True))
        broker = stack.enter_context(own_servers.broker())
        processes = shift.at_work(
            folder, database=server.dsn(APP, DATABASE), broker=broker.url(0), web_port=port, without=without
        )
        day = Day(kept, stack.enter_context(processes), relay, messages=(EMAILS + LETTERS) * len(arena.OFFICES))
        wait(lambda: is_open(callers), within=30, every=0.1)
        callers.pay()
        callers.look()
        day.learn()
        yield Scene(server, day, callers)


def callers_of(port: int) -> Callers:
    """Who calls, with a token and a session; they pay for somebody who owes nothing."""
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        let = tenancy("Fizető Ferenc", door="f")
        _token, secret = tokens.issue(name="gép", scopes=sorted(tokens.SCOPES), days=30, by=SYSTEM)
        clerk = staff.take_on(
            email="clerk@example.hu", name="Próba Ügyintéző", roles=["clerk"], password=PASSWORD, by=SYSTEM
        )
    session = browser_of(office, clerk).cookies["session"].value
    connections["default"].close()
    return Callers(port, secret, session, str(let.pk))


def is_open(callers: Callers) -> bool:
    try:
        return callers.ask(TENANCIES).status == 200
    except OSError:
        return False


def test_r5_whatever_happens_to_postgresql_what_was_committed_stays(own_server, tmp_path: Path) -> None:
    tried = survived = lost = duplicate = outages = 0
    slowest = 0.0
    with at_work(own_server(), tmp_path) as scene:
        for fault, step in islice(zip(cycle(FAULTS), cycle(STEPS), strict=False), TRIES):
            scene.begin()
            with scene.callers.calling():
                scene.day.wait_for(step)
                assert not scene.day.is_done()
                fault(scene.server)
                seconds = scene.callers.seconds_until_well(within=3 * WELL_WITHIN)
                done = scene.day.wait_until_done(within=MOST_SECONDS)
            one_lost, one_duplicate = scene.figures()
            assert scene.callers.disorderly == {}
            tried, lost, duplicate = tried + 1, lost + one_lost, duplicate + one_duplicate
            outages, slowest = outages + scene.callers.statuses[503], max(slowest, seconds)
            survived += done and seconds <= WELL_WITHIN and (one_lost, one_duplicate) == (0, 0)
            assert done, f"after {fault.__name__} when {step}"
    tell("R5-answers", f"R5: {outages} answers were 503; all was well again after {slowest:.1f} s at the latest")
    say("R5", tried=tried, survived=survived, lost=lost, duplicate=duplicate)
    assert (survived, lost, duplicate) == (tried, 0, 0)
    assert outages > 0


def test_r5_control_a_server_that_acknowledges_too_early_loses_payments(own_server, tmp_path) -> None:
    """It says that a commit is done before it is written."""
    with at_work(own_server(durable=False), tmp_path) as scene:
        scene.begin()
        lost = 0
        for _time in range(5):
            with scene.callers.calling():
                time.sleep(1)
                fallen(scene.server)
                scene.callers.seconds_until_well(within=WELL_WITHIN)
            lost += scene.figures()[0] > 0
            if lost:
                break
        assert lost


def test_r5_control_without_the_doors_503_an_outage_is_an_error_of_ours(own_server, tmp_path) -> None:
    with at_work(own_server(), tmp_path, without="the door's 503") as scene:
        with scene.callers.calling():
            fallen(scene.server)
            scene.callers.seconds_until_well(within=WELL_WITHIN)
        assert any(": 500 " in answer for answer in scene.callers.disorderly)
