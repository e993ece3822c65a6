"""What a resident sees: what to pay, until when, where to; and nobody else's flat."""

import uuid
from datetime import date, timedelta

import pytest

from cases.tenancies.models import TenancyParty
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tenants.accounts import staff
from tenants.registry import bank_accounts, doors
from tests.cases.pages_cast import let_flat, owe, pay, said
from tests.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
TODAY = date.today()
IBAN = "HU94999999990000000001999996"


def resident_of(office, person_id):
    with context.entered(office):
        account = staff.open_resident_account(
            email="lako@example.hu", person_id=person_id, password=PASSWORD, by=SYSTEM
        )
    client = browser_of(office, account)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def home(alder_office):
    with context.entered(alder_office):
        return let_flat()


def person_of(office, tenancy):
    with context.entered(office):
        return TenancyParty.objects.get(tenancy=tenancy).person_id


def test_overdue_rent_stands_first_in_plain_words(alder_office, home):
    with context.entered(alder_office):
        owe(home, 45_000, days_ago=40)

    page = said(resident_of(alder_office, person_of(alder_office, home)).get("/my/"))

    assert "Please pay now" in page
    assert "45 000 Ft" in page
    assert home.number in page
    assert "talk to us" in page


def test_coming_rent_says_until_when(alder_office, home):
    with context.entered(alder_office):
        owe(home, 30_000, days_ago=-7)

    page = said(resident_of(alder_office, person_of(alder_office, home)).get("/my/"))

    assert f"Please pay by {TODAY + timedelta(days=7):%Y. %m. %d.}" in page
    assert "Please pay now" not in page


def test_paid_up_and_ahead(alder_office, home):
    with context.entered(alder_office):
        pay(home, 12_000, on=TODAY)

    page = said(resident_of(alder_office, person_of(alder_office, home)).get("/my/"))

    assert "You owe nothing" in page
    assert "12 000 Ft" in page
    assert "<svg viewBox" not in page.split('id="main"')[1]


def test_with_bic_and_account_there_is_a_code_and_without_there_are_words(alder_office, home):
    with context.entered(alder_office):
        owe(home, 45_000)
        bank_accounts.register(IBAN, office=alder_office)
    client = resident_of(alder_office, person_of(alder_office, home))

    without = said(client.get("/my/"))
    assert "k-qr" not in without
    assert "HU94 9999" in without

    doors.office_at("alder.localhost").bic = "OTPVHUHB"  # what this process remembers of the office
    assert 'class="k-qr"' in said(client.get("/my/"))


def test_without_a_flat_the_page_says_what_to_do(alder_office):
    page = said(resident_of(alder_office, uuid.uuid4()).get("/my/"))

    assert "bring your identity card" in page


def test_several_flats_and_nobody_elses(alder_office, home):
    with context.entered(alder_office):
        other = let_flat("Más Márta", door="2")
        second = let_flat("Társ Tamás", door="3")
        TenancyParty.objects.create(
            tenancy=second, person_id=TenancyParty.objects.get(tenancy=home).person_id, position=2
        )
        left = let_flat("Volt Vera", door="4")
        TenancyParty.objects.create(
            tenancy=left, person_id=TenancyParty.objects.get(tenancy=home).person_id, position=2, until=TODAY
        )

    client = resident_of(alder_office, person_of(alder_office, home))
    page = said(client.get("/my/"))

    shown = [tenancy.dwelling.door for tenancy in (home, other, second, left) if tenancy.dwelling.address in page]
    assert shown == ["1", "3"]
    assert "Társ Tamás" not in page
    with context.entered(alder_office):
        read = set(AuditEntry.objects.filter(verb="read").values_list("subject_id", flat=True))
        assert read == {str(home.pk), str(second.pk)}
