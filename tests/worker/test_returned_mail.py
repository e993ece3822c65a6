"""Mail that came back: reports as mail servers write them, brought to the right office and letter, once."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from cases.arrears import invitations, letter_outcomes, planning, reminders
from cases.arrears.models import Reminder
from cases.people.models import Person
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tenants import context
from tests.cases.arrears.household import ADVISER, ON, case_of, owing, writer
from worker import delivery, returned_mail
from worker.channels.email import returns

REPORT = """From: MAILER-DAEMON@relay.example
To: ertesites@kuszob.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

Sajnáljuk, nincs ilyen postafiók.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b1
Content-Type: {kind}

From: Iroda <ertesites@kuszob.example>
Message-ID: <{message_id}@kuszob.example>
{header}Subject: =?utf-8?b?RW1sw6lrZXp0xZE=?=

--b1--
"""


def report(message_id, **known):
    facts = {"address": "Anna@Example.hu", "action": "failed", "status": "5.1.1", "kind": "text/rfc822-headers",
             "header": "X-Kuszob-Office: town_alder\n", "message_id": message_id} | known  # fmt: skip
    return REPORT.format(**facts).encode()


def test_a_report_names_the_letter_and_the_address():
    assert returns.read(report("abc")) == returns.Report("abc", "town_alder", ("anna@example.hu",))
    assert returns.read(report("abc", kind="message/rfc822", header="")) == returns.Report(
        "abc", "", ("anna@example.hu",)
    )


@pytest.mark.parametrize(
    "content",
    [
        report("abc", action="delayed", status="4.2.2"),
        report("abc", status="4.4.1"),
        report("", header=""),
        b"Subject: Re: Fizet\xe9si eml\xe9keztet\xf5\n\nMegkaptam, k\xf6sz\xf6n\xf6m.",
        b"",
        b"\x00" * 100,
        report("abc")[:400],
    ],
)
def test_anything_else_says_nothing(content):
    assert returns.read(content) is None


@pytest.fixture
def maildir(tmp_path):
    (tmp_path / "new").mkdir()
    return tmp_path


def sent(message: OutboxMessage) -> OutboxMessage:
    OutboxMessage.objects.filter(pk=message.pk).update(state="sent", handed_at=timezone.now())
    message.refresh_from_db()
    return message


def reminder_to(email: str) -> tuple[Reminder, OutboxMessage]:
    owing(email=email)
    run = planning.plan(on=ON, by=SYSTEM)
    reminders.release(run=run, by=SYSTEM, on=ON)
    reminder = run.reminders.get()
    Reminder.objects.update(state="sent", sent_on=ON)
    return reminder, sent(OutboxMessage.objects.get())


def lay(maildir: Path, content: bytes, name: str = "1.host") -> None:
    (maildir / "new" / name).write_bytes(content)


def test_a_reminder_that_came_back_is_noted_once_and_the_next_goes_by_post(alder, maildir):
    reminder, message = reminder_to("anna@example.hu")
    content = report(delivery.message_id(message), header=f"X-Kuszob-Office: {alder.schema_name}\n")
    for name in ("1.host", "2.host"):
        lay(maildir, content, name)
    lay(maildir, b"Subject: spam\n\n", "3.host")
    returned_mail.read_all(maildir, on=ON)
    reminder.refresh_from_db()
    assert reminder.returned_on == ON
    assert Person.objects.get().email_bounced_on == ON
    assert not list((maildir / "new").iterdir())
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S", "3.host:2,FS"]


def test_a_case_letter_that_reached_nobody_goes_to_a_person(alder, maildir):
    case = case_of(owing(email="anna@example.hu"))
    invitations.invite(case=case, come_by=date(2026, 10, 5), writer=writer(ON), by=ADVISER)
    message = sent(OutboxMessage.objects.get())
    lay(maildir, report(delivery.message_id(message), header=""))
    assert returned_mail.read_all(maildir, on=ON) == 1
    (stuck,) = letter_outcomes.with_tenancies(letter_outcomes.unsettled())
    assert stuck.message.reason == "came back" and str(stuck.reason) != "came back"


def test_one_of_two_who_was_reached_keeps_the_letter_sent(alder, maildir):
    _reminder, message = reminder_to("anna@example.hu")
    OutboxMessage.objects.update(envelope=message.envelope | {"to": ["anna@example.hu", "bela@example.hu"]})
    lay(maildir, report(delivery.message_id(message), header=""))
    returned_mail.read_all(maildir, on=ON)
    assert Reminder.objects.get().returned_on is None and Person.objects.get().email_bounced_on == ON


def test_a_report_about_another_offices_letter_changes_nothing_here(alder_office, birch_office, maildir):
    with context.entered(alder_office):
        _reminder, message = reminder_to("anna@example.hu")
        real = delivery.message_id(message)
    lay(maildir, report(real, header=f"X-Kuszob-Office: {birch_office.schema_name}\n"), "1.host")
    lay(maildir, report("0" * 40, header=f"X-Kuszob-Office: {alder_office.schema_name}\n"), "2.host")
    lay(maildir, report(real[:20], header=""), "3.host")
    assert returned_mail.read_all(maildir, on=ON) == 0
    with context.entered(alder_office):
        assert Person.objects.get().email_bounced_on is None


def test_without_a_folder_nothing_is_read(tmp_path):
    assert returned_mail.read_all(tmp_path / "none", on=ON) == 0
