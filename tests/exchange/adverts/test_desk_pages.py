"""The desk's pages: found, filled, published, answered; closed to whoever may not."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchange.adverts.models import Advert
from exchange.pool import clearing
from exchange.pool.models import Leg, Listing, Place, Proposal
from kernel.models import AuditEntry
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23 10:00+01:00", tick=False):
        yield


@pytest.fixture
def advert(alder_office):
    with context.entered(alder_office):
        cast.open_places()
        return cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50)


@pytest.fixture
def swap(advert, alder_office, birch_office):
    """A proposal between Alder and Birch."""
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
    return Proposal.objects.get()


def without_tokens(answer):
    """The page without what differs from request to request: its own address and the form's token."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page)


def form_of(**different):
    values = {"place": "Égervár/Kertváros", "half_rooms": "4", "area_m2": "58", "comfort": "comfort", "heating": "gas",
              "floor": "2", "monthly_cost": "61000", "wish_area_min": "40", "wish_area_max": "70", "contact": "phone",
              "household_size": "2", "area_per_person": "", "wish_places": ["Nyírtelek"], "note": "Fő utca 1"}  # fmt: skip
    return values | different


def test_from_search_to_published_advert(alder_office, desk_client):
    with context.entered(alder_office):
        cast.open_places()
        let = cast.tenancy("Őri Csilla", cast.flat("Fő utca", 1))
    client = desk_client("exchange_adviser")
    found = client.get("/desk/exchange/start/", {"q": "ori cs"})
    assert reverse("exchange_start_tenancy", args=[let.pk]) in found.content.decode()

    begun = client.post(reverse("exchange_start_tenancy", args=[let.pk]))
    with context.entered(alder_office):
        advert = Advert.objects.get()
    edit = reverse("exchange_advert_edit", args=[advert.pk])
    assert begun.headers["Location"] == edit
    assert client.get(edit).status_code == 200
    assert client.post(edit, form_of()).headers["Location"] == reverse("exchange_advert", args=[advert.pk])
    client.post(reverse("exchange_advert_publish", args=[advert.pk]))

    with context.entered(alder_office):
        advert.refresh_from_db()
        assert (advert.state, advert.town, advert.area_m2, advert.wish_area_max) == ("active", "Égervár", 58, 70)
        assert Listing.objects.get().state == "active"
        verbs = list(AuditEntry.objects.filter(subject_id=str(advert.pk)).values_list("verb", flat=True))
    assert verbs == ["advert_started", "advert_written", "advert_published"]


def test_wrong_answers_come_back_with_what_was_typed(advert, desk_client):
    client = desk_client("exchange_adviser")
    answer = client.post(
        reverse("exchange_advert_edit", args=[advert.pk]), form_of(wish_area_min="90", wish_area_max="50", floor="99")
    )

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"wish_area_max", "floor"}
    assert 'value="90"' in answer.content.decode()


def test_a_place_that_is_not_on_the_list_is_refused(advert, desk_client):
    answer = desk_client("exchange_adviser").post(
        reverse("exchange_advert_edit", args=[advert.pk]), form_of(place="Kovács János, Fő utca 1.")
    )

    assert set(answer.context["form"].errors) == {"place"}


def test_advert_page_shows_what_fits_and_what_keeps_the_rest_away(advert, alder_office, birch_office, desk_client):
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
        cast.advert("Tóth Gábor", number=4, area=90, half_rooms=6, rent=52_000, town="Nyírtelek", district="Újtelep")
    answer = desk_client("exchange_adviser").get(reverse("exchange_advert", args=[advert.pk]))

    outlook = answer.context["outlook"]
    assert (outlook.looked_at, outlook.fitting) == (2, 1)
    assert [(match.town, match.wants_ours, match.monthly_saving) for match in outlook.best] == [
        ("Nyírtelek", True, 58_000)
    ]
    assert [(one.wish.value, one.flats, one.alone) for one in outlook.missed] == [("too_large", 1, 1)]
    page = answer.content.decode()
    assert "Őri Csilla" in page
    assert "Nagy Anna" not in page


def test_reading_an_advert_is_audited(advert, alder_office, desk_client):
    desk_client("exchange_adviser").get(reverse("exchange_advert", args=[advert.pk]))

    with context.entered(alder_office):
        assert AuditEntry.objects.filter(verb="read", subject_id=str(advert.pk)).count() == 1


def test_a_foreign_or_unknown_advert_is_a_404(advert, birch_office, desk_client):
    client = desk_client("exchange_adviser", office=birch_office)
    foreign = client.get(reverse("exchange_advert", args=[advert.pk]))
    unknown = client.get(reverse("exchange_advert", args=[uuid4()]))

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert without_tokens(foreign) == without_tokens(unknown)


def test_proposal_page_names_our_household_and_hides_the_other(swap, alder_office, desk_client):
    page = desk_client("exchange_adviser").get(reverse("exchange_proposal", args=[swap.number])).content.decode()

    assert "Őri Csilla" in page
    assert "Nagy Anna" not in page
    assert page.count("k-chain__mine") == 1
    assert "Nyírtelek, Újtelep" in page


def test_both_offices_answer_at_their_desks(swap, advert, alder_office, birch_office, desk_client):
    for office in (alder_office, birch_office):
        client = desk_client("exchange_adviser", office=office)
        with context.entered(office):
            leg = Leg.objects.get(office_schema=office.schema_name)
        answer = client.post(reverse("exchange_answer", args=[leg.pk]), {"answer": "accepted"})
        assert answer.headers["Location"] == reverse("exchange_proposal", args=[swap.number])

    assert Proposal.objects.get().state == "viewing"
    desk_client("exchange_adviser").get("/desk/exchange/")
    with context.entered(alder_office):
        assert Advert.objects.get().state == "in_exchange"


def test_the_other_offices_leg_cannot_be_answered(swap, birch_office, desk_client):
    foreign = Leg.objects.get(office_schema=birch_office.schema_name)
    answer = desk_client("exchange_adviser").post(reverse("exchange_answer", args=[foreign.pk]), {"answer": "accepted"})

    assert answer.status_code == 404
    assert Leg.objects.get(pk=foreign.pk).answer == "waiting"


@pytest.mark.parametrize("number", ["CS-000001-00", "CS-1", "nonsense", "KL-000001-44"])
def test_a_wrong_proposal_number_is_a_404(swap, desk_client, number):
    assert desk_client("exchange_adviser").get(f"/desk/exchange/proposals/{number}/").status_code == 404


def test_places_are_added_by_hand_and_checked(advert, alder_office, desk_client):
    client = desk_client("exchange_adviser")
    assert client.get("/desk/exchange/places/").status_code == 200
    client.post("/desk/exchange/places/", {"town": " Fűzfő ", "district": "Tóváros"})
    wrong = client.post("/desk/exchange/places/", {"town": "a/b", "district": ""})

    assert wrong.context["form"].non_field_errors()
    assert Place.objects.filter(town="Fűzfő", district="Tóváros").count() == 1


READ = ["exchange_adverts", "exchange_proposals"]


@pytest.mark.parametrize("role", ["clerk", "debt_adviser", "auditor"])
def test_readers_read_and_change_nothing(advert, alder_office, desk_client, role):
    client = desk_client(role)
    assert [client.get(reverse(name)).status_code for name in READ] == [200, 200]
    assert client.get(reverse("exchange_advert", args=[advert.pk])).status_code == 200
    refused = [
        client.get(reverse("exchange_start")),
        client.get(reverse("exchange_places")),
        client.get(reverse("exchange_advert_edit", args=[advert.pk])),
    ]
    refused += [client.post(reverse(f"exchange_advert_{step}", args=[advert.pk])) for step in ("publish", "withdraw")]

    assert {answer.status_code for answer in refused} == {403}
    with context.entered(alder_office):
        assert Advert.objects.get().state == "active"


def test_nobody_gets_in_without_signing_in(advert, alder_office):
    from tests.conftest import browser_of

    client = browser_of(alder_office)
    addresses = [
        reverse(name) for name in [*READ, "exchange_start", "exchange_places", "my_exchange", "my_exchange_check"]
    ]
    assert {client.get(address).status_code for address in addresses} == {302}


@pytest.mark.parametrize(
    "address", ["/desk/exchange/", "/desk/exchange/?state=active&order=cost", "/desk/exchange/proposals/"]
)
def test_lists_cost_the_same_at_one_and_three_rows(swap, alder_office, birch_office, desk_client, address):
    client = desk_client("exchange_adviser")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for day in (24, 25):
        with context.entered(alder_office):
            cast.advert(f"Kis Béla {day}", number=day, area=80, half_rooms=6, rent=110_000, wish_area_max=50)
        with context.entered(birch_office):
            cast.advert(
                f"Tóth Gábor {day}",
                number=day,
                area=44,
                half_rooms=3,
                rent=52_000,
                town="Nyírtelek",
                district="Újtelep",
                wish_area_min=70,
            )
        clearing.run(on=TODAY.replace(day=day))
    client.get(address)
    with CaptureQueriesContext(connection) as three:
        answer = client.get(address)

    assert len(answer.context["sheet"].object_list) == (0 if "active" in address else 3)
    assert len(three) == len(one)


def test_htmx_gets_the_rows_only(advert, desk_client):
    client = desk_client("exchange_adviser")
    part = client.get("/desk/exchange/", headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith('<div id="rows">')
    assert part.strip() in client.get("/desk/exchange/").content.decode()
