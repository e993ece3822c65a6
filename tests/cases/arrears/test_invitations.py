"""Inviting a household by letter, what became of a case's letters, and how a person is reached."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.arrears import case_letters, cases, invitations, letter_outcomes, timeline
from cases.arrears.models import ArrearsCase
from cases.people import persons
from cases.people.models import Person
from cases.people.persons import Contact
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tenants import context
from tests.cases.arrears.household import ADVISER, ON, case_of, owing, writer
from tests.cases.pages_cast import said
from tests.cast import pay

SOON = ON + timedelta(days=14)


def invited(case, *, come_by=SOON, on=ON):
    invitations.invite(case=case, come_by=come_by, writer=writer(on), by=ADVISER)
    return OutboxMessage.objects.get(subject_id=str(case.pk))


def test_an_invitation_goes_out_once_a_day_and_the_case_comes_back_after_it(alder):
    case = case_of(owing(email="anna@example.hu"))
    message = invited(case)
    assert (message.channel, message.envelope["to"]) == ("email", ["anna@example.hu"])
    assert "2026. október 4. napjáig" in message.envelope["text"]
    case.refresh_from_db()
    assert (case.next_on, case.next_action) == (SOON + timedelta(days=1), "Megnézni, jelentkeztek-e")
    with pytest.raises(invitations.CannotInvite):
        invited(case)
    assert OutboxMessage.objects.count() == 1


def test_an_earlier_day_of_the_case_stays(alder):
    case = case_of(owing())
    ArrearsCase.objects.filter(pk=case.pk).update(next_on=ON + timedelta(days=2), next_action="Hívás")
    invited(case)
    case.refresh_from_db()
    assert case.next_action == "Hívás"


@pytest.mark.parametrize("days", [-1, 0, 2, 61])
def test_a_day_too_near_or_too_far_is_refused(alder, days):
    with pytest.raises(invitations.CannotInvite):
        invited(case_of(owing()), come_by=ON + timedelta(days=days))
    assert OutboxMessage.objects.count() == 0


def test_nobody_is_invited_for_nothing_or_in_a_closed_case(alder):
    let = owing()
    case = case_of(let)
    pay(let, 60_000, on=ON)
    with pytest.raises(invitations.CannotInvite):
        invited(case)
    cases.close(case=case, outcome="completed", on=ON, by=ADVISER)
    with pytest.raises(invitations.CannotInvite):
        invited(case)


def test_an_invitation_stays_here_when_the_case_is_closed_meanwhile(alder):
    case = case_of(owing())
    message = invited(case)
    assert case_letters.why_not_now(message, on=ON) == ""
    cases.close(case=case, outcome="closed_uncollectable", on=ON, by=ADVISER)
    assert case_letters.why_not_now(message, on=ON) == "the case is closed"


def test_the_letter_stands_in_the_timeline_with_what_became_of_it(alder):
    case = case_of(owing())
    message = invited(case)
    (event,) = [event for event in timeline.of(case, kind="letter") if event.url_name == "case_letter"]
    assert event.pk == message.pk and "Várakozik" in str(event.detail)


@pytest.fixture
def stuck(alder):
    message = invited(case_of(owing(email="anna@example.hu")))
    OutboxMessage.objects.filter(pk=message.pk).update(state="uncertain", reason="the worker disappeared")
    return letter_outcomes.unsettled().get()


def test_a_letter_that_did_not_go_out_goes_by_post_once(stuck):
    letter_outcomes.settle(message=stuck, was_sent=False, on=ON, by=ADVISER)
    again = OutboxMessage.objects.exclude(pk=stuck.pk).get()
    assert (again.channel, again.state, again.document_id) == ("post", "waiting", stuck.document_id)
    with pytest.raises(letter_outcomes.CannotSettle):
        letter_outcomes.settle(message=stuck, was_sent=False, on=ON, by=ADVISER)
    assert OutboxMessage.objects.count() == 2


def test_a_letter_that_went_out_is_sent(stuck):
    letter_outcomes.settle(message=stuck, was_sent=True, on=ON, by=ADVISER)
    stuck.refresh_from_db()
    assert stuck.state == "sent" and not letter_outcomes.unsettled().exists()


def test_the_list_of_stuck_letters_names_the_tenancy(stuck, django_assert_num_queries):
    with django_assert_num_queries(4):
        (row,) = letter_outcomes.with_tenancies(letter_outcomes.unsettled())
    assert row.tenancy.number.startswith("KL-") and str(row.reason)


def test_the_adviser_invites_and_a_clerk_settles_at_the_desk(desk_client, alder_office):
    with context.entered(alder_office):
        case = case_of(owing())
    adviser, day = desk_client("debt_adviser"), (timezone.localdate() + timedelta(days=14)).isoformat()
    address = f"/desk/arrears/{case.pk}/invite/"
    assert "Tisztelt Őri Anna" in said(adviser.post(address, {"come_by": day, "show": "1"}))
    with context.entered(alder_office):
        assert OutboxMessage.objects.count() == 0
    assert adviser.post(address, {"come_by": day, "send": "1"}).status_code == 302
    with context.entered(alder_office):
        message = OutboxMessage.objects.get()
        OutboxMessage.objects.update(state="failed")
    assert "eghívó beszélgetésre" in said(adviser.get("/desk/reminders/unsettled/"))
    assert adviser.get(f"/desk/arrears/letters/{message.pk}/")["Content-Type"] == "application/pdf"
    assert adviser.post(f"/desk/arrears/letters/{message.pk}/settle/", {"was_sent": "no"}).status_code == 302
    with context.entered(alder_office):
        assert OutboxMessage.objects.filter(channel="post", state="waiting").count() == 1


def contact(**known):
    facts = {"email": "", "phone": "", "sms_consent_on": None, "postal_address": "", "letter_language": ""} | known
    return Contact(**facts)


def test_a_corrected_address_is_written_to_again(alder):
    person = persons.register(name="Őri Anna", email="rossz@example.hu", by=SYSTEM)
    persons.mark_email_bounced(person=person, on=ON, by=SYSTEM)
    persons.mark_undeliverable(person=person, since=ON, by=SYSTEM)
    same = persons.set_contact(person=person, contact=contact(email="rossz@example.hu"), on=ON, by=ADVISER)
    assert (same.email_bounced_on, same.undeliverable_since) == (ON, ON)
    new = persons.set_contact(person=person, contact=contact(email="jo@example.hu"), on=ON, by=ADVISER)
    assert (new.email_bounced_on, new.undeliverable_since) == (None, ON)
    moved = persons.set_contact(person=person, contact=contact(postal_address="7621 Pécs, Új u. 1."), on=ON, by=ADVISER)
    assert moved.undeliverable_since is None


def test_an_address_that_was_right_all_along_is_written_to_again(alder):
    person = persons.register(name="Őri Anna", by=SYSTEM)
    persons.mark_undeliverable(person=person, since=ON, by=SYSTEM)
    persons.set_contact(person=person, contact=contact(is_reached=True), on=ON, by=ADVISER)
    assert Person.objects.get(pk=person.pk).undeliverable_since is None


@pytest.mark.parametrize(
    "wrong", [{"sms_consent_on": ON}, {"phone": "+36201234567", "sms_consent_on": date(2199, 1, 1)}]
)
def test_text_messages_need_a_number_and_a_consent_that_was_given(alder, wrong):
    person = persons.register(name="Őri Anna", by=SYSTEM)
    with pytest.raises(persons.CannotReach):
        persons.set_contact(person=person, contact=contact(**wrong), on=ON, by=ADVISER)


def test_the_clerk_changes_how_a_tenant_is_reached(desk_client, alder_office):
    with context.entered(alder_office):
        let = owing()
        person = let.parties.get().person
    clerk, address = desk_client("clerk"), f"/desk/tenancies/{let.pk}/people/{person.pk}/"
    assert clerk.post(address, {"phone": "húsz"}).status_code == 200
    typed = {
        "email": "uj@example.hu",
        "phone": "+36 20 123 4567",
        "sms_consent_on": "2026-09-01",
        "letter_language": "uk",
    }
    assert clerk.post(address, typed).status_code == 302
    with context.entered(alder_office):
        kept = Person.objects.get(pk=person.pk)
        assert (kept.email, kept.sms_consent_on, kept.letter_language) == ("uj@example.hu", date(2026, 9, 1), "uk")
    assert "ukrán" in said(clerk.get(f"/desk/tenancies/{let.pk}/"))
