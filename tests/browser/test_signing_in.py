"""Signing in as people do it: password, then the code, in a real browser."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tenants.registry.models import Office
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def test_staff_give_both_factors_and_come_to_their_desk(visitor):
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        account = staff.take_on(email="a@alder.example", name="Anna", roles=["clerk"], password=PASSWORD, by=SYSTEM)
        TOTP.activate(account, SECRET)
    someone = visitor()
    page = someone.go("/desk/")
    page.fill("[name=login]", "a@alder.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.govuk-button")
    page.fill("[name=code]", code())
    page.click("main button.govuk-button")
    page.wait_for_url("**/desk/")
    assert page.locator("h1").count() == 1
    assert someone.complaints == []


def test_staff_without_a_second_factor_set_one_up_before_anything_else(visitor):
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        staff.take_on(email="b@alder.example", name="Béla", roles=["clerk"], password=PASSWORD, by=SYSTEM)
    page = visitor().go("/desk/")
    page.fill("[name=login]", "b@alder.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.govuk-button")
    page.wait_for_url("**/second-step/set-up/")
    page.goto("/desk/")
    assert page.url.endswith("/second-step/set-up/")
    assert page.locator("main img").count() == 1


def test_a_wrong_password_says_so_and_keeps_the_address(visitor):
    page = visitor().go("/accounts/sign-in/")
    page.fill("[name=login]", "nobody@alder.example")
    page.fill("[name=password]", "wrong-wrong-wrong")
    page.click("main button.govuk-button")
    assert page.locator(".govuk-error-summary").is_visible()
    assert page.input_value("[name=login]") == "nobody@alder.example"


def test_s10_five_wrong_passwords_lock_the_address(visitor):
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        staff.take_on(email="c@alder.example", name="Cili", roles=["clerk"], password=PASSWORD, by=SYSTEM)
    page = visitor().go("/accounts/sign-in/")
    for attempt in range(6):
        page.goto("/accounts/sign-in/")
        page.fill("[name=login]", "c@alder.example")
        page.fill("[name=password]", PASSWORD if attempt == 5 else f"wrong-wrong-{attempt}")
        page.click("main button.govuk-button")
    assert "/desk/" not in page.url
    assert "second-step" not in page.url
