"""The checklist at the desk, the resident who hands in, and the office's switch."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from exchange.adverts import handing_in, settings
from exchange.adverts.models import Advert, AdvertCheck
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tenants.accounts import staff
from tests.conftest import PASSWORD, browser_of
from tests.exchange.adverts import verifying
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY

SHEET = {
    "outcome_flat": "seen", "outcome_tenancy": "seen", "outcome_debts": "seen", "paper_debts": "2026-11-20",
    "outcome_household": "seen", "outcome_joint_tenants": "none", "outcome_nomination": "none",
    "outcome_maintenance": "agrees",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-23 10:00+01:00", tick=False):
        yield


@pytest.fixture
def draft(alder_office):
    with context.entered(alder_office):
        cast.open_places()
        verifying.verify_first()
        return cast.advert("Őri Csilla", number=1, publish=False)


def browser_of_household(office, advert):
    with context.entered(office):
        account = staff.open_resident_account(
            email="csilla@example.hu", person_id=advert.person_id, password=PASSWORD, by=SYSTEM
        )
    return browser_of(office, account)


def state_of(office, advert):
    with context.entered(office):
        return Advert.objects.get(pk=advert.pk).state


def test_from_handing_in_to_a_published_advert(draft, alder_office, desk_client):
    csilla, adviser = browser_of_household(alder_office, draft), desk_client("exchange_adviser")
    assert "Leadom a hirdetésemet" in csilla.get("/my/exchange/check/").content.decode()
    csilla.post("/my/exchange/publish/")
    assert state_of(alder_office, draft) == "draft"
    assert "Leadom a hirdetésemet" not in csilla.get("/my/exchange/check/").content.decode()
    assert "Az iroda ellenőrzi" in csilla.get("/my/exchange/").content.decode()
    assert "ellenőrzésre váró hirdetés" in adviser.get("/desk/").content.decode()
    listed = adviser.get("/desk/exchange/?state=to_verify").content.decode()
    page, sheet = (reverse(name, args=[draft.pk]) for name in ("exchange_advert", "exchange_checklist"))
    assert page in listed

    assert adviser.get(sheet).status_code == 200
    assert adviser.post(sheet, SHEET).headers["Location"] == page
    assert reverse("exchange_advert_publish", args=[draft.pk]) not in adviser.get(page).content.decode()
    adviser.post(reverse("exchange_advert_verify", args=[draft.pk]))
    assert state_of(alder_office, draft) == "verified"
    assert "Próba exchange_adviser" in adviser.get(page).content.decode()
    assert csilla.get("/my/exchange/").status_code == 200
    adviser.post(reverse("exchange_advert_publish", args=[draft.pk]))

    assert state_of(alder_office, draft) == "active"
    with context.entered(alder_office):
        assert Advert.objects.to_verify().count() == 0
        kept = {
            row.item: (row.outcome, str(row.paper_on or ""), row.from_register) for row in AdvertCheck.objects.all()
        }
    assert (kept["debts"], kept["maintenance"]) == (("seen", "2026-11-20", False), ("agrees", "", False))
    assert kept["tenancy"] == ("seen", "", True)


def test_an_open_list_refuses_by_name_and_keeps_what_is_done(draft, alder_office, desk_client):
    adviser = desk_client("exchange_adviser")
    adviser.post(reverse("exchange_checklist", args=[draft.pk]), SHEET | {"outcome_debts": "", "paper_debts": ""})
    answer = adviser.post(reverse("exchange_advert_verify", args=[draft.pk]), follow=True).content.decode()

    assert "Még nincs ellenőrizve: tartozásigazolás: lakbér és közüzem." in answer
    with context.entered(alder_office):
        assert AdvertCheck.objects.count() == 6


def test_a_date_without_an_outcome_and_a_future_date_come_back_with_what_was_typed(draft, alder_office, desk_client):
    adviser, sheet = desk_client("exchange_adviser"), reverse("exchange_checklist", args=[draft.pk])
    forgotten = adviser.post(sheet, SHEET | {"outcome_debts": ""})
    assert list(forgotten.context["form"].errors) == ["outcome_debts"]
    future = adviser.post(sheet, SHEET | {"paper_debts": "2026-11-24"})

    assert future.context["form"].non_field_errors() == [
        "Az irat kelte a jövőben van: tartozásigazolás: lakbér és közüzem."
    ]
    assert 'value="2026-11-24"' in future.content.decode()
    with context.entered(alder_office):
        assert AdvertCheck.objects.count() == 1


def test_what_grew_old_is_asked_anew(alder_office, desk_client):
    with context.entered(alder_office):
        cast.open_places()
        verifying.verify_first()
        owner = verifying.verified(verifying.owner(), deed_on=date(2026, 10, 20), on=date(2026, 10, 20))
    adviser = desk_client("exchange_adviser")
    sheet = adviser.get(reverse("exchange_checklist", args=[owner.pk]))
    refused = adviser.post(reverse("exchange_advert_publish", args=[owner.pk]), follow=True).content.decode()

    assert sheet.context["form"]["outcome_title_deed"].value() == ""
    assert sheet.context["form"]["outcome_debts"].value() == "seen"
    assert "A tulajdoni lap 30 napnál régebbi: kérjen újat, és ellenőrizze újra." in refused
    assert state_of(alder_office, owner) == "verified"


def test_a_resident_who_changes_the_flat_after_the_check_waits_again(draft, alder_office):
    csilla = browser_of_household(alder_office, draft)
    with context.entered(alder_office):
        handing_in.finish(advert=draft, by=SYSTEM, on=TODAY)
        verifying.verified(draft)
    csilla.post(reverse("my_exchange_question", args=["size"]), {"half_rooms": "4", "area_m2": "61"})

    with context.entered(alder_office):
        assert list(Advert.objects.to_verify()) == [draft]


def test_an_owner_is_asked_for_a_price_and_a_tenant_is_not(alder_office, draft):
    csilla = browser_of_household(alder_office, draft)
    assert csilla.get(reverse("my_exchange_question", args=["sale"])).status_code == 404
    with context.entered(alder_office):
        owner = verifying.owner()
        account = staff.open_resident_account(
            email="eva@example.hu", person_id=owner.person_id, password=PASSWORD, by=SYSTEM
        )
    eva = browser_of(alder_office, account)
    eva.post(reverse("my_exchange_question", args=["sale"]), {"asking_price": "32000000", "wants_sale": "on"})

    with context.entered(alder_office):
        assert Advert.objects.values_list("asking_price", "wants_sale").get(pk=owner.pk) == (32_000_000, True)
    assert "32 000 000" in eva.get("/my/exchange/check/").content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_the_head_switches_verifying_off(alder_office, desk_client):
    head = desk_client("office_head")
    assert head.get("/desk/exchange/settings/").context["form"]["verify_first"].value() == "yes"
    assert head.post("/desk/exchange/settings/", {}).status_code == 200
    head.post("/desk/exchange/settings/", {"verify_first": "no"})

    with context.entered(alder_office):
        assert not settings.verify_first()
        assert AuditEntry.objects.get(verb="exchange_setting_changed").details == {"verify_first": False}


def test_a_checklist_of_another_office_is_not_found(draft, birch_office, person_at_desk):
    with context.entered(birch_office):
        head = person_at_desk("office_head", email="head@birch.example")
    there = browser_of(birch_office, head)

    assert there.get(reverse("exchange_checklist", args=[draft.pk])).status_code == 404
    assert there.post(reverse("exchange_advert_verify", args=[draft.pk])).status_code == 404
