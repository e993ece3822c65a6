"""Sale plans on their pages: at the desk, and the resident's own."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cases.people.models import Person
from exchange.adverts import writing
from exchange.sales.models import Appointment, CheckItem, SalePlan, SaleRule
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tenants.accounts import staff
from tests.cases.arrears import household
from tests.cases.pages_cast import SCRIPT, said
from tests.conftest import PASSWORD, browser_of
from tests.exchange.sales import cast

BASE = "/desk/exchange/sales/"


@pytest.fixture
def plan(alder_office):
    with context.entered(alder_office):
        return cast.plan()


def inputs(client, url):
    """The form as the browser would send it back."""
    text = client.get(url).content.decode()
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', text))
    chosen = re.findall(r'<select name="(\w+)"[^>]*>.*?<option value="(\w+)" selected', text, re.DOTALL)
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"} | dict(chosen)


def test_the_page_shows_the_sum_the_checklist_and_the_red_sentence(desk_client, plan, alder):
    client, url = desk_client("exchange_adviser"), f"{BASE}{plan.pk}/"
    text = said(client.get(url))
    assert "Ezekkel a számokkal a terv kijön." in text and "tulajdoni lap" in text and "Még nincs találkozó." in text
    assert "Az illetéktáblát még senki sem vetette össze" in text
    sent = inputs(client, url) | {"new_price": "20000000", "cost_after": "150000"}
    assert client.post(url, sent).status_code == 302
    text = said(client.get(url))
    assert "Ezekkel a számokkal a terv nem jön ki." in text and "nem elég az új lakásra" in text
    assert "Hiányzik:" in text and "Az új lakás havonta nem olcsóbb" in text


def test_what_was_written_comes_back_with_one_sentence_when_it_is_refused(desk_client, plan, alder):
    client, url = desk_client("exchange_adviser"), f"{BASE}{plan.pk}/"
    sent = inputs(client, url)
    for wrong, words in (
        ({"tenure": "tenancy"}, "Az önkormányzati bérleti jognak nincs ára"),
        ({"price": "sok"}, "Egész forintot írjon"),
        ({"price": "-5"}, "0"),
        ({"version": "0"}, "Valaki módosította ezt a tervet"),
    ):
        response = client.post(url, sent | {"note": "ne vesszen el"} | wrong)
        text = said(response)
        assert response.status_code == 200 and words in text and "ne vesszen el" in text, wrong
    assert SalePlan.objects.get().version == plan.version
    assert AuditEntry.objects.filter(verb="price_for_tenancy_refused").count() == 1


def test_a_duty_of_nothing_that_was_told_stays_told(desk_client, plan, alder):
    client, url = desk_client("exchange_adviser"), f"{BASE}{plan.pk}/"
    for _time in range(2):
        assert (
            client.post(url, inputs(client, url) | {"told_duty": inputs(client, url).get("told_duty", "0")}).status_code
            == 302
        )
    assert SalePlan.objects.get().told_duty == 0


def test_from_a_case_with_an_open_plan_one_comes_to_that_plan(desk_client, alder):
    let = household.owing(name="Őri Anna", door="7")
    case = household.case_of(let, on=timezone.localdate())
    client = desk_client("office_head")
    for _time in range(2):
        assert "Őri Anna" in said(client.post(f"{BASE}start/case/{case.pk}/", follow=True))
    number = SalePlan.objects.get().number
    assert number in said(client.get(f"/desk/arrears/{case.pk}/"))


def test_a_debt_adviser_reads_and_writes_nothing(desk_client, plan):
    client, url = desk_client("debt_adviser"), f"{BASE}{plan.pk}/"
    text = said(client.get(url))
    assert "Eladó Ilona" in text and "Mentés és számolás" not in text
    assert "24 000 000 Ft" in text and "olcsóbb saját lakás" in text and "purchase" not in text
    assert client.post(url, {"price": "1"}).status_code == 403


def test_a_plan_begins_from_a_search_a_new_name_and_an_advert(desk_client, alder):
    seller, advert_owner = cast.person("Eladó Éva"), cast.person("Tulajdonos Tamás")
    advert = writing.start_for_owner(person=advert_owner, by=SYSTEM)
    client = desk_client("exchange_adviser")
    assert "Eladó Éva" in said(client.get(f"{BASE}start/?q=elado"))
    assert client.post(f"{BASE}start/person/{seller.pk}/").status_code == 302
    assert client.post(f"{BASE}start/", {"name": "Új Ubul"}).status_code == 302
    assert "mentés" not in said(client.post(f"{BASE}start/", {"name": ""}))
    page = said(client.get(f"/desk/exchange/{advert.pk}/"))
    assert "Adásvételi terv kezdése" in page
    assert client.post(f"{BASE}start/advert/{advert.pk}/").status_code == 302
    again = client.post(f"{BASE}start/advert/{advert.pk}/", follow=True)
    assert "már van nyitott adásvételi terve" in said(again) and "Tulajdonos Tamás" in said(again)
    assert SalePlan.objects.count() == 3
    assert SalePlan.objects.get(advert=advert).number in said(client.get(f"/desk/exchange/{advert.pk}/"))


def test_a_line_is_noted_and_a_meeting_arranged_and_called_off(desk_client, plan, alder):
    client = desk_client("exchange_adviser")
    item = plan.items.get(code="energy")
    today, soon = timezone.localdate(), timezone.localdate() + timedelta(days=3)
    assert client.post(f"{BASE}items/{item.pk}/", {"state": "done", "on": today, "text": "megjött"}).status_code == 302
    assert CheckItem.objects.get(pk=item.pk).done_on == today
    late = client.post(f"{BASE}items/{item.pk}/", {"state": "done", "on": soon, "text": "majd"})
    assert "Ez a nap még nem jött el" in said(late) and "majd" in said(late)
    asked = {
        "kind": "lawyer",
        "with_whom": "dr. Minta",
        "place": "Fő tér 1.",
        "day": soon,
        "time": "10:30",
        "bring": "x",
    }
    past = client.post(f"{BASE}{plan.pk}/meeting/", asked | {"day": today - timedelta(days=1)})
    assert "Ez az időpont már elmúlt" in said(past) and "Fő tér 1." in said(past)
    assert client.post(f"{BASE}{plan.pk}/meeting/", asked).status_code == 302
    assert "10:30" in said(client.get(f"{BASE}meetings/"))
    meeting = Appointment.objects.get()
    assert timezone.localtime(meeting.at).hour == 10
    assert client.post(f"{BASE}meetings/{meeting.pk}/call-off/").status_code == 302
    assert "Nincs közelgő találkozó." in said(client.get(f"{BASE}meetings/"))


def test_the_head_sets_the_rule_and_the_adviser_does_not(desk_client, alder):
    sent = {
        "allowed_ways": ["assumed"], "default_way": "assumed", "agent_percent": "3,5", "lawyer_percent": "1",
        "energy_certificate": "1", "land_registry_fee": "2", "moving": "3", "legal_basis": "12/2026. r.",
        "valid_from": timezone.localdate(),
    }  # fmt: skip
    assert desk_client("exchange_adviser").post(f"{BASE}rules/", sent).status_code == 403
    client = desk_client("office_head")
    wrong = client.post(f"{BASE}rules/", sent | {"default_way": "plan_continues"})
    assert "csak megengedett mód lehet" in said(wrong) and "12/2026. r." in said(wrong)
    assert client.post(f"{BASE}rules/", sent).status_code == 302
    assert SaleRule.objects.count() == 2 and "12/2026. r." in said(client.get(f"{BASE}rules/"))


def test_the_calculator_answers_keeps_nothing_and_says_what_is_wrong(desk_client, alder):
    client = desk_client("auditor")
    sale = {"rule": "sale", "tenure": "ownership", "price": "9000000", "new_home": "rental", "new_deposit": "300000"}
    assert "A háztartásnak marad" in said(client.get(f"{BASE}calculator/", sale))
    refused = said(client.get(f"{BASE}calculator/", sale | {"tenure": "tenancy"}))
    assert "bérleti jognak nincs ára" in refused and "9000000" in refused
    ways = {"rule": "ways", "leaves_tenure": "tenancy", "gets_tenure": "tenancy", "arrears": "300000"}
    text = said(client.get(f"{BASE}calculator/", ways))
    assert "A hátralékot a bérbeadó hozzájárulása előtt kifizetik" in text and "átvállalja a tartozást" not in text
    duty = {"rule": "duty", "price": "20000000", "bought_on": "2026-11-25"}
    assert "800 000 Ft" in said(client.get(f"{BASE}calculator/", duty))
    assert "nincs illetékszabály" in said(client.get(f"{BASE}calculator/", duty | {"bought_on": "1999-01-01"}))
    assert SalePlan.objects.count() == 0


def pdf_text(response):
    assert response["Content-Type"] == "application/pdf"
    (page,) = PdfReader(BytesIO(response.content)).pages
    return page.extract_text().replace("\u00a0", " ")


def test_the_printed_page_is_one_page_in_plain_words(desk_client, plan, alder):
    cast.meeting(plan, at=timezone.now() + timedelta(days=3), now=timezone.now())
    text = pdf_text(desk_client("debt_adviser").get(f"{BASE}{plan.pk}/paper/"))
    for words in ("Mit jelentene a lakása eladása", "Eladó Ilona", "Jelzáloghitel", "dr. Minta Ügyvéd", "a terv kijön"):
        assert words in text


@pytest.fixture
def resident(alder_office, plan):
    with context.entered(alder_office):
        account = staff.open_resident_account(
            email="lako@example.hu", person_id=plan.person_id, password=PASSWORD, by=SYSTEM
        )
        cast.plan(cast.person("Titkos Tibor"))
    return browser_of(alder_office, account)


def test_a_resident_sees_the_own_plan_and_meeting_and_nobody_elses(resident, plan, alder):
    cast.meeting(plan, at=timezone.now() + timedelta(days=3), now=timezone.now())
    text = said(resident.get("/my/sale/"))
    assert "dr. Minta Ügyvéd" in text and "Önnek marad" in text and "Titkos Tibor" not in text
    assert "/my/sale/" in said(resident.get("/my/exchange/"))
    assert "Eladó Ilona" in pdf_text(resident.get("/my/sale/paper/"))


def test_without_a_plan_there_is_no_page(alder_office, resident, plan):
    with context.entered(alder_office):
        other = staff.open_resident_account(
            email="masik@example.hu", person_id=Person.objects.create(name="Másik", sort_key="m", search_key="m").pk,
            password=PASSWORD, by=SYSTEM,
        )  # fmt: skip
    client = browser_of(alder_office, other)
    assert client.get("/my/sale/").status_code == 404 and client.get("/my/sale/paper/").status_code == 404
    assert "/my/sale/" not in said(client.get("/my/exchange/"))


def test_what_people_write_is_shown_as_text(desk_client, alder):
    plan = cast.plan(cast.person(SCRIPT), address=SCRIPT, note=SCRIPT)
    cast.meeting(plan, at=timezone.now() + timedelta(days=3), now=timezone.now(), place=SCRIPT, bring=SCRIPT)
    client = desk_client("exchange_adviser")
    for url in (f"{BASE}{plan.pk}/", BASE, f"{BASE}meetings/"):
        assert "<script>alert" not in client.get(url).content.decode()


@pytest.mark.parametrize("url", [BASE, f"{BASE}meetings/"])
def test_a_list_costs_the_same_at_one_and_three_rows(desk_client, alder, django_assert_num_queries, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = desk_client("exchange_adviser")
    counts = []
    for names in (["A A"], ["B B", "C C"]):
        for name in names:
            made = cast.plan(cast.person(name))
            cast.meeting(made, at=timezone.now() + timedelta(days=3), now=timezone.now())
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(url)
        counts.append(len(caught))
    assert counts[0] == counts[1]
