"""Releasing in batches: constant statements, each household its own letter, a bad one alone left behind."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from cases.arrears import planning, reminders
from cases.arrears.models import Reminder
from kernel import documents
from kernel.access import SYSTEM
from kernel.models import AuditEntry, Document, OutboxMessage
from tests.cases.arrears.household import owing
from tests.cast import pay

ON = date(2026, 9, 21)
NAMES = ("Őri Anna", "Űrös Béla", "Zsiga Péter")


@pytest.fixture
def three(alder):
    return [owing(name=name, door=str(door)) for door, name in enumerate(NAMES, 1)]


def released(on: date = ON) -> int:
    return reminders.release(run=planning.plan(on=on, by=SYSTEM), by=SYSTEM, on=on)


def statements(on: date) -> list[str]:
    run = planning.plan(on=on, by=SYSTEM)
    with CaptureQueriesContext(connection) as captured:
        reminders.release(run=run, by=SYSTEM, on=on)
    return [query["sql"] for query in captured]


def text_of(reminder: Reminder) -> str:
    pdf = bytes(Document.objects.get(pk=reminder.document_id).content)
    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_one_letter_and_three_cost_the_same_statements(alder):
    owing()
    one = statements(ON)
    Reminder.objects.update(state="cancelled")
    for door in ("2", "3"):
        owing(name=f"Próba {door}", door=door)
    three = statements(date(2026, 9, 22))
    assert Document.objects.count() == 1 + 3
    assert len(three) == len(one)
    assert sum("INSERT INTO" in sql and "kernel_document" in sql for sql in three) == 1


def test_every_reminder_has_its_own_letter_and_its_own_parcel(three):
    assert released() == 3

    for name, let in zip(NAMES, three, strict=True):
        reminder = let.reminders.get()
        message = OutboxMessage.objects.get(subject_id=str(reminder.pk))
        assert message.document_id == reminder.document_id
        assert name in text_of(reminder)
        assert f"{let.number}/202607-1" in text_of(reminder)
        assert not any(other in text_of(reminder) for other in NAMES if other != name)
    assert len(set(Document.objects.values_list("sha256", flat=True))) == 3


def test_a_run_longer_than_a_batch_leaves_nobody_out_and_writes_nobody_twice(three, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 2)
    assert released() == 3
    assert Document.objects.count() == OutboxMessage.objects.count() == 3
    assert AuditEntry.objects.filter(verb="reminder_released").count() == 3


def test_a_letter_that_cannot_be_printed_leaves_no_document_and_no_parcel(three, monkeypatch):
    render = reminders.render

    def jammed(letter):
        if letter.recipient_name == NAMES[1]:
            raise RuntimeError
        return render(letter)

    monkeypatch.setattr(reminders, "render", jammed)
    assert released() == 2

    assert [let.reminders.get().state for let in three] == ["released", "cancelled", "released"]
    bad = three[1].reminders.get()
    assert (bad.document_id, bad.note) == (None, "cannot be written: RuntimeError")
    assert Document.objects.count() == OutboxMessage.objects.count() == 2


def test_what_is_kept_is_the_amount_of_the_day_of_release(three):
    run = planning.plan(on=ON, by=SYSTEM)
    pay(three[0], 20_000, on=ON)
    pay(three[1], 60_000, on=ON)
    reminders.release(run=run, by=SYSTEM, on=ON)
    assert [
        (row.state, row.amount, row.months, row.oldest_due_on, row.note)
        for row in run.reminders.order_by("tenancy__number")
    ] == [
        ("released", 40_000, 2, date(2026, 8, 15), ""),
        ("cancelled", 60_000, 3, date(2026, 7, 15), "paid"),
        ("released", 60_000, 3, date(2026, 7, 15), ""),
    ]


def test_documents_kept_together_are_what_they_are_kept_alone(alder):
    known = {"kind": "x", "name": "ő.pdf", "media_type": "application/pdf", "content": b"\x00\xff%PDF", "by": SYSTEM}
    alone = documents.store(**known)
    prepared = [documents.prepare(**known) for _number in range(3)]
    with CaptureQueriesContext(connection) as captured:
        documents.store_many(prepared)
    assert len(captured) == 1
    for kept in Document.objects.exclude(pk=alone.pk):
        assert (bytes(kept.content), kept.size, kept.sha256, kept.name, kept.created_by) == (
            b"\x00\xff%PDF", alone.size, alone.sha256, "ő.pdf", alone.created_by,
        )  # fmt: skip
        assert kept.created_at is not None
