"""The pages of an exchange on its way: what is shown to whom, and that bad input loses nothing."""

import pytest
from django.urls import reverse

from cases.people.models import Person
from exchange.moves import seats, viewings
from exchange.moves.models import TownMessage
from exchange.pool import policies
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tests.conftest import PASSWORD, browser_of
from tests.exchange.moves import cast as moves
from tests.exchange.moves.cast import ADVISER
from tests.exchange.pool.cast import NOON, timezone
from worker import delivery


@pytest.fixture
def viewing(swap):
    moves.bring(swap, Stage.VIEWING)
    moves.everywhere(swap, moves.open_names)
    for _turn in range(2):
        moves.everywhere(swap, lambda _exchange: delivery.drain(at=NOON + moves.timedelta(minutes=6)))
    return Proposal.objects.get()


def at_seat(name, proposal, office, **more):
    with context.entered(office):
        position = seats.of(proposal).ours[0].position
    return reverse(name, args=[proposal.number, position, *more.values()])


@pytest.fixture
def csilla(alder_office):
    with context.entered(alder_office):
        person = Person.objects.get(name="Őri Csilla")
        account = staff.open_resident_account(
            email="csilla@example.hu", person_id=person.pk, password=PASSWORD, by=SYSTEM
        )
    return browser_of(alder_office, account)


def test_the_board_tells_ours_from_others_and_from_what_ended(swap, desk_client, birch_office):
    client = desk_client("exchange_adviser")
    assert swap.number in client.get("/desk/exchange/proposals/").content.decode()
    client.post(reverse("exchange_screen", args=[swap.number]))
    assert swap.number not in client.get("/desk/exchange/proposals/").content.decode()
    others = client.get("/desk/exchange/proposals/?show=others").content.decode()
    assert swap.number in others and birch_office.name in others
    assert swap.number not in client.get("/desk/exchange/proposals/?show=ended").content.decode()


def test_names_show_when_they_are_open_and_are_gone_when_it_falls(viewing, desk_client, alder_office):
    client = desk_client("exchange_adviser")
    address = reverse("exchange_proposal", args=[viewing.number])
    assert "Nagy Anna" in client.get(address).content.decode()
    client.post(at_seat("exchange_leave", viewing, alder_office), {"reason": "stays"})
    after = client.get(address).content.decode()
    assert "Nagy Anna" not in after and "Meghiúsult" in after


@pytest.mark.parametrize(
    ("name", "sent", "kept"),
    [
        ("exchange_leave", {"reason": ""}, ""),
        ("exchange_viewing_offer", {"starts_at": "2020-01-01T10:00"}, "2020-01-01T10:00"),
        ("exchange_consent_record", {"party": "tenant:Őri Csilla", "outcome": "given", "way": "", "given_on": "x"}, ""),
        ("exchange_consent_party", {"role": "usufructuary", "name": ""}, ""),
        ("exchange_application_file", {"ground": "work", "right_holder": "none", "missing_papers": ["contract"]}, ""),
        ("exchange_contract", {"signed_on": "2099-01-01", "moves_on": "2099-01-01", "lawyer": "dr. Tél"}, "dr. Tél"),
        ("exchange_keys", {"handed_on": "2020-01-01", "keys": "0", "present": "Anna"}, "Anna"),
        ("exchange_settlement", {"way": "none", "debt": "5 000", "paid": "6 000", "note": "jegyzet"}, "jegyzet"),
        ("exchange_let", {"basis": "social", "monthly_rent": "x", "due_day": "15"}, ""),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(viewing, desk_client, alder_office, name, sent, kept):
    answer = desk_client("exchange_adviser").post(at_seat(name, viewing, alder_office), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "govuk-error" in page and kept in page


def test_a_message_goes_out_and_the_inbox_is_read_by_who_may_write(viewing, desk_client, alder_office, birch_office):
    desk_client("exchange_adviser").post(
        reverse("exchange_write", args=[viewing.number]), {"to": "t_birch", "body": "Hétfőn jó?"}
    )
    with context.entered(alder_office):
        delivery.drain(at=timezone.now())
    for role, unread in (("auditor", 2), ("exchange_adviser", 0)):
        page = desk_client(role, office=birch_office).get("/desk/exchange/inbox/").content.decode()
        assert "Hétfőn jó?" in page and "Őri Csilla" in page
        with context.entered(birch_office):
            assert TownMessage.objects.filter(direction="in", read_at=None).count() == unread


def test_the_head_says_what_the_office_allows(alder_office, desk_client):
    client = desk_client("office_head")
    sent = {"vacant_share": "40", "decision_days": "20", "two_persons": "on"}
    assert client.post("/desk/exchange/policy/", sent).status_code == 302
    with context.entered(alder_office):
        now = policies.of_office()
    assert (now.vacant_share, now.decision_days, now.two_persons, now.screens_by_hand) == (40, 20, True, False)
    wrong = client.post("/desk/exchange/policy/", sent | {"vacant_share": "140"})
    assert "govuk-error" in wrong.content.decode()


def test_a_resident_sees_the_next_step_and_chooses_a_time(viewing, csilla, birch_office):
    with context.entered(birch_office):
        seat = seats.of(viewing).ours[0]
        times = [timezone.now() + moves.timedelta(days=3)]
        viewings.offer(proposal=viewing, position=seat.position, times=times, by=ADVISER, at=timezone.now())
        time = viewings.of_flat(seats.of(viewing), seat.position)[0]
    page = csilla.get("/my/exchange/steps/").content.decode()
    assert "Válasszon időpontot" in page and "Nyírtelek, Fő utca 3" in page and "Nagy Anna" in page
    csilla.post(reverse("my_exchange_choose", args=[time.pk]))
    time.refresh_from_db()
    assert time.chosen_at is not None
    csilla.post("/my/exchange/steps/seen/")
    assert "Most nincs teendője" in csilla.get("/my/exchange/steps/").content.decode()


def test_a_resident_steps_out_and_is_told_that_nothing_bad_happens(viewing, csilla):
    assert "Nem éri Önt hátrány" in csilla.get("/my/exchange/steps/leave/").content.decode()
    csilla.post("/my/exchange/steps/leave/", {"reason": "stays"})
    assert Proposal.objects.get().state == "collapsed"
    assert csilla.get("/my/exchange/steps/").status_code == 404


def test_another_offices_exchange_is_not_there(viewing, desk_client, alder_office):
    from tenants.registry.models import Office

    number = viewing.number
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    client = desk_client("exchange_adviser")
    addresses = [reverse("exchange_proposal", args=[wrong]), reverse("exchange_consents", args=[number, 9])]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    outside = desk_client("auditor", office=Office.objects.get(slug="alder"))
    assert outside.get(reverse("exchange_proposal", args=[number])).status_code == 200
