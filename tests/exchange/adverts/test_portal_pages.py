"""A resident at the portal: question by question to a published advert, and an answer in plain words."""

import pytest
import time_machine
from django.urls import reverse

from exchange.adverts.models import Advert
from exchange.adverts.portal import questions
from exchange.pool import clearing
from exchange.pool.models import Leg, Proposal
from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tests.conftest import PASSWORD, browser_of
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY

ANSWERS = {
    "place": {"place": "Égervár/Belváros"},
    "size": {"half_rooms": "6", "area_m2": "80"},
    "comfort": {"comfort": "comfort", "heating": "gas"},
    "stairs": {"floor": "1"},
    "cost": {"monthly_cost": "110000"},
    "where": {},
    "people": {"household_size": "1", "area_per_person": ""},
    "rooms": {"wish_half_rooms_min": "", "wish_half_rooms_max": ""},
    "area": {"wish_area_min": "", "wish_area_max": "50"},
    "most": {"wish_cost_max": "70000"},
    "standard": {"wish_comfort_min": ""},
    "access": {},
    "right": {},
    "contact": {"contact": "email"},
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23 10:00+01:00", tick=False):
        yield


@pytest.fixture
def csilla(alder_office):
    """A tenant of Alder with a sign-in of her own."""
    with context.entered(alder_office):
        cast.open_places()
        let = cast.tenancy("Őri Csilla", cast.flat("Fő utca", 1, area=80, half_rooms=6), rent=110_000)
        person = let.parties.get().person_id
        account = staff.open_resident_account(email="csilla@example.hu", person_id=person, password=PASSWORD, by=SYSTEM)
    return browser_of(alder_office, account)


def walk(client):
    following = client.post("/my/exchange/start/").headers["Location"]
    for slug, answers in ANSWERS.items():
        assert following == reverse("my_exchange_question", args=[slug])
        assert client.get(following).status_code == 200
        following = client.post(following, answers | {"csrfmiddlewaretoken": "x"}).headers["Location"]
    assert following == reverse("my_exchange_photos")
    assert reverse("my_exchange_check") in client.get(following).content.decode()


def own_advert(office):
    with context.entered(office):
        return Advert.objects.get()


def test_question_by_question_to_a_published_advert(csilla, alder_office):
    assert csilla.get("/my/exchange/").status_code == 200
    walk(csilla)
    check = csilla.get("/my/exchange/check/")
    assert check.context["missing"] == []
    csilla.post("/my/exchange/publish/")

    advert = own_advert(alder_office)
    assert (advert.state, advert.wish_area_max, advert.wish_cost_max, advert.contact) == ("active", 50, 70_000, "email")
    assert csilla.get("/my/exchange/").status_code == 200
    assert csilla.get(reverse("my_exchange_question", args=["size"])).status_code == 404


def test_every_answer_is_kept_in_the_draft_and_can_be_changed_from_the_check_page(csilla, alder_office):
    walk(csilla)
    changed = csilla.post(reverse("my_exchange_question", args=["most"]) + "?check", {"wish_cost_max": "90000"})

    assert changed.headers["Location"] == reverse("my_exchange_check")
    assert own_advert(alder_office).wish_cost_max == 90_000
    assert 'value="90000"' in csilla.get(reverse("my_exchange_question", args=["most"])).content.decode()


def test_an_unanswered_question_is_asked_again(csilla):
    csilla.post("/my/exchange/start/")
    answer = csilla.post(reverse("my_exchange_question", args=["size"]), {"half_rooms": "", "area_m2": "3"})

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"half_rooms", "area_m2"}


def test_every_question_of_the_page_order_is_in_the_walk():
    assert list(ANSWERS) == [one.slug for one in questions.QUESTIONS if not one.owners_only]


@pytest.mark.parametrize("given", ["accepted", "declined"])
def test_a_resident_answers_the_proposal(csilla, alder_office, birch_office, given):
    walk(csilla)
    csilla.post("/my/exchange/publish/")
    with context.entered(birch_office):
        cast.advert(
            "Nagy Anna",
            number=3,
            area=44,
            half_rooms=3,
            rent=52_000,
            town="Nyírtelek",
            district="Újtelep",
            wish_area_min=70,
        )
    clearing.run(on=TODAY)
    cast.send_all()
    shown = csilla.get("/my/exchange/proposal/")
    assert "Nyírtelek" in shown.content.decode()
    assert "Nagy Anna" not in shown.content.decode()

    csilla.post("/my/exchange/proposal/", {"answer": given, "reason": "place" if given == "declined" else ""})

    leg = Leg.objects.get(office_schema="t_alder")
    assert (leg.answer, leg.reason) == (given, "place" if given == "declined" else "")
    assert Proposal.objects.get().state == ("sent" if given == "accepted" else "collapsed")
    assert own_advert(alder_office).state == ("in_proposal" if given == "accepted" else "active")


def test_a_resident_takes_the_advert_back(csilla, alder_office):
    walk(csilla)
    csilla.post("/my/exchange/publish/")
    csilla.post("/my/exchange/withdraw/")

    assert own_advert(alder_office).state == "withdrawn"
    csilla.post("/my/exchange/publish/")
    assert own_advert(alder_office).state == "active"


def test_another_resident_finds_nothing_of_it(csilla, alder_office):
    walk(csilla)
    with context.entered(alder_office):
        let = cast.tenancy("Kis Béla", cast.flat("Fő utca", 2))
        account = staff.open_resident_account(
            email="bela@example.hu", person_id=let.parties.get().person_id, password=PASSWORD, by=SYSTEM
        )
    bela = browser_of(alder_office, account)

    assert bela.get("/my/exchange/check/").status_code == 404
    assert bela.get("/my/exchange/proposal/").status_code == 404
    assert bela.post("/my/exchange/publish/").status_code == 404
    assert "HD-" not in bela.get("/my/exchange/").content.decode()


def test_staff_do_not_come_in_by_the_residents_door_nor_the_other_way_round(csilla, desk_client):
    assert desk_client("exchange_adviser").get("/my/exchange/").status_code == 403
    assert csilla.get("/desk/exchange/").status_code == 403
