"""Letters for the print shop: everything that waits as one PDF, with a list that says whose page is where."""

import csv
from dataclasses import dataclass
from io import BytesIO, StringIO

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader, PdfWriter

from kernel import audit, documents, faults, sequences
from kernel.access import Actor
from kernel.models import Document, OutboxMessage
from kernel.refusal import Refused
from shell.models import PrintBatch, PrintedLetter

MOST_LETTERS = 500
HEADINGS = ("sorszám", "fájl", "első oldal", "oldalak", "kézbesítés", "sha256", "üzenet")


class NothingToPrint(Refused):
    """No letter waits for the print shop."""


@dataclass(frozen=True)
class Placed:
    """One letter and where it begins in the whole."""

    message: OutboxMessage
    document: Document
    first_page: int
    pages: int


def waiting() -> int:
    """How many letters were laid out for the print shop and are in no batch yet."""
    return _unprinted().count()


def _unprinted() -> "models.QuerySet[OutboxMessage]":
    laid = OutboxMessage.objects.filter(channel="post", state=OutboxMessage.State.SENT, document__isnull=False)
    return laid.filter(printed__isnull=True)


@transaction.atomic
def make_batch(*, by: Actor) -> PrintBatch:
    """Put the letters that wait, 500 at the most, into one PDF and one list, in the order in which they left.

    A letter is in one batch only, whoever else makes one at the same time. Refuses when none waits.
    """
    keys = list(
        _unprinted().select_for_update(skip_locked=True, of=("self",)).order_by("pk").values_list("pk", flat=True)
    )
    messages = list(OutboxMessage.objects.filter(pk__in=keys[:MOST_LETTERS]).select_related("document").order_by("pk"))
    if not messages:
        raise NothingToPrint(_("No letter waits for the print shop."))
    whole, placed = _joined(messages)
    faults.point("printing.joined")
    number = sequences.take("print_batch")
    day = timezone.localdate()
    name = f"nyomda-{day:%Y%m%d}-{number:04d}"
    document = documents.store(
        kind="print_batch", name=f"{name}.pdf", media_type="application/pdf", content=whole, by=by
    )
    listed = documents.store(
        kind="print_manifest", name=f"{name}.csv", media_type="text/csv; charset=utf-8", content=manifest(placed), by=by
    )
    faults.point("printing.stored")
    batch = PrintBatch.objects.create(
        number=number,
        letters=len(placed),
        pages=sum(item.pages for item in placed),
        document_id=document.pk,
        manifest_id=listed.pk,
        made_by=by.actor_id,
    )
    PrintedLetter.objects.bulk_create(
        PrintedLetter(batch=batch, message=item.message, first_page=item.first_page, pages=item.pages)
        for item in placed
    )
    faults.point("printing.placed")
    audit.record(by, "print_batch_made", batch, letters=len(placed))
    return batch


def _joined(messages: list[OutboxMessage]) -> tuple[bytes, list[Placed]]:
    writer, placed, page = PdfWriter(), [], 1
    for message in messages:
        document = message.document
        if document is None:
            continue  # the query asks for messages with one
        letter = PdfReader(BytesIO(bytes(document.content)))
        writer.append(letter, outline_item=document.name)
        placed.append(Placed(message, document, page, len(letter.pages)))
        page += len(letter.pages)
    whole = BytesIO()
    writer.write(whole)
    return whole.getvalue(), placed


def manifest(placed: list[Placed]) -> bytes:
    """The list as a CSV that a Hungarian spreadsheet opens as it is: semicolons, a byte order mark."""
    text = StringIO()
    sheet = csv.writer(text, delimiter=";", lineterminator="\r\n")
    sheet.writerow(HEADINGS)
    for number, item in enumerate(placed, 1):
        proven = item.message.envelope.get("code") in {"demand", "notice"}
        sheet.writerow(
            [number, item.document.name, item.first_page, item.pages,
             "tértivevény" if proven else "egyszerű levél", item.document.sha256, item.message.pk]
        )  # fmt: skip
    return b"\xef\xbb\xbf" + text.getvalue().encode()
