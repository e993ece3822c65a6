"""R2: the worker that clears up after a kill is killed as well; the third one brings everything to its end."""

from pathlib import Path

import pytest

from tests.faults import arena, kills
from tests.faults.kills import Size
from tests.report import FULL, say

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


def seconds_of(nth: int, points: int) -> list[int]:
    """Where the recovery is killed: at its first steps, and somewhere along what is left to do."""
    left = max(points - nth, 1)
    return sorted({1 + nth % 2, 2 + (7 * nth) % left})


def test_r2_a_second_kill_during_recovery_loses_and_doubles_nothing(own_database: str, tmp_path: Path) -> None:
    with kills.open_range(own_database, tmp_path, Size(), by_gateway=True) as ground:
        points = ground.learn()
        firsts = list(range(1, len(points) + 1)) if FULL else kills.first_of_each(points)[::4]
        tried = survived = lost = duplicate = 0
        for nth in firsts:
            for second in seconds_of(nth, len(points))[: 2 if FULL else 1]:
                ground.put_back()
                assert ground.killed(nth)
                both = ground.killed(second, later=kills.MINUTES_LATER)
                assert not ground.killed(kills.NEVER, later=2 * kills.MINUTES_LATER)
                one_lost, one_duplicate = ground.figures()
                lost, duplicate = lost + one_lost, duplicate + one_duplicate
                tried += both
                survived += both and arena.states() == {"sent": ground.size.messages}
                assert arena.states() == {"sent": ground.size.messages}, (nth, second)
    say("R2", tried=tried, survived=survived, lost=lost, duplicate=duplicate)
    assert (lost, duplicate, survived) == (0, 0, tried)
    assert tried >= (200 if FULL else 4)


def test_r2_control_a_recovery_that_sends_again_when_unsure_doubles(own_database: str, tmp_path: Path) -> None:
    with kills.open_range(own_database, tmp_path, Size(), by_gateway=True) as ground:
        ground.learn()
        ground.put_back()
        assert ground.killed(2, "email.after_dot")
        ground.blind = True
        assert ground.killed(1, "delivery.recovered", later=kills.MINUTES_LATER)
        ground.run(later=2 * kills.MINUTES_LATER)
        assert ground.figures()[1] > 0
