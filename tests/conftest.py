"""The fixed cast, and the ways to be somebody: a clerk at a desk, a resident at the portal, a machine."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tenants.accounts.models import Account
from tenants.registry import doors
from tenants.registry.models import Office
from tests import services

PASSWORD = "Kulcs-a-lakashoz-2026"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database was cloned before Django was loaded (tests/services.py)."""


@pytest.fixture(autouse=True)
def _fresh_process_memory() -> None:
    doors.forget()


@pytest.fixture
def alder_office(db: None) -> Office:
    return Office.objects.get(slug="alder")


@pytest.fixture
def birch_office(db: None) -> Office:
    return Office.objects.get(slug="birch")


@pytest.fixture
def alder(alder_office: Office) -> Iterator[Office]:
    """Inside the office Alder."""
    with context.entered(alder_office):
        yield alder_office


@pytest.fixture
def person_at_desk() -> Callable[..., Account]:
    """Take on somebody with a role in the office we are in."""

    def take_on(role: str = "clerk", email: str = "") -> Account:
        return staff.take_on(
            email=email or f"{role.replace('_', '-')}@example.hu",
            name=f"Próba {role}",
            roles=[role],
            password=PASSWORD,
            by=SYSTEM,
        )

    return take_on


def browser_of(office: Office, account: Account | None = None) -> Client:
    """A signed-in client on the office's own host (both factors given)."""
    client = Client(HTTP_HOST=f"{office.slug}.localhost")
    if account is not None:
        with context.entered(office):
            client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.session
            session["second_factor"] = True
            session.save()
    return client


@pytest.fixture
def desk_client(alder_office: Office, person_at_desk: Callable[..., Account]) -> Callable[..., Client]:
    def signed_in(role: str = "clerk", office: Office = alder_office) -> Client:
        with context.entered(office):
            account = Account.objects.filter(email=f"{role.replace('_', '-')}@example.hu").first() or person_at_desk(
                role
            )
        return browser_of(office, account)

    return signed_in


@pytest.fixture
def own_database(django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own, for tests with several processes or real commits."""
    from django.db import connections

    name = f"kuszob_test_own_{os.environ['KUSZOB_TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    services.create_clone(name)
    settings_dict = connections["default"].settings_dict
    before = settings_dict["NAME"]
    connections["default"].close()
    settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        yield name
        connections["default"].close()
    settings_dict["NAME"] = before
    services.drop_clone(name)


@pytest.fixture
def owned(own_database: str) -> Iterator[str]:
    """The owner's login on a fresh database."""
    from django.db import connections
    from psycopg.conninfo import conninfo_to_dict

    connection = connections["default"]
    before = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = conninfo_to_dict(services.owner_dsn(own_database))["user"]
    yield own_database
    connection.close()
    connection.settings_dict["USER"] = before
