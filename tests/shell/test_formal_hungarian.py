"""On our sign-in pages nobody is spoken to as "te", not even by a library."""

import re
from pathlib import Path

import allauth
import polib
import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from shell import sentences
from tenants import context
from tests.house import catalogues

THEIRS = polib.pofile(str(Path(allauth.__file__).parent / "locale" / "hu" / "LC_MESSAGES" / "django.po"))
INFORMAL = re.compile(
    r"\b(kérlek|légy|próbáld|használd|add|jelszavad\w*|fiókod\w*|címed\w*|\w+t[ae]d|\w+t[eé]l|\w+h[ae]tsz|\w+h[ae]t[oe]d)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("sentence", sentences.FROM_ALLAUTH)
def test_allauth_still_says_this_and_we_say_it_our_way(sentence):
    assert sentence in {entry.msgid for entry in THEIRS}
    ours, _path = catalogues.catalogue("platform/shell")
    wanted = ours.find(sentence).msgstr
    with translation.override("hu"):
        assert translation.gettext(sentence) == wanted
    assert INFORMAL.findall(wanted) == []


def test_the_control_allauth_s_own_hungarian_is_found_informal():
    found = [entry.msgid for entry in THEIRS if INFORMAL.search(entry.msgstr)]
    assert "Forgot your password?" in found
    assert "Please type your current password." in found
    assert "You have signed out." in found


@pytest.fixture
def browser(alder_office):
    cache.clear()
    yield Client(HTTP_HOST="alder.localhost")
    cache.clear()


def test_the_sign_in_page_is_formal(browser):
    page = browser.get("/accounts/sign-in/").content.decode()
    assert "Elfelejtette a jelszavát?" in page
    assert "Elfelejtetted" not in page
    page = browser.post("/accounts/sign-in/", {"login": "nobody@alder.example", "password": "x"}).content.decode()
    assert "Az e-mail-cím vagy a jelszó nem helyes." in page


def test_the_mail_for_a_new_password_is_formal_and_strangers_get_none(browser, alder_office, person_at_desk):
    with context.entered(alder_office):
        person_at_desk("clerk", email="anna@alder.example")
    for address in ("anna@alder.example", "nobody@alder.example"):
        assert browser.post("/accounts/password/forgotten/", {"email": address}).status_code == 302
    assert [message.to for message in mail.outbox] == [["anna@alder.example"]]
    assert "mert Ön vagy valaki más új jelszót kért" in mail.outbox[0].body
    assert INFORMAL.findall(mail.outbox[0].body) == []
