"""A resident asks for a talk or sends a paper from a phone; somebody in the office answers."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import ResidentMessage
from cases.tenancies.models import Tenancy
from kernel import audit, documents
from kernel.access import Actor
from kernel.models import Document
from kernel.refusal import Refused

LARGEST_PAPER = 12 * 1024 * 1024
MOST_WAITING = 20
# The first bytes tell what a file is; its name and what the browser says do not.
KNOWN = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
)


class CannotSend(Refused):
    """The message cannot be taken."""


@transaction.atomic
def ask_for_talk(*, tenancy: Tenancy, text: str, phone: str, when: str, by: Actor) -> ResidentMessage:
    """A wish for a talk, with where and when to call. Refuses while many messages wait unanswered."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    _refuse_a_flood(tenancy)
    message = ResidentMessage.objects.create(
        tenancy=tenancy, kind=ResidentMessage.Kind.TALK, text=text.strip(), phone=phone.strip(), when=when,
        sent_by=by.actor_id,
    )  # fmt: skip
    audit.record(by, "talk_asked_for", message)
    return message


@transaction.atomic
def send_paper(*, tenancy: Tenancy, name: str, content: bytes, text: str, by: Actor) -> ResidentMessage:
    """A paper or its photograph: a PDF, a JPEG or a PNG of up to 12 MB. Refuses anything else."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    _refuse_a_flood(tenancy)
    if len(content) > LARGEST_PAPER:
        raise CannotSend(_("This file is larger than 12 MB: take the photograph in a smaller size."))
    media_type, ending = _kind_of(content)
    safe = name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].rsplit(".", 1)[0][:80] or "irat"
    document = documents.store(
        kind="resident_paper", name=f"{safe}.{ending}", media_type=media_type, content=content, by=by
    )
    message = ResidentMessage.objects.create(
        tenancy=tenancy,
        kind=ResidentMessage.Kind.PAPER,
        text=text.strip(),
        document_id=document.pk,
        sent_by=by.actor_id,
    )
    audit.record(by, "paper_sent", message, size=len(content))
    return message


def _kind_of(content: bytes) -> tuple[str, str]:
    for start, media_type, ending in KNOWN:
        if content.startswith(start):
            return media_type, ending
    raise CannotSend(_("Only photographs (JPEG, PNG) and PDF files can be sent: take a photograph of the paper."))


def _refuse_a_flood(tenancy: Tenancy) -> None:
    if ResidentMessage.objects.filter(tenancy=tenancy, answered_at__isnull=True).count() >= MOST_WAITING:
        raise CannotSend(_("Many of your messages are waiting for an answer: please call the office."))


@transaction.atomic
def answer(*, message: ResidentMessage, answer: str, by: Actor) -> None:
    """Close a message with a short answer that the resident reads. A second answer changes nothing."""
    locked = ResidentMessage.objects.select_for_update().get(pk=message.pk)
    if locked.answered_at is not None:
        raise CannotSend(_("Somebody has answered this already."))
    locked.answered_at, locked.answered_by, locked.answer = timezone.now(), by.actor_id, answer.strip()[:500]
    locked.save(update_fields=["answered_at", "answered_by", "answer"])
    audit.record(by, "message_answered", locked)


def paper_of(message: ResidentMessage) -> Document | None:
    """The stored file of a message."""
    return Document.objects.filter(pk=message.document_id).first() if message.document_id else None
