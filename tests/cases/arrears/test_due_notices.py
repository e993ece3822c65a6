"""A friendly word before the rent falls due: to whoever asked, once, and never about what is paid."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.arrears import due_notices
from cases.people import persons
from cases.people.models import Person
from cases.people.persons import Contact
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tenants import context
from tenants.accounts import staff
from tests.cases.arrears.household import writer
from tests.cases.pages_cast import said
from tests.cast import charge, pay, tenancy
from tests.conftest import PASSWORD, browser_of

DUE = date(2026, 10, 15)
WHEN = DUE - timedelta(days=3)


def asks(let, **known):
    person = let.parties.get(position=1).person
    facts = {"email": person.email, "phone": "", "sms_consent_on": None, "postal_address": "", "letter_language": "",
             "wants_due_notice": True} | known  # fmt: skip
    persons.set_contact(person=person, contact=Contact(**facts), on=WHEN, by=SYSTEM)
    return let


def let_due(door="1", *, amount=30_000, email="anna@example.hu", **known):
    let = tenancy("Őri Anna", door=door, email=email)
    charge(let, period=DUE.replace(day=1), amount=amount, due_on=DUE)
    return asks(let, **known)


def write(on=WHEN):
    return due_notices.write(on=on, writer=writer(on), by=SYSTEM)


def test_who_asked_gets_one_message_three_days_before(alder):
    let_due()
    written = {day: write(DUE + timedelta(days=day)) for day in range(-6, 3)}
    assert {day for day, count in written.items() if count} == {-3}
    message = OutboxMessage.objects.get()
    assert (message.channel, message.envelope["to"], message.document_id) == ("email", ["anna@example.hu"], None)
    assert "30\u00a0000\u00a0Ft" in message.envelope["text"] and "2026. október 15." in message.envelope["text"]


def test_a_missed_night_is_made_up_for(alder):
    let_due()
    assert (write(DUE - timedelta(days=1)), write(DUE)) == (1, 0)


def test_a_text_message_names_nobody(alder):
    let_due(email="", phone="+36201234567", sms_consent_on=WHEN)
    assert write() == 1
    message = OutboxMessage.objects.get()
    assert message.channel == "sms" and message.envelope["to"] == ["+36201234567"]
    assert "Anna" not in message.envelope["text"] and len(message.envelope["text"]) < 480


@pytest.mark.parametrize(
    "known", [{"wants_due_notice": False}, {"email": ""}, {"email": "", "phone": "+36201234567"}], ids=str
)
def test_nobody_else_gets_one(alder, known):
    let_due(**known)
    assert write() == 0


def test_nothing_is_said_about_what_is_paid_or_to_the_dead(alder):
    let = let_due()
    pay(let, 30_000, on=WHEN - timedelta(days=1))
    persons.mark_deceased(person=let_due("2").parties.get().person, on=None, by=SYSTEM)
    assert write() == 0


def test_a_message_that_waits_is_not_sent_when_it_is_paid_or_late(alder):
    let = let_due()
    write()
    message = OutboxMessage.objects.get()
    assert due_notices.why_not_now(message, on=WHEN) == ""
    assert due_notices.why_not_now(message, on=DUE + timedelta(days=1)) == "too late"
    pay(let, 30_000, on=WHEN)
    assert due_notices.why_not_now(message, on=WHEN) == "paid"


def test_a_hundred_households_cost_the_same_statements(alder):
    counts = []
    for number in (1, 4):
        for door in range(number):
            let_due(f"{number}/{door}")
        with CaptureQueriesContext(connection) as seen:
            write()
        counts.append(len(seen))
        OutboxMessage.objects.all().delete()
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_a_resident_asks_for_it_and_stops_it_again(alder_office):
    with context.entered(alder_office):
        let = let_due(wants_due_notice=False)
        account = staff.open_resident_account(
            email="lako@example.hu", person_id=let.parties.get().person_id, password=PASSWORD, by=SYSTEM
        )
    phone: Client = browser_of(alder_office, account)
    assert "anna@example.hu" in said(phone.get("/my/reach/"))
    typed = {"phone": "+36 20 123 4567", "wants_sms": "on", "wants_due_notice": "on", "letter_language": "en"}
    assert phone.post("/my/reach/", typed).status_code == 302
    with context.entered(alder_office):
        kept = Person.objects.get(pk=let.parties.get().person_id)
        assert kept.wants_due_notice and kept.sms_consent_on and kept.email == "anna@example.hu"
    assert phone.post("/my/reach/", {"wants_sms": "on"}).status_code == 200
    assert phone.post("/my/reach/", {"phone": ""}).status_code == 302
    with context.entered(alder_office):
        kept = Person.objects.get(pk=let.parties.get().person_id)
        assert not kept.wants_due_notice and kept.sms_consent_on is None


@pytest.mark.django_db
def test_who_cannot_be_told_is_asked_how(alder_office):
    with context.entered(alder_office):
        let = let_due(email="", wants_due_notice=False)
        account = staff.open_resident_account(
            email="lako@example.hu", person_id=let.parties.get().person_id, password=PASSWORD, by=SYSTEM
        )
    phone = browser_of(alder_office, account)
    assert "Engedje az SMS-t" in said(phone.post("/my/reach/", {"wants_due_notice": "on"}))
