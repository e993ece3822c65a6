"""The worker is killed at every step of a reminder run; everyone still gets exactly one letter."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests import services
from tests.faults import arena
from tests.faults.forker import Forker
from tests.report import say

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

KILLED = f"kuszob_test_killed_{os.environ['KUSZOB_TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
EMAILS, LETTERS = 3, 2
EXPECTED = (EMAILS + LETTERS) * len(arena.OFFICES)
AROUND_THE_HAND_OVER = ("delivery.handing", "email.before_dot", "email.after_dot", "delivery.handed", "delivery.marked")
MINUTES_LATER = 10


@pytest.fixture
def seeded(own_database: str) -> Iterator[str]:
    arena.seed(EMAILS, LETTERS)
    yield own_database
    services.drop_clone(KILLED)


@pytest.fixture
def forker() -> Iterator[Forker]:
    process = Forker()
    yield process
    process.end()


def kill_and_recover(
    seeded: str, relay: arena.Relay, forker: Forker, nth: int, point: str = "*", *, blind: bool = False
) -> int:
    """One kill on a fresh copy of the seeded state, then a second worker long after; its exit status."""
    arena.clone(seeded, KILLED)
    arena.use_database(KILLED)
    relay.empty()
    arena.clear_spool()
    surroundings = {
        "database": KILLED, "smtp_port": relay.port, "journal": str(settings.MAIL_JOURNAL or ""),
        "spool": str(settings.POST_SPOOL), "blind": blind,
    }  # fmt: skip
    status = forker.run(**surroundings, kill_at=nth, point=point, later_minutes=0)
    if status == -signal.SIGKILL:
        assert forker.run(**surroundings, kill_at=10**9, point="*", later_minutes=MINUTES_LATER) < 99
    return status


def figures(relay: arena.Relay) -> tuple[int, int]:
    """(lost, duplicate) over e-mails and letters; a message a person must look at is neither."""
    taken, laid = relay.taken(), arena.letters()
    duplicate = sum(count - 1 for count in taken.values()) + sum(count - 1 for count in laid.values())
    arrived = len(taken) + len(laid)
    waiting_for_a_person = arena.states()["uncertain"]
    return max(EXPECTED - arrived - waiting_for_a_person, 0), duplicate


def test_r1_a_kill_at_every_fault_point_loses_and_doubles_nothing(seeded: str, forker: Forker, tmp_path: Path) -> None:
    with arena.surroundings(tmp_path, journal=True) as relay:
        points = kill_and_recover(seeded, relay, forker, 10**6)
        tried = lost = duplicate = 0
        for nth in range(1, points + 1):
            assert kill_and_recover(seeded, relay, forker, nth) == -signal.SIGKILL
            tried += 1
            one_lost, one_duplicate = figures(relay)
            lost, duplicate = lost + one_lost, duplicate + one_duplicate
            assert arena.states() == {"sent": EXPECTED}, f"after a kill at point {nth}"
    say("R1", tried=tried, survived=tried, lost=lost, duplicate=duplicate)
    assert tried >= 60
    assert (lost, duplicate) == (0, 0)


def test_r1_without_a_journal_what_nobody_can_know_goes_to_a_person(
    seeded: str, forker: Forker, tmp_path: Path
) -> None:
    with arena.surroundings(tmp_path, journal=False) as relay:
        uncertain = lost = duplicate = 0
        for point in AROUND_THE_HAND_OVER:
            assert kill_and_recover(seeded, relay, forker, 2, point) == -signal.SIGKILL
            one_lost, one_duplicate = figures(relay)
            lost, duplicate = lost + one_lost, duplicate + one_duplicate
            uncertain += arena.states()["uncertain"]
    assert (lost, duplicate) == (0, 0)
    assert uncertain > 0


def test_r1_control_sending_again_when_unsure_doubles(seeded: str, forker: Forker, tmp_path: Path) -> None:
    with arena.surroundings(tmp_path, journal=False) as relay:
        duplicate = 0
        for point in AROUND_THE_HAND_OVER:
            kill_and_recover(seeded, relay, forker, 2, point, blind=True)
            duplicate += figures(relay)[1]
    assert duplicate > 0
