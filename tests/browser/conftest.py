"""A real browser against a real server on a database of the test's own."""

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections

from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tenants.accounts.models import Account
from tenants.registry.models import Office
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.conftest import PASSWORD, browser_of

# Playwright runs an event loop in this thread; the tests stay synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadedWSGIServer):
    """Closes its thread's database connection after each request, so that the database can be dropped."""

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@pytest.fixture
def site(own_database: str) -> Iterator[int]:
    """The port of a running service."""
    server = _Server(("127.0.0.1", 0), _Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """One person's browser window on one office."""

    def __init__(self, browser: Any, office: Office, port: int, *, width: int = 1280, language: str = "hu") -> None:
        self.office, self.port = office, port
        self.window = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, base_url=f"http://{office.slug}.localhost:{port}"
        )
        self.page = self.window.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def signed_in(self, account: Account) -> "Visitor":
        """Carry the session of an account that gave both factors."""
        client = browser_of(self.office, account)
        self.window.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": f"http://{self.office.slug}.localhost:{self.port}"}
                for name, morsel in client.cookies.items()
            ]
        )
        return self

    def go(self, path: str) -> Any:
        self.page.goto(path)
        return self.page


@pytest.fixture
def visitor(chromium: Any, site: int) -> Iterator[Callable[..., Visitor]]:
    made: list[Visitor] = []

    def visit(slug: str = "alder", role: str = "", **how: Any) -> Visitor:
        office = Office.objects.get(slug=slug)
        person = Visitor(chromium, office, site, **how)
        made.append(person)
        if role:
            with context.entered(office):
                email = f"{role.replace('_', '-')}@{slug}.example"
                account = Account.objects.filter(email=email).first() or staff.take_on(
                    email=email, name=f"Próba {role}", roles=[role], password=PASSWORD, by=SYSTEM
                )
            person.signed_in(account)
        return person

    yield visit
    for person in made:
        person.window.close()
