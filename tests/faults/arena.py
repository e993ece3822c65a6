"""A place to kill processes in: databases cloned from one seeded state, a relay that keeps what it took."""

import re
import socket
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connections
from django.utils import timezone
from psycopg import sql

from kernel import faults
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from tests import services
from tests.cast import charge, person, tenancy

ON = date(2026, 11, 23)
OFFICES = ("alder", "birch")
MESSAGE_ID = re.compile(rb"^Message-ID: *<([^>]+)>", re.MULTILINE | re.IGNORECASE)


class Relay:
    """An SMTP sink that files every message it accepts, one file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.number = 0
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.number += 1
        (self.folder / f"{self.number}.eml").write_bytes(envelope.content)
        return "250 taken"

    def taken(self) -> Counter[bytes]:
        return Counter(MESSAGE_ID.search(path.read_bytes())[1] for path in self.folder.glob("*.eml"))

    def empty(self) -> None:
        for path in self.folder.glob("*.eml"):
            path.unlink()

    def stop(self) -> None:
        self.controller.stop()


def use_database(name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


def seed(emails: int = 3, letters: int = 2) -> None:
    """Arrears in both offices: some reached by e-mail, some by letter."""
    for slug in OFFICES:
        with context.entered(Office.objects.get(slug=slug)):
            for number in range(emails + letters):
                email = f"lako{number}@{slug}.example" if number < emails else ""
                let = tenancy(door=str(number), parties=[person(f"Próba {number}", email=email)])
                charge(let, period=date(2026, 10, 1))
    connections["default"].close()


def clone(source: str, name: str) -> None:
    with services.Lock(), psycopg.connect(services.owner_dsn("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        )


def whole_run(*, later: timedelta = timedelta(0), kill_at: int = 10**9, point: str = "*") -> int:
    """Plan, release and deliver in both offices, as the worker would; the number of fault points passed."""
    from cases.arrears import planning, reminders
    from worker import delivery

    faults.arm(point, kill_at)
    for slug in OFFICES:
        with context.entered(Office.objects.get(slug=slug)):
            run = planning.plan(on=ON, by=SYSTEM)
            reminders.release(run=run, by=SYSTEM, on=ON)
            delivery.drain(at=timezone.now() + later)
    return min(faults.passed(), 98)


def states() -> Counter[str]:
    found: Counter[str] = Counter()
    for slug in OFFICES:
        with context.entered(Office.objects.get(slug=slug)):
            found += Counter(OutboxMessage.objects.values_list("state", flat=True))
    connections["default"].close()
    return found


def letters() -> Counter[str]:
    return Counter(path.name for path in settings.POST_SPOOL.rglob("*.pdf"))


@contextmanager
def surroundings(folder: Path, *, journal: bool):
    """The relay, the spool and (perhaps) the journal of one test."""
    relay = Relay(folder / "relay")
    before = (settings.SMTP, settings.MAIL_JOURNAL, settings.POST_SPOOL)
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": relay.port, "use_tls": False, "timeout": 5}
    settings.MAIL_JOURNAL = relay.folder if journal else None
    settings.POST_SPOOL = folder / "post"
    try:
        yield relay
    finally:
        settings.SMTP, settings.MAIL_JOURNAL, settings.POST_SPOOL = before
        relay.stop()


def clear_spool() -> None:
    for path in settings.POST_SPOOL.rglob("*"):
        if path.is_file():
            path.unlink()
