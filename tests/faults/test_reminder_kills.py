"""The worker is killed at every step of a day's run; everyone still gets exactly one message."""

from pathlib import Path

import pytest

from tests.faults import arena, kills
from tests.faults.kills import Size
from tests.report import FULL, say

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

AROUND_THE_HAND_OVER = (
    "delivery.handing", "email.before_dot", "email.after_dot", "sms.handing", "sms.answered", "delivery.handed",
    "delivery.marked",
)  # fmt: skip
# Passed only where the text message goes to a folder, or only in a recovery.
ELSEWHERE = {"sms.written", "delivery.recovered"}
LARGER = Size(emails=4, letters=3, texts=3, plans=3)
_counted = {"tried": 0, "survived": 0, "lost": 0, "duplicate": 0}


def kill_at_each(ground: kills.Range, places: list[int]) -> None:
    for nth in places:
        ground.put_back()
        assert ground.killed(nth)
        assert not ground.killed(kills.NEVER, later=kills.MINUTES_LATER)
        lost, duplicate = ground.figures()
        _counted["tried"] += 1
        _counted["survived"] += arena.states() == {"sent": ground.size.messages}
        _counted["lost"] += lost
        _counted["duplicate"] += duplicate
        assert arena.states() == {"sent": ground.size.messages}, f"after a kill at point {nth}"


def say_r1() -> None:
    say("R1", **_counted)
    assert (_counted["lost"], _counted["duplicate"]) == (0, 0)
    assert _counted["survived"] == _counted["tried"]


def test_r1_a_kill_at_every_fault_point_loses_and_doubles_nothing(own_database: str, tmp_path: Path) -> None:
    """Texts go to the operator's gateway, which would take the same text twice."""
    with kills.open_range(own_database, tmp_path, Size(), by_gateway=True) as ground:
        points = ground.learn()
        assert set(points) | ELSEWHERE == kills.named_in_the_sources()
        kill_at_each(ground, list(range(1, len(points) + 1)) if FULL else kills.first_of_each(points))
        ground.put_back()
        arena.connections["default"].close()
        assert kills.reset.is_as_kept(ground.kept)
    say_r1()


def test_r1_the_same_with_more_households_and_texts_in_a_folder(own_database: str, tmp_path: Path) -> None:
    size = LARGER if FULL else Size(emails=1, letters=1, texts=2, plans=1)
    with kills.open_range(own_database, tmp_path, size) as ground:
        points = ground.learn()
        written = [place for place, name in enumerate(points, 1) if name in {"sms.handing", "sms.written"}]
        assert len(written) == 2 * size.texts * len(arena.OFFICES)
        kill_at_each(ground, list(range(1, len(points) + 1)) if FULL else written[-4:])
    say_r1()
    assert not FULL or _counted["tried"] >= 300


def test_r1_without_evidence_what_nobody_can_know_goes_to_a_person(own_database: str, tmp_path: Path) -> None:
    with kills.open_range(own_database, tmp_path, Size(), journal=False) as ground:
        ground.learn()
        uncertain = lost = duplicate = 0
        for point in ("delivery.handing", "email.before_dot", "email.after_dot", "delivery.handed", "delivery.marked"):
            ground.put_back()
            assert ground.killed(2, point)
            assert not ground.killed(kills.NEVER, later=kills.MINUTES_LATER)
            one_lost, one_duplicate = ground.figures()
            lost, duplicate = lost + one_lost, duplicate + one_duplicate
            uncertain += arena.states()["uncertain"]
    assert (lost, duplicate) == (0, 0)
    assert uncertain > 0


def test_r1_control_sending_again_when_unsure_doubles(own_database: str, tmp_path: Path) -> None:
    """By e-mail and by text message alike."""
    with kills.open_range(own_database, tmp_path, Size(), journal=False, by_gateway=True) as ground:
        ground.learn()
        ground.blind = True
        mails = texts = 0
        for point in AROUND_THE_HAND_OVER:
            ground.put_back()
            ground.killed(2, point)
            ground.run(later=kills.MINUTES_LATER)
            mails += sum(count - 1 for count in ground.relay.taken().values())
            texts += sum(count - 1 for count in ground.gateway.taken.values())
    assert mails > 0
    assert texts > 0
