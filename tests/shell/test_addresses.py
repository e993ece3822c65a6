"""Whose address a request comes from: proxies of ours are believed, nobody else is."""

from ipaddress import ip_network

import pytest
from django.core.cache import cache
from django.test import Client

from kernel.access import SYSTEM
from shell import addresses
from tenants import context
from tenants.accounts import tokens

OURS = [ip_network("172.16.0.0/12"), ip_network("fd00::/8")]
CASES = [
    # peer, X-Forwarded-For, whose address it is
    ("203.0.113.9", "", "203.0.113.9"),
    ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ("172.20.0.5", "", "172.20.0.5"),
    ("172.20.0.5", "203.0.113.9", "203.0.113.9"),
    ("172.20.0.5", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
    ("172.20.0.5", "1.2.3.4, 203.0.113.9, 172.20.0.6", "203.0.113.9"),
    ("172.20.0.5", "172.20.0.7, 172.20.0.6", "172.20.0.7"),
    ("172.20.0.5", "1.2.3.4, nonsense", "172.20.0.5"),
    ("172.20.0.5", "203.0.113.9:4711", "203.0.113.9"),
    ("172.20.0.5", "[2001:db8::1]:4711", "2001:db8::1"),
    ("fd00::5", "2001:db8::1", "2001:db8::1"),
    ("::ffff:172.20.0.5", "::ffff:203.0.113.9", "203.0.113.9"),
    ("", "203.0.113.9", ""),
]


@pytest.mark.parametrize(("peer", "forwarded", "whose"), CASES)
def test_the_last_hop_that_no_proxy_of_ours_vouches_for(peer, forwarded, whose):
    assert addresses.client(peer, forwarded, trusted=OURS) == whose


def test_without_trusted_proxies_the_header_is_nothing():
    assert addresses.client("172.20.0.5", "203.0.113.9", trusted=[]) == "172.20.0.5"


@pytest.fixture
def guesses(alder_office):
    """How guessing from one address is answered, 22 times; behind our proxy or as the guesser says."""
    cache.clear()

    def guess(peer: str, forwarded) -> list[int]:
        return [
            Client(HTTP_HOST="alder.localhost", REMOTE_ADDR=peer)
            .get(
                "/api/v1/tenancies/",
                headers={"authorization": "Bearer ksz_guess", "x-forwarded-for": forwarded(number)},
            )
            .status_code
            for number in range(22)
        ]

    yield guess
    cache.clear()


def test_behind_our_proxy_clients_are_counted_apart(guesses, settings):
    settings.TRUSTED_PROXIES = OURS
    assert guesses("172.20.0.5", lambda number: f"203.0.113.{number}") == [401] * 22
    assert guesses("172.20.0.5", lambda number: f"1.1.1.{number}, 203.0.113.99") == [401] * 20 + [429] * 2


def test_an_invented_header_gives_no_new_attempts(guesses, settings):
    settings.TRUSTED_PROXIES = OURS
    assert guesses("198.51.100.1", lambda number: f"203.0.113.{number}") == [401] * 20 + [429] * 2


@pytest.fixture
def secret(alder_office):
    with context.entered(alder_office):
        return tokens.issue(name="gép", scopes=["tenancies:read"], days=30, by=SYSTEM)[1]


def ask(secret: str) -> int:
    client = Client(HTTP_HOST="alder.localhost", REMOTE_ADDR="198.51.100.1")
    return client.get("/api/v1/tenancies/", headers={"authorization": f"Bearer {secret}"}).status_code


def test_a_valid_token_passes_at_an_address_full_of_guesses(guesses, secret):
    guesses("198.51.100.1", lambda number: "")
    assert ask("ksz_guess") == 429
    assert ask(secret) == 200


def test_without_redis_tokens_still_open_and_guesses_are_still_refused(secret, settings):
    nowhere = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock?db=0"}
    settings.CACHES = {"default": nowhere}
    assert ask(secret) == 200
    assert [ask("ksz_guess") for _try in range(22)] == [401] * 22
