"""The tenancies' desk in a browser without JavaScript: list, one tenancy, payment, new tenancy."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.housing_stock.models import Dwelling
from cases.people.models import Person
from cases.tenancies import queries
from cases.tenancies.models import Payment, Tenancy
from kernel.models import AuditEntry
from tenants import context
from tests.cases.pages_cast import SCRIPT, let_flat, owe, said

pytestmark = pytest.mark.django_db
TODAY = date.today()


def in_office(office, work):
    with context.entered(office):
        return work()


def test_the_list_finds_without_accents_and_by_old_words(alder_office, desk_client):
    with context.entered(alder_office):
        csilla, zoltan = let_flat("Őri Csilla"), let_flat("Vágó Zoltán", door="2")
        Tenancy.objects.filter(pk=zoltan.pk).update(old_identifier="70602")
    client = desk_client()

    found = {
        text: [
            name for name in ("Őri Csilla", "Vágó Zoltán") if name in said(client.get("/desk/tenancies/", {"q": text}))
        ]
        for text in ("ori", "vago", "kiraly", csilla.number, "70602", "nobody")
    }

    assert found == {
        "ori": ["Őri Csilla"],
        "vago": ["Vágó Zoltán"],
        "kiraly": ["Őri Csilla", "Vágó Zoltán"],
        csilla.number: ["Őri Csilla"],
        "70602": ["Vágó Zoltán"],
        "nobody": [],
    }


def test_the_list_shows_only_who_owes_and_the_largest_debt_first(alder_office, desk_client):
    with context.entered(alder_office):
        owe(let_flat("Kis Adós"), 1_000)
        owe(let_flat("Nagy Adós", door="2"), 90_000)
        let_flat("Nem Adós", door="3")

    page = said(desk_client().get("/desk/tenancies/", {"show": "arrears", "order": "balance"}))

    assert page.index("Nagy Adós") < page.index("Kis Adós")
    assert "Nem Adós" not in page


def test_unknown_choices_in_the_address_show_the_whole_list(alder_office, desk_client):
    with context.entered(alder_office):
        let_flat()

    assert "Őri Csilla" in said(desk_client().get("/desk/tenancies/", {"show": "x", "order": "y", "page": "zz"}))


def test_ended_contracts_with_an_open_account_have_their_own_list(alder_office, desk_client):
    with context.entered(alder_office):
        owe(let_flat("Régi Bérlő", ends_on=TODAY - timedelta(days=5)), 5_000)
        let_flat("Mai Bérlő", door="2")

    page = said(desk_client().get("/desk/tenancies/?show=ended"))

    assert "Régi Bérlő" in page
    assert "Mai Bérlő" not in page


def list_queries(client) -> int:
    client.get("/desk/tenancies/")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get("/desk/tenancies/").status_code == 200
    return len(captured)


def test_the_list_costs_the_same_at_one_and_at_three_rows(alder_office, desk_client):
    client = desk_client()
    in_office(alder_office, lambda: owe(let_flat("Egy"), 1))
    at_one = list_queries(client)
    in_office(alder_office, lambda: [owe(let_flat(name, door=name), 1) for name in ("Két", "Há")])

    assert list_queries(client) == at_one


def test_htmx_gets_the_table_alone_and_it_equals_the_page(alder_office, desk_client):
    with context.entered(alder_office):
        let_flat()
    client = desk_client()

    part = client.get("/desk/tenancies/", HTTP_HX_REQUEST="true").content.decode().strip()

    assert "<html" not in part
    assert "HX-Request" in client.get("/desk/tenancies/")["Vary"]
    back = client.get("/desk/tenancies/", HTTP_HX_REQUEST="true", HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert "<html" in back.content.decode()
    assert "Őri Csilla" in part
    assert part in client.get("/desk/tenancies/").content.decode()


def test_the_page_of_a_tenancy_says_what_is_owed_since_when_and_is_audited_once(alder_office, desk_client):
    with context.entered(alder_office):
        tenancy = let_flat()
        owe(tenancy, 45_000, days_ago=40)
    client = desk_client()

    page = said(client.get(f"/desk/tenancies/{tenancy.pk}/"))

    assert "45 000 Ft" in page
    assert f"{TODAY - timedelta(days=40):%Y. %m. %d.}" in page
    with context.entered(alder_office):
        assert AuditEntry.objects.filter(verb="read", subject_id=str(tenancy.pk)).count() == 1


def test_a_script_in_a_name_is_text(alder_office, desk_client):
    with context.entered(alder_office):
        tenancy = let_flat(f"Rossz {SCRIPT}")
    client = desk_client()

    for address in ("/desk/tenancies/", f"/desk/tenancies/{tenancy.pk}/", f"/desk/tenancies/{tenancy.pk}/payment/"):
        raw = client.get(address).content.decode()
        assert SCRIPT not in raw
        assert "&lt;script&gt;alert(1)" in raw


def test_another_offices_tenancy_is_not_there(alder_office, birch_office, desk_client):
    with context.entered(birch_office):
        foreign = let_flat("Idegen Ilona")

    assert desk_client().get(f"/desk/tenancies/{foreign.pk}/").status_code == 404


PAID = {"key": "k1", "amount": "45 000 Ft", "paid_on": TODAY.isoformat(), "source": "cash", "bank_reference": ""}


@pytest.fixture
def owing(alder_office):
    with context.entered(alder_office):
        tenancy = let_flat()
        owe(tenancy, 60_000)
        return tenancy


def balance(office, tenancy):
    with context.entered(office):
        return queries.account(tenancy.pk, on=TODAY).balance


def test_a_payment_is_shown_before_it_is_booked(alder_office, desk_client, owing):
    client, address = desk_client(), f"/desk/tenancies/{owing.pk}/payment/"

    check = said(client.post(address, PAID))
    assert "15 000 Ft" in check  # the balance after it
    assert balance(alder_office, owing) == 60_000

    answer = client.post(address, PAID | {"book": "1"})
    assert answer.status_code == 302
    assert balance(alder_office, owing) == 15_000


def test_the_same_confirmation_sent_twice_books_once(alder_office, desk_client, owing):
    client, address = desk_client(), f"/desk/tenancies/{owing.pk}/payment/"

    client.post(address, PAID | {"book": "1"})
    client.post(address, PAID | {"book": "1"})
    assert balance(alder_office, owing) == 15_000

    client.post(address, PAID | {"book": "1", "key": "k2"})  # control: another form is another payment
    assert balance(alder_office, owing) == -30_000


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "sok"}, "45 000"),
        ({"amount": "0"}, "more than nothing"),
        ({"amount": "-500"}, "more than nothing"),
        ({"amount": "99 000 000"}, "number of zeros"),
        ({"paid_on": (TODAY + timedelta(days=3)).isoformat()}, "still to come"),
        ({"paid_on": "tegnap"}, "year, month, day"),
    ],
)
def test_a_wrong_payment_gets_a_sentence_and_keeps_what_was_typed(alder_office, desk_client, owing, wrong, sentence):
    client = desk_client()
    client.cookies["django_language"] = "en"

    page = said(
        client.post(f"/desk/tenancies/{owing.pk}/payment/", PAID | {"bank_reference": "B-17"} | wrong | {"book": "1"})
    )

    assert sentence in page
    assert 'value="B-17"' in page
    assert balance(alder_office, owing) == 60_000


def test_a_new_tenancy_from_nothing(alder_office, desk_client):
    client = desk_client()
    person = client.post("/desk/tenancies/new/person/", {"name": "Új Éva", "born_on": "1980-02-03"})
    assert person.status_code == 302
    flat = client.post(
        "/desk/tenancies/new/flat/",
        {"postcode": "7621", "town": "Pécs", "street": "Mária utca", "house_number": "7", "door": "3", "area_m2": "41,5", "rooms": "1", "half_rooms": "1"},
    )  # fmt: skip
    assert flat.status_code == 302
    with context.entered(alder_office):
        eva, dwelling = Person.objects.get(), Dwelling.objects.get()
        assert (dwelling.half_rooms, str(dwelling.area_m2)) == (3, "41.5")

    found = said(client.post("/desk/tenancies/new/", {"find": "uj eva", "search": "1", "due_day": "5"}))
    assert "Új Éva" in found
    assert 'value="5"' in found

    answer = client.post(
        "/desk/tenancies/new/",
        {"let": "1", "parties": [eva.pk], "dwelling": dwelling.pk, "starts_on": TODAY.isoformat(), "basis": "social", "monthly_rent": "32 000", "due_day": "5"},
    )  # fmt: skip

    with context.entered(alder_office):
        tenancy = Tenancy.objects.get()
        assert (tenancy.monthly_rent, tenancy.due_day) == (32_000, 5)
    assert answer["Location"] == f"/desk/tenancies/{tenancy.pk}/"


def test_a_flat_without_a_price_or_a_tenant_is_refused_with_a_sentence(alder_office, desk_client):
    client = desk_client()
    client.cookies["django_language"] = "en"
    client.post(
        "/desk/tenancies/new/flat/", {"postcode": "7621", "town": "Pécs", "street": "Mária utca", "house_number": "7"}
    )
    with context.entered(alder_office):
        flat = Dwelling.objects.get()
    asked = {"let": "1", "dwelling": flat.pk, "starts_on": TODAY.isoformat(), "basis": "social", "due_day": "15"}

    assert "Name at least one tenant" in said(client.post("/desk/tenancies/new/", asked))
    with context.entered(alder_office):
        assert not Tenancy.objects.exists()


def test_a_let_flat_is_not_offered_again(alder_office, desk_client, owing):
    with context.entered(alder_office):
        flat = Dwelling.objects.get()

    assert str(flat.pk) not in desk_client().get(reverse("tenancy_new")).content.decode()


def test_the_same_flat_twice_is_refused_and_keeps_what_was_typed(desk_client):
    client = desk_client()
    client.cookies["django_language"] = "en"
    flat = {"postcode": "7621", "town": "Pécs", "street": "Mária utca", "house_number": "7", "door": "9"}
    client.post("/desk/tenancies/new/flat/", flat)

    page = said(client.post("/desk/tenancies/new/flat/", flat))

    assert "There is a flat at this address already." in page
    assert 'value="Mária utca"' in page


def test_the_movements_page_through(alder_office, desk_client, owing):
    with context.entered(alder_office):
        Payment.objects.count()
        for day in range(30):
            owe(owing, 100 + day, days_ago=40 + 31 * day)
    client = desk_client()

    first, second = (said(client.get(f"/desk/tenancies/{owing.pk}/", {"page": number})) for number in (1, 2))

    assert "129 Ft" in second
    assert "129 Ft" not in first


def test_a_payment_booked_by_mistake_is_taken_back_once(alder_office, desk_client, owing):
    client = english(desk_client())
    client.post(f"/desk/tenancies/{owing.pk}/payment/", PAID | {"book": "1"})
    with context.entered(alder_office):
        payment = Payment.objects.get()
    address = f"/desk/tenancies/payments/{payment.pk}/take-back/"
    assert address in client.get(f"/desk/tenancies/{owing.pk}/").content.decode()

    client.get(address)
    assert balance(alder_office, owing) == 15_000  # looking takes nothing back
    client.post(address)
    assert balance(alder_office, owing) == 60_000
    assert "taken back already" in said(client.post(address))
    assert balance(alder_office, owing) == 60_000


def english(client):
    client.cookies["django_language"] = "en"
    return client
