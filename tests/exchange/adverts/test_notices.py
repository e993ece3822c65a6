"""Who is asked something by the exchange is told, reminded, and left in peace once it is answered."""

from datetime import timedelta

import pytest

from cases.people import persons
from cases.people.models import Person
from cases.people.persons import Contact
from exchange.adverts import answering, notices, publishing
from exchange.adverts.models import Advert
from exchange.pool import clearing
from exchange.pool.models import Leg, Proposal
from kernel.access import SYSTEM
from kernel.models import Document, OutboxMessage
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY
from tests.exchange.pool.test_proposals import NOON

CHEAPER = {"wish_cost_max": 70_000}


def reached(name, **known):
    facts = {"email": "", "phone": "", "sms_consent_on": None, "postal_address": "", "letter_language": ""} | known
    person = Person.objects.get(name=name)
    persons.set_contact(person=person, contact=Contact(**facts), on=TODAY, by=SYSTEM)


@pytest.fixture
def swap(alder):
    """Two households of one office that would take each other's flat, and the proposal."""
    cast.open_places()
    cast.advert("Őri Anna", number=1, area=60, **CHEAPER)
    cast.advert("Kis Béla", number=2, area=62, **CHEAPER)
    clearing.run(on=TODAY)
    cast.send_all()
    return Proposal.objects.get()


def write(days=0):
    return notices.write(on=TODAY + timedelta(days=days), by=SYSTEM)


def messages():
    return list(OutboxMessage.objects.order_by("pk"))


def test_each_household_is_told_once_by_the_way_that_reaches_it(swap):
    reached("Őri Anna", email="anna@example.hu")
    assert (write(), write()) == (2, 0)
    by_channel = {message.channel: message for message in messages()}
    assert by_channel["email"].envelope["to"] == ["anna@example.hu"]
    text = by_channel["email"].envelope["text"]
    assert "Tisztelt Őri Anna!" in text and "Égervár" in text and "2026. december 7. napjáig" in text
    assert "Kis Béla" not in text and "Fő utca" not in text
    assert Document.objects.get().pk == by_channel["post"].document_id


def test_a_text_message_is_short_and_names_nobody(swap):
    reached("Őri Anna", phone="+36201234567", sms_consent_on=TODAY)
    write()
    (message,) = [one for one in messages() if one.channel == "sms"]
    assert len(message.envelope["text"]) < 300 and "Anna" not in message.envelope["text"]


def test_who_reads_english_gets_both(swap):
    reached("Őri Anna", email="anna@example.hu", letter_language="en")
    write()
    (message,) = [one for one in messages() if one.channel == "email"]
    assert message.envelope["text"].index("Tisztelt") < message.envelope["text"].index("Dear Őri Anna")


def test_reminders_come_after_a_week_and_before_the_end_and_stop_with_the_answer(swap):
    leg = Leg.objects.filter(mover__in=[leg.mover_id for leg in swap.legs.all()]).first()
    written = {day: write(day) for day in range(15)}
    assert {day for day, count in written.items() if count} == {0, 7, 12}
    first = OutboxMessage.objects.filter(subject_id=str(leg.pk)).first()
    assert notices.why_not_now(first, on=TODAY) == ""
    answering.answer(leg=leg, accepted=True, by=SYSTEM, at=NOON)
    assert notices.why_not_now(first, on=TODAY) == "answered"
    assert notices.why_not_now(first, on=TODAY + timedelta(days=30)) == "too late"


def test_an_advert_about_to_end_is_asked_for_once_and_a_confirmed_one_is_not(alder):
    cast.open_places()
    advert = cast.advert("Őri Anna", number=1)
    reached("Őri Anna", email="anna@example.hu")
    cast.vacant(5)
    written = {day: write(day) for day in range(80, 95)}
    assert {day for day, count in written.items() if count} == {83}
    (message,) = messages()
    assert advert.number in message.envelope["text"]
    later = TODAY + timedelta(days=84)
    assert notices.why_not_now(message, on=later) == ""
    publishing.publish(advert=Advert.objects.get(pk=advert.pk), by=SYSTEM, on=later)
    assert notices.why_not_now(message, on=later) == "confirmed"


def test_another_offices_household_is_not_ours_to_write_to(alder_office, birch_office):
    for office, name in ((alder_office, "Őri Anna"), (birch_office, "Kis Béla")):
        with context.entered(office):
            cast.open_places()
            cast.advert(name, number=1, **CHEAPER)
    clearing.run(on=TODAY)
    cast.send_all()
    for office, name in ((alder_office, "Őri Anna"), (birch_office, "Kis Béla")):
        with context.entered(office):
            assert write() == 1
            assert Document.objects.get().kind == notices.TOPIC
            assert OutboxMessage.objects.get().topic == notices.TOPIC and name == Person.objects.get().name
