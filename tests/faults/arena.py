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
from django.db.models import Sum
from django.utils import timezone
from psycopg import sql

from cases.arrears.models import LadderStep, Reminder, ReminderRun
from kernel import documents, faults
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from shell.letters import printing
from shell.models import PrintBatch, PrintedLetter
from tenants import context
from tenants.registry.models import Office
from tests import services
from tests.cases.arrears import household
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


def seed(emails: int = 3, letters: int = 2, texts: int = 0, plans: int = 0) -> None:
    """Arrears in both offices: some reached by e-mail, some by letter, some by text; some with a plan not kept."""
    for slug in OFFICES:
        with context.entered(Office.objects.get(slug=slug)):
            for number in range(emails + letters):
                email = f"lako{number}@{slug}.example" if number < emails else ""
                let = tenancy(door=str(number), parties=[person(f"Próba {number}", email=email)])
                charge(let, period=date(2026, 10, 1))
            _reached_by_text(texts)
            for number in range(plans):
                email = f"terv{number}@{slug}.example" if number % 2 else ""
                household.signed_plan(household.owing(door=f"t{number}", name=f"Terv {number}", email=email))
    connections["default"].close()


def _reached_by_text(number: int) -> None:
    """Households that had the first step and get the second one, which goes by text message here."""
    LadderStep.objects.filter(number=2).update(channel=LadderStep.Channel.SMS)
    earlier = ReminderRun.objects.create(business_date=date(2026, 11, 2), planned_by="past") if number else None
    for one in range(number):
        let = tenancy(
            door=f"s{one}", parties=[person(f"Sms {one}", phone=f"+3630123450{one}", sms_consent_on=date(2026, 1, 1))]
        )
        charge(let, period=date(2026, 10, 1))
        letter = documents.store(
            kind="reminder", name="past.pdf", media_type="application/pdf", content=b"%PDF-", by=SYSTEM
        )
        Reminder.objects.create(
            document_id=letter.pk, run=earlier, tenancy=let, step=1, period=date(2026, 10, 1), amount=20_000, months=1,
            oldest_due_on=date(2026, 10, 15), state=Reminder.State.SENT, channel="email", sent_on=date(2026, 11, 2),
        )  # fmt: skip


def clone(source: str, name: str) -> None:
    with services.Lock(), psycopg.connect(services.owner_dsn("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        )


def whole_run(*, later: timedelta = timedelta(0), kill_at: int = 10**9, point: str = "*") -> int:
    """A day of both offices, as the worker would do it; the number of fault points passed.

    Look at the plans, plan and release the reminders, deliver, and lay what was posted into print batches.
    """
    from cases.arrears import plan_checks, planning, reminders
    from worker import delivery

    faults.arm(point, kill_at)
    for slug in OFFICES:
        with context.entered(Office.objects.get(slug=slug)):
            plan_checks.check_all(on=ON, writer=reminders.writer_on(ON), by=SYSTEM)
            run = planning.plan(on=ON, by=SYSTEM)
            reminders.release(run=run, by=SYSTEM, on=ON)
            delivery.drain(at=timezone.now() + later)
            if printing.waiting():
                printing.make_batch(by=SYSTEM)
    return faults.passed()


def states() -> Counter[str]:
    found: Counter[str] = Counter()
    for slug in OFFICES:
        with context.entered(Office.objects.get(slug=slug)):
            found += Counter(OutboxMessage.objects.values_list("state", flat=True))
    connections["default"].close()
    return found


def letters() -> Counter[str]:
    return Counter(path.name for path in settings.POST_SPOOL.rglob("*.pdf"))


def laid_texts() -> Counter[str]:
    """Text messages in the folder that stands for a gateway."""
    return Counter(path.name for path in Path(settings.SMS["sink"]).rglob("*.json"))


def printed() -> tuple[int, int]:
    """(letters laid but in no batch, pages or places of batches too many), over both offices."""
    missing = too_many = 0
    for slug in OFFICES:
        with context.entered(Office.objects.get(slug=slug)):
            missing += printing.waiting()
            placed = PrintedLetter.objects.count()
            too_many += placed - PrintedLetter.objects.values("message").distinct().count()
            too_many += (PrintBatch.objects.aggregate(total=Sum("letters"))["total"] or 0) - placed
    connections["default"].close()
    return missing, too_many


@contextmanager
def surroundings(folder: Path, *, journal: bool):
    """The relay, the spool and (perhaps) the journal of one test."""
    relay = Relay(folder / "relay")
    before = (settings.SMTP, settings.MAIL_JOURNAL, settings.POST_SPOOL, settings.SMS)
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": relay.port, "use_tls": False, "timeout": 5}
    settings.MAIL_JOURNAL = relay.folder if journal else None
    settings.POST_SPOOL = folder / "post"
    settings.SMS = {"gateway": "", "token": "", "sink": str(folder / "sms")}
    try:
        yield relay
    finally:
        settings.SMTP, settings.MAIL_JOURNAL, settings.POST_SPOOL, settings.SMS = before
        relay.stop()


def clear_spool() -> None:
    for folder in (settings.POST_SPOOL, Path(settings.SMS["sink"])):
        for path in folder.rglob("*"):
            if path.is_file():
                path.unlink()
