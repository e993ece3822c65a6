"""R4: Redis is emptied, killed, stopped or full in the midst of a reminder run; the rows know what is to be done."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

import pytest

from tests import services
from tests.faults import arena, own_servers, reset, shift
from tests.faults.day import STEPS, Day
from tests.faults.own_servers import Broker
from tests.report import FULL, say

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

EMAILS, LETTERS = 20, 10
MOST_SECONDS = 90


def emptied(broker: Broker) -> None:
    broker.flush()


def killed(broker: Broker) -> None:
    broker.kill()
    time.sleep(0.5)
    broker.start()


def stopped(broker: Broker) -> None:
    broker.pause()
    time.sleep(30 if FULL else 1.5)
    broker.go_on()


def full(broker: Broker) -> None:
    """Every write is refused for a while, the taking over of a message by a worker as well."""
    broker.most_memory(1)
    time.sleep(2)
    broker.most_memory(0)


QUICK = (emptied, killed, full)
# A whole stop takes half a minute: once at every step.
TRIES = [*product(QUICK, STEPS)] * 3 + [*product([stopped], STEPS)]
if not FULL:
    TRIES = list(zip((*QUICK, stopped), STEPS, strict=False))


@contextmanager
def day_at_work(database: str, folder: Path, *, without: str = "") -> Iterator[tuple[Day, Broker]]:
    arena.seed(EMAILS, LETTERS)
    kept = reset.keep(database)
    with ExitStack() as stack:
        relay = stack.enter_context(arena.surroundings(folder, journal=True))
        broker = stack.enter_context(own_servers.broker())
        at_work = stack.enter_context(
            shift.at_work(folder, database=services.app_dsn(database), broker=broker.url(0), without=without)
        )
        day = Day(kept, at_work, relay, messages=(EMAILS + LETTERS) * len(arena.OFFICES))
        day.learn()
        yield day, broker


def test_r4_whatever_happens_to_redis_everybody_gets_one_message(own_database: str, tmp_path: Path) -> None:
    tried = survived = lost = duplicate = 0
    with day_at_work(own_database, tmp_path) as (day, broker):
        for fault, step in TRIES:
            day.begin()
            day.wait_for(step)
            assert not day.is_done()
            fault(broker)
            done = day.wait_until_done(within=MOST_SECONDS)
            time.sleep(0.5)  # for what comes twice
            one_lost, one_duplicate = day.figures()
            tried, lost, duplicate = tried + 1, lost + one_lost, duplicate + one_duplicate
            survived += done and (one_lost, one_duplicate) == (0, 0)
            assert done, f"after {fault.__name__} when {step}"
    say("R4", tried=tried, survived=survived, lost=lost, duplicate=duplicate)
    assert (survived, lost, duplicate) == (tried, 0, 0)


def test_r4_control_who_believes_in_redis_loses_the_day(own_database: str, tmp_path: Path) -> None:
    """Without waking again, what was queued and is gone is gone for good."""
    with day_at_work(own_database, tmp_path, without="waking again") as (day, broker):
        day.begin()
        day.wait_for("woken")
        for _time in range(100):
            broker.flush()
            time.sleep(0.01)
        assert not day.wait_until_done(within=10)
        assert day.figures()[0] > 0
