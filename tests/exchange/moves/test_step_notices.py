"""A household is told what it has to do, reminded after 7, 14 and 30 days, and left in peace when it is done."""

from datetime import timedelta

import pytest

from exchange.adverts import answering
from exchange.moves import notices, seats, viewings
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from kernel.models import OutboxMessage
from tenants import context
from tests.exchange.moves import cast as moves
from tests.exchange.moves.cast import ADVISER
from tests.exchange.pool.cast import NOON, TODAY


@pytest.fixture
def viewing(swap):
    moves.bring(swap, Stage.VIEWING)
    moves.everywhere(swap, moves.open_names)
    return Proposal.objects.get()


def write(days=0):
    return notices.write(on=TODAY + timedelta(days=days), by=ADVISER)


def posted():
    return list(OutboxMessage.objects.filter(topic=notices.TOPIC).order_by("pk"))


def test_it_is_told_once_and_reminded_after_7_14_and_30_days(viewing, alder_office):
    with context.entered(alder_office):
        written = {day: write(day) for day in range(31)}
        assert {day: count for day, count in written.items() if count} == {0: 1, 7: 1, 14: 1, 30: 1}
        texts = [message.envelope["subject"] for message in posted()]
        assert [text.startswith("Emlékeztető") for text in texts] == [False, True, True, True]


def test_what_is_done_meanwhile_is_not_sent(viewing, alder_office):
    with context.entered(alder_office):
        write()
        (message,) = posted()
        assert notices.why_not_now(message, on=TODAY) == ""
        position = seats.of(viewing).ours[0].position
        viewings.seen(proposal=viewing, position=position, by=ADVISER, at=NOON)
        assert notices.why_not_now(message, on=TODAY) == "done"
        assert notices.why_not_now(message, on=TODAY + timedelta(days=99)) == "too late"


def test_before_the_names_are_open_there_is_nothing_to_see(swap, alder_office):
    moves.bring(swap, Stage.VIEWING)
    with context.entered(alder_office):
        assert write() == 0


def test_the_others_hear_once_that_it_fell_through_and_who_left_does_not(viewing, alder_office, birch_office):
    with context.entered(birch_office):
        exchange = seats.of(viewing)
        answering.step_out(proposal=viewing, position=exchange.ours[0].position, reason="stays", by=ADVISER, at=NOON)
        assert write() == 0
    with context.entered(alder_office):
        assert (write(), write(), write(3)) == (1, 0, 0)
        (message,) = posted()
        assert "meghiúsult" in message.envelope["subject"]
        assert notices.why_not_now(message, on=TODAY) == ""
