"""The table of steps: where an exchange stands follows from what is missing; pure, so tested with tables of cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.pool import steps
from exchange.pool.steps import TABLE, Due, Outcome, Seat, Stage, Task

CIRCLE = [Seat(1, "a"), Seat(2, "b")]
# A household of office b moves into the empty flat of office a and leaves its own to its landlord.
CHAIN = [Seat(1, "a", has_household=False), Seat(2, "b")]
OWNERS = [Seat(1, "a"), Seat(2, "b", has_landlord=False)]


def everything(seats, upto=None):
    """All that is due in the steps before one."""
    done = {}
    for row in TABLE:
        if row.stage == upto:
            return done
        for task in row.tasks:
            done |= dict.fromkeys(steps.due(task, seats, done), Outcome.DONE)
    return done


def test_nothing_done_is_the_beginning_and_everything_the_end():
    assert steps.standing(CIRCLE, {}) == Stage.COMPUTED
    assert steps.standing(CIRCLE, everything(CIRCLE)) == Stage.COMPLETED


@pytest.mark.parametrize("row", [row for row in TABLE if row.tasks and row.stage != Stage.CONDITIONALLY_APPROVED])
@pytest.mark.parametrize("seats", [CIRCLE, CHAIN])
def test_with_the_earlier_steps_done_it_stands_at_the_next(row, seats):
    assert steps.standing(seats, everything(seats, row.stage)) == row.stage


def test_an_empty_flat_has_nobody_to_answer_but_a_landlord_and_keys():
    assert steps.due(Task.ANSWER, CHAIN, {}) == [Due(Task.ANSWER, "b", 2)]
    assert steps.due(Task.DECIDE, CHAIN, {}) == [Due(Task.DECIDE, "a", 1), Due(Task.DECIDE, "b", 2)]
    assert steps.due(Task.KEYS, CHAIN, {}) == [Due(Task.KEYS, "a", 1), Due(Task.KEYS, "b", 2)]


def test_an_owned_flat_has_no_landlord_to_ask_but_a_contract():
    assert steps.due(Task.FILE, OWNERS, {}) == [Due(Task.FILE, "a", 1)]
    assert steps.due(Task.SIGN, OWNERS, {}) == [Due(Task.SIGN, "a", 1), Due(Task.SIGN, "b", 2)]


def test_a_condition_is_a_step_of_its_own():
    done = everything(CIRCLE, Stage.CONTRACTS) | {Due(Task.DECIDE, "a", 1): Outcome.CONDITIONAL}
    assert steps.standing(CIRCLE, done) == Stage.CONDITIONALLY_APPROVED
    assert steps.missing(Stage.CONDITIONALLY_APPROVED, CIRCLE, done) == [Due(Task.FULFIL, "a", 1)]
    assert steps.standing(CIRCLE, done | {Due(Task.FULFIL, "a", 1): Outcome.DONE}) == Stage.CONTRACTS


def test_what_is_opened_again_takes_it_back_and_nothing_else_is_lost():
    done = everything(CIRCLE, Stage.CONTRACTS)
    del done[Due(Task.CONSENT, "b", 2)]
    assert steps.standing(CIRCLE, done) == Stage.CONSENTS
    assert steps.standing(CIRCLE, done | {Due(Task.CONSENT, "b", 2): Outcome.DONE}) == Stage.CONTRACTS


def test_steps_without_a_task_are_passed_through_and_written_down():
    assert steps.between(Stage.COMPUTED, Stage.SENT) == [Stage.SCREENED, Stage.SENT]
    assert steps.between(Stage.LANDLORD_REVIEW, Stage.CONTRACTS) == [Stage.APPROVED, Stage.CONTRACTS]
    assert steps.between(Stage.LANDLORD_REVIEW, Stage.CONDITIONALLY_APPROVED) == [Stage.CONDITIONALLY_APPROVED]
    assert steps.between(Stage.CONTRACTS, Stage.CONSENTS) == [Stage.CONSENTS]


def test_every_task_has_a_step_and_every_waiting_step_a_clock():
    assert set(steps.STAGE_OF) == set(Task) == set(steps.WHOSE) == set(steps.FROM)
    assert all(row.days > 0 for row in TABLE if row.tasks)
    assert [stage for stage in steps.WAITING if not steps.may_fall(stage)] == [Stage.SIGNED, Stage.KEYS, Stage.SETTLED]


@pytest.mark.parametrize(("days", "reminders"), [(0, 0), (6, 0), (7, 1), (13, 1), (14, 2), (29, 2), (30, 3), (90, 3)])
def test_reminders(days, reminders):
    assert steps.asked_before(days) == reminders


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=2, max_size=5), st.randoms())
def test_in_whatever_order_things_are_done_the_end_is_the_same(offices, dice):
    """And a thing more never takes an exchange back."""
    seats = [Seat(place, office) for place, office in enumerate(offices, 1)]
    things = list(everything(seats))
    dice.shuffle(things)
    done, before = {}, Stage.COMPUTED
    for thing in things:
        done[thing] = Outcome.DONE
        now = steps.standing(seats, done)
        assert steps.has_reached(now, before)
        before = now
    assert before == Stage.COMPLETED
