"""A reminder's letter as a file: the stored one when it was released, otherwise a preview marked as one."""

from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from cases.arrears import ladder, letters, reminders
from cases.arrears.desk.views import loaded
from cases.arrears.models import Reminder
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.models import Document
from shell.guards import DeskRequest, desk
from shell.letters import render

# A browser's own PDF viewer draws with an embedded object and styles of its own; nothing else may load.
VIEWER = {
    "default-src": [CSP.NONE],
    "object-src": [CSP.SELF],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
}


@desk
@csp_override(VIEWER)
def reminder_letter(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    reminder = loaded(pk)
    audit.read(request.user, reminder.tenancy, what="letter")
    stored = Document.objects.filter(pk=reminder.document_id).first() if reminder.document_id else None
    if stored is not None:
        return pdf(bytes(stored.content), name=stored.name)
    return pdf(preview(reminder), name=f"preview-{reminder.tenancy.number}.pdf")


def preview(reminder: Reminder) -> bytes:
    """The letter as it would be written, with "preview" in its subject. 404 for a row that gets no letter."""
    steps = {step.number: step for step in ladder.steps_on(reminder.run.business_date)}
    if reminder.state == Reminder.State.EXCLUDED or reminder.step not in steps:
        raise Http404
    writer = reminders.writer_on(reminder.run.business_date)
    worded = letters.word(reminder, step=steps[reminder.step], writer=writer)
    with translation.override(letters.LETTER_LANGUAGE):
        label = _("PREVIEW – nothing was sent")
    return render(replace(worded.letter, subject=f"{label}: {worded.letter.subject}"))


def pdf(content: bytes, *, name: str) -> HttpResponse:
    """To be looked at in the browser, kept by nobody on the way."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
