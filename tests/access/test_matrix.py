"""Every address × method × who asks: as declared, nothing changed by a refusal, nothing seen of another office."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.people.models import Person
from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff, tokens
from tenants.accounts.models import Account
from tenants.registry.models import Office
from tests.access import expected, routes, sampling
from tests.conftest import PASSWORD, browser_of
from tests.report import say

EVERY = routes.every()
OFFICE = [route for route in EVERY if route.side == "office"]
DESK_ROLES = ("clerk", "debt_adviser", "exchange_adviser", "office_head", "auditor")
# Who looked is always written down, and sessions live; nothing else may change when a call is refused.
NOT_COUNTED = {"django_session", "axes_accessattempt", "axes_accesslog", "kernel_auditentry"}
NOBODY = {"uuid": uuid.UUID(int=4), "int": 2**31 - 2}


def test_every_address_is_declared_and_every_declaration_has_its_address():
    declared = set(expected.PAGES) | expected.PUBLIC | set(expected.API) | {expected.API_NOWHERE}
    assert {route.name for route in OFFICE} == declared
    bare = {route.name for route in EVERY if route.side == "bare"}
    assert bare == expected.BARE_PUBLIC | expected.BARE_PAGES


def test_every_address_has_the_guard_that_its_declaration_needs():
    wrong = []
    for route in EVERY:
        if route.guard == "":
            wrong.append(route.name)
        if route.side == "office" and route.name in expected.PAGES:
            readers, writers = expected.PAGES[route.name]
            allowed = (readers or frozenset()) | (writers or frozenset())
            if route.guard != ("portal" if allowed == expected.RESIDENTS else "desk"):
                wrong.append(route.name)
        if (route.guard == "api") != (route.name.startswith("api_") and route.name != "api_reader"):
            wrong.append(route.name)
    assert wrong == []


def test_every_api_method_is_declared():
    offered = {
        route.name: set(route.methods)
        for route in OFFICE
        if route.guard == "api" and route.name != expected.API_NOWHERE
    }
    assert offered == {name: set(methods) for name, methods in expected.API.items()}


@pytest.fixture
def world(alder_office: Office, birch_office: Office, person_at_desk: Callable[..., Account]) -> dict[str, Any]:
    """An office with one of everything, and somebody of every role in it."""
    cache.clear()
    samples = sampling.fill(alder_office, other=birch_office)
    with context.entered(alder_office):
        accounts = {role: person_at_desk(role) for role in DESK_ROLES}
        tenant = Person.objects.get(name="Próba Anna")
        accounts["resident"] = staff.open_resident_account(
            email="lako@example.hu", person_id=tenant.pk, password=PASSWORD, by=SYSTEM
        )
        leaving = person_at_desk("clerk", email="leaving@example.hu")
    samples["staff_let_go"] = {"pk": leaving.pk}
    clients: dict[str, Client] = {role: browser_of(alder_office, account) for role, account in accounts.items()}
    clients["anonymous"] = browser_of(alder_office)
    clients["elsewhere"] = Client(HTTP_HOST="alder.localhost")
    with context.entered(birch_office):
        stranger = person_at_desk("office_head", email="head@birch.example")
    clients["elsewhere"].cookies = browser_of(birch_office, stranger).cookies
    return {"samples": samples, "clients": clients, "office": alder_office}


def address(route: routes.Route, samples: dict[str, dict[str, Any]]) -> str:
    return reverse(route.name, urlconf="project.urls", kwargs=samples.get(route.name, {}))


def ask(client: Client, method: str, path: str) -> Any:
    """One call whose changes are undone."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.generic(method, path)
        response.changed = True
        transaction.set_rollback(True)
    return response


def rows(schemas: tuple[str, ...] = ("t_alder", "t_birch")) -> dict[str, int]:
    """How many row versions were ever written in each table, within this transaction."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE schemaname = ANY(%s)",
            [[*schemas, "public"]],
        )
        for name, written in cursor.fetchall():
            if name.split(".")[1] not in NOT_COUNTED:
                found[name] = written
    return found


def test_s1_every_page_lets_in_whom_it_should_and_nobody_else(world):
    wrong, tried, leaked = [], 0, 0
    for route in OFFICE:
        if route.name not in expected.PAGES:
            continue
        path = address(route, world["samples"])
        for method, allowed in zip(("GET", "POST"), expected.PAGES[route.name], strict=True):
            for role, client in world["clients"].items():
                before = rows()
                response = ask(client, method, path)
                tried += 1
                verdict = judge(response, role, allowed, route)
                if verdict != "allowed" and rows() != before:
                    leaked += 1
                    wrong.append((route.name, method, role, "a refused call changed rows"))
                if verdict == "wrong":
                    wrong.append((route.name, method, role, response.status_code))
    say("S1", tried=tried, survived=tried - len(wrong), leaked=leaked)
    assert wrong == []


def judge(response: Any, role: str, allowed: expected.Roles, route: routes.Route) -> str:
    """'allowed', 'refused' or 'wrong'."""
    status = response.status_code
    if role in {"anonymous", "elsewhere"}:
        return "refused" if status == 302 and "/accounts/sign-in/" in response["Location"] else "wrong"
    is_side = (route.guard == "portal") == (role == "resident")
    if not is_side:
        return "refused" if status == 403 else "wrong"
    if allowed is None:
        return "refused" if status == 405 else "wrong"
    if role not in allowed:
        return "refused" if status == 403 else "wrong"
    # A resident without an advert finds none: the right answer is 404 there.
    fine = {200, 302, 404} if role == "resident" else {200, 302}
    return "allowed" if status in fine and "/accounts/sign-in/" not in response.get("Location", "") else "wrong"


def test_s1_what_exists_in_another_office_looks_like_what_does_not_exist(world, birch_office, person_at_desk):
    """Asked from the other office with the rights to see it, an existing id and no id give the same bytes."""
    with context.entered(birch_office):
        head = person_at_desk("office_head", email="second@birch.example")
    client = browser_of(birch_office, head)
    wrong, tried = [], 0
    for route in OFFICE:
        if route.name not in expected.PAGES or route.parameters != ("pk",) or route.guard != "desk":
            continue
        there = world["samples"][route.name]["pk"]
        none = NOBODY["uuid" if isinstance(there, uuid.UUID) else "int"]
        for method in ("GET", "POST"):
            answers = [
                ask(client, method, reverse(route.name, urlconf="project.urls", kwargs={"pk": pk}))
                for pk in (there, none)
            ]
            tried += 1
            same = plain(answers[0], there) == plain(answers[1], none)
            if answers[0].status_code not in {404, 405} or answers[0].status_code != answers[1].status_code or not same:
                wrong.append((route.name, method, [answer.status_code for answer in answers]))
    assert wrong == []
    assert tried > 40


def plain(response: Any, pk: Any) -> bytes:
    """The body without what differs by itself: the address asked for, and the form tokens."""
    body = response.content.replace(f"/{pk}/".encode(), b"/PK/")
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", body)


def test_s1_every_api_call_needs_its_own_scope(world):
    office = world["office"]
    cache.clear()
    wrong, tried = [], 0
    holders = {}
    with context.entered(office):
        for scope in tokens.SCOPES:
            _token, holders[scope] = tokens.issue(name=scope, scopes=[scope], days=1, by=SYSTEM)
    for name, methods in expected.API.items():
        path = reverse(name, urlconf="project.urls", kwargs=world["samples"].get(name, {}))
        for method, needed in methods.items():
            for scope, secret in holders.items():
                client = Client(HTTP_HOST="alder.localhost", headers={"authorization": f"Bearer {secret}"})
                client.raise_request_exception = False
                before = rows()
                with transaction.atomic():
                    response = client.generic(
                        method, path, b"{}", content_type="application/json", headers={"idempotency-key": f"k{tried}"}
                    )
                    transaction.set_rollback(True)
                tried += 1
                refused = response.status_code == 403
                if refused == (scope == needed) or response.status_code in {401, 500}:
                    wrong.append((name, method, scope, response.status_code))
                if refused and {key: value for key, value in rows().items() if "idempotent" not in key} != {
                    key: value for key, value in before.items() if "idempotent" not in key
                }:
                    wrong.append((name, method, scope, "a refused call changed rows"))
    assert wrong == []
    assert tried == sum(len(methods) for methods in expected.API.values()) * len(tokens.SCOPES)


def test_the_bare_host_is_the_operators(db, person_at_desk):
    operator = Office.objects.get(kind="operator")
    with context.entered(operator):
        account = person_at_desk("operator", email="op@example.hu")
        clerk = person_at_desk("clerk", email="clerk@example.hu")
    inside, outside = browser_of(operator, account), browser_of(operator, clerk)
    for client in (inside, outside):
        client.defaults["HTTP_HOST"] = "localhost"
    assert inside.get("/desk/").status_code == 200
    assert outside.get("/desk/").status_code == 403
    assert Client(HTTP_HOST="localhost").get("/desk/").status_code == 302
    assert Client(HTTP_HOST="localhost").get("/api/v1/tenancies/").status_code == 404
