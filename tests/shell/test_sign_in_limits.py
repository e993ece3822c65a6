"""Guessing ends: codes of the second step per person, passwords per name and address, mails per address."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tenants.accounts.models import Account
from tests.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGN_IN, SECOND_STEP, FORGOTTEN = "/accounts/sign-in/", "/accounts/second-step/", "/accounts/password/forgotten/"


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


def clerk(office, email: str = "anna@alder.example") -> Account:
    with context.entered(office):
        account = staff.take_on(email=email, name="Anna", roles=["clerk"], password=PASSWORD, by=SYSTEM)
        TOTP.activate(account, SECRET)
    return account


def code(*, wrong: int = 0) -> str:
    right = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    return str((int(right) + 111_111 * wrong) % 1_000_000).zfill(6)


def browser(address: str = "10.0.0.7") -> Client:
    return Client(HTTP_HOST="alder.localhost", REMOTE_ADDR=address)


def give_password(client: Client, email: str = "anna@alder.example", password: str = PASSWORD):
    return client.post(SIGN_IN, {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/me/").status_code == 200


def test_many_wrong_codes_stop_even_the_right_one(alder_office):
    clerk(alder_office)
    client = browser()
    assert give_password(client)["Location"] == SECOND_STEP
    for attempt in range(1, 6):
        answer = client.post(SECOND_STEP, {"code": code(wrong=attempt)})
        assert "A kód nem helyes." in answer.content.decode()

    answer = client.post(SECOND_STEP, {"code": code()})

    assert "Túl sok sikertelen belépési kísérlet." in answer.content.decode()
    assert not is_signed_in(client)


def test_signing_in_anew_does_not_give_new_attempts(alder_office):
    clerk(alder_office)
    for attempt in range(1, 6):
        client = browser(f"10.0.0.{attempt}")
        give_password(client)
        client.post(SECOND_STEP, {"code": code(wrong=attempt)})
    client = browser("10.0.0.99")
    give_password(client)
    client.post(SECOND_STEP, {"code": code()})
    assert not is_signed_in(client)


def test_the_control_without_the_limit_the_right_code_gets_in(alder_office, settings):
    settings.ACCOUNT_RATE_LIMITS = {**configured.ACCOUNT_RATE_LIMITS, "login_failed": None}
    clerk(alder_office)
    client = browser()
    give_password(client)
    for attempt in range(1, 6):
        client.post(SECOND_STEP, {"code": code(wrong=attempt)})
    client.post(SECOND_STEP, {"code": code()})
    assert is_signed_in(client)


def test_mails_for_a_forgotten_password_end_with_our_own_page(alder_office):
    clerk(alder_office)
    answers = [browser().post(FORGOTTEN, {"email": "anna@alder.example"}) for _try in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    page = answers[-1].content.decode()
    assert '<h1 class="govuk-heading-l">Túl sok próbálkozás</h1>' in page
    assert len(mail.outbox) == 5


def test_the_limit_page_is_there_in_english_too(alder_office):
    client = browser()
    client.cookies["django_language"] = "en"
    for _try in range(6):
        answer = client.post(FORGOTTEN, {"email": "nobody@alder.example"})
    with translation.override("en"):
        assert "Too many attempts" in answer.content.decode()


def test_wrong_passwords_lock_one_name_at_one_address_and_nobody_else(alder_office):
    clerk(alder_office)
    clerk(alder_office, "bela@alder.example")
    for attempt in range(5):
        locked = give_password(browser(), password=f"wrong-{attempt}")
    assert locked.status_code == 429
    assert give_password(browser()).status_code == 429
    assert give_password(browser(), "ANNA@alder.example").status_code == 429
    assert give_password(browser(), "bela@alder.example")["Location"] == SECOND_STEP
    assert give_password(browser("10.0.0.8"))["Location"] == SECOND_STEP


def test_a_password_can_be_confirmed_only_so_often(alder_office):
    account = clerk(alder_office)
    client = browser()
    with context.entered(alder_office):
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    answers = [client.post("/accounts/second-step/confirm/", {"code": "000000"}).status_code for _try in range(11)]
    assert answers == [200] * 10 + [429]


def test_while_nobody_counts_nobody_signs_in_and_the_answer_is_503(alder_office, settings):
    clerk(alder_office)
    nowhere = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock?db=0"}
    settings.CACHES = {"default": nowhere}
    client = browser()
    assert client.get(SIGN_IN).status_code == 200
    assert give_password(client).status_code == 503
