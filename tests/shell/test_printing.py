"""Letters as one file for the print shop: each once, with a list that says whose page is where."""

import csv
from io import BytesIO, StringIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from kernel import outbox
from kernel.access import SYSTEM
from kernel.models import Document, OutboxMessage
from shell.letters import printing
from shell.models import PrintedLetter
from tests.cases.arrears.household import ADVISER, HEAD, case_of, owing, writer
from tests.cases.arrears.test_demands import DRAFTED, ISSUED
from tests.cast import person


def laid(office) -> None:
    """Two letters of one demand, laid out for the print shop."""
    from cases.arrears import demands

    let = owing(parties=[person("Őri Anna"), person("Űrös Béla")])
    demand = demands.draft(case=case_of(let, on=DRAFTED), on=DRAFTED, by=ADVISER)
    demands.issue(demand=demand, on=ISSUED, writer=writer(ISSUED), by=HEAD)
    OutboxMessage.objects.update(state="sent", handed_at="2026-10-29T10:00+01:00")


def content(pk) -> bytes:
    return bytes(Document.objects.get(pk=pk).content)


def test_the_letters_that_wait_are_one_pdf_with_a_list(alder):
    laid(alder)
    assert printing.waiting() == 2

    batch = printing.make_batch(by=SYSTEM)

    whole = PdfReader(BytesIO(content(batch.document_id)))
    assert (batch.number, batch.letters, batch.pages, len(whole.pages)) == (1, 2, len(whole.pages), batch.pages)
    rows = list(csv.reader(StringIO(content(batch.manifest_id).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(printing.HEADINGS)
    assert [row[4] for row in rows[1:]] == ["tértivevény", "tértivevény"]
    for row, name in zip(rows[1:], ("Őri Anna", "Űrös Béla"), strict=True):
        assert name in whole.pages[int(row[2]) - 1].extract_text()


def test_a_letter_is_printed_once(alder):
    laid(alder)
    printing.make_batch(by=SYSTEM)
    assert printing.waiting() == 0
    with pytest.raises(printing.NothingToPrint):
        printing.make_batch(by=SYSTEM)
    first = PrintedLetter.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedLetter.objects.create(batch=first.batch, message=first.message, first_page=9, pages=1)


def test_what_has_not_left_yet_or_goes_by_mail_is_not_printed(alder):
    laid(alder)
    OutboxMessage.objects.filter(pk=OutboxMessage.objects.first().pk).update(state="waiting", handed_at=None)
    subject = OutboxMessage.objects.first()
    outbox.post("x", key="mail", channel="email", subject=subject)
    assert printing.waiting() == 1
