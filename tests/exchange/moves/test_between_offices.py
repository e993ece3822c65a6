"""Two persons in each office, names told once and to the neighbours only, messages that arrive exactly once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from exchange.adverts import answering
from exchange.moves import screening, seats, town_mail
from exchange.moves.models import Screening, TownMessage
from exchange.pool import policies, progress
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tenants import context
from tests.exchange.moves import cast as moves
from tests.exchange.moves.cast import ADVISER, HEAD
from tests.exchange.pool.cast import NOON
from worker import delivery

LATER = NOON + timedelta(minutes=6)


def write(proposal, to, body="Mikor jöhet a háztartás megnézni?"):
    return town_mail.write(
        kind="note", proposal=proposal, to=to, body=body, by=ADVISER, at=NOON, written_by="Kovács Éva"
    )


def test_a_household_is_asked_when_every_office_has_looked(swap, alder_office, birch_office):
    with context.entered(alder_office):
        screening.screen(proposal=swap, by=ADVISER, at=NOON)
        assert Proposal.objects.get().stage == Stage.COMPUTED
        with pytest.raises(progress.DoneAlready):
            screening.screen(proposal=swap, by=HEAD, at=NOON)
    with context.entered(birch_office):
        screening.screen(proposal=swap, by=ADVISER, at=NOON)
        assert Proposal.objects.get().stage == Stage.SENT


def test_the_names_are_opened_by_a_second_person(swap, alder_office):
    moves.bring(swap, Stage.VIEWING)
    with context.entered(alder_office):
        with pytest.raises(screening.SecondPerson):
            screening.open_names(proposal=swap, by=ADVISER, at=NOON)
        screening.open_names(proposal=swap, by=HEAD, at=NOON)
        assert Screening.objects.get().opened_by == HEAD.actor_id
        with pytest.raises(IntegrityError), transaction.atomic():
            Screening.objects.update(opened_by=ADVISER.actor_id)


def test_one_person_is_enough_where_the_office_says_so(swap, alder_office):
    with context.entered(alder_office):
        policies.set_office(by=SYSTEM, two_persons=False)
    moves.bring(swap, Stage.VIEWING)
    with context.entered(alder_office):
        screening.open_names(proposal=swap, by=ADVISER, at=NOON)


def test_names_are_not_opened_before_everybody_said_yes(swap, alder_office):
    moves.bring(swap, Stage.SENT)
    with context.entered(alder_office), pytest.raises(progress.NotYet):
        screening.open_names(proposal=swap, by=HEAD, at=NOON)


def test_a_message_arrives_once_however_often_it_is_carried(swap, alder_office, birch_office):
    with context.entered(alder_office):
        write(swap, "t_birch")
        delivery.drain(at=NOON)
        message = OutboxMessage.objects.get()
        assert message.state == "sent"
        OutboxMessage.objects.update(state="waiting", handed_at=None)
        delivery.drain(at=NOON)
    with context.entered(birch_office):
        arrived = TownMessage.objects.get()
        assert (arrived.direction, arrived.other_name, arrived.written_by) == ("in", alder_office.name, "Kovács Éva")
        assert town_mail.unread() == 1
        town_mail.read(message=arrived, by=ADVISER, at=NOON)
        assert town_mail.unread() == 0


def test_after_a_crash_the_other_offices_inbox_is_the_evidence(swap, alder_office, birch_office):
    """The worker died between laying the message and marking it: it is found there and not laid again."""
    with context.entered(alder_office):
        write(swap, "t_birch")
        delivery.drain(at=NOON)
        OutboxMessage.objects.update(state="handing", handed_at=None, receipt="", lease_until=NOON)
        assert delivery.recover(at=LATER) == 1
        assert OutboxMessage.objects.get().receipt == "found in the journal"
    with context.entered(birch_office):
        assert TownMessage.objects.count() == 1


def test_a_closed_office_gets_its_mail_later(swap, alder_office):
    with context.entered(alder_office):
        write(swap, "t_birch")
        OutboxMessage.objects.update(envelope={"to": "t_cedar"})
        delivery.drain(at=NOON)
        assert (OutboxMessage.objects.get().state, OutboxMessage.objects.get().attempts) == ("waiting", 1)


def test_names_of_an_exchange_that_fell_before_they_left_never_leave(swap, alder_office, birch_office):
    moves.bring(swap, Stage.VIEWING)
    with context.entered(alder_office):
        moves.open_names(seats.of(Proposal.objects.get()))
        delivery.drain(at=NOON)
        assert OutboxMessage.objects.filter(topic="exchange_message").get().state == "waiting"
    with context.entered(birch_office):
        exchange = seats.of(Proposal.objects.get())
        answering.step_out(
            proposal=exchange.proposal, position=exchange.ours[0].position, reason="stays", by=ADVISER, at=NOON
        )
    with context.entered(alder_office):
        delivery.drain(at=LATER)
        assert OutboxMessage.objects.filter(topic="exchange_message").get().state == "cancelled"
    with context.entered(birch_office):
        assert TownMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("to", "body"), [("t_alder", "x"), ("t_cedar", "x"), ("t_birch", "  "), ("t_birch", "x" * 2001)]
)
def test_a_message_that_cannot_be_sent_is_refused(swap, alder_office, to, body):
    with context.entered(alder_office), pytest.raises(town_mail.CannotWrite):
        write(swap, to, body)
