"""Letters for the print shop: what waits, the batches made, their PDF and their list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.arrears.desk.run_pages import who
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.models import Document
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.letters import printing
from shell.models import PrintBatch
from shell.pages import page, sheet


@desk
def print_batches(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    shown = sheet(PrintBatch.objects.all(), request)
    return page(
        request,
        "arrears/desk/print_batches.html",
        sheet=shown,
        rows=[(batch, who(batch.made_by)) for batch in shown],
        waiting=printing.waiting(),
        may_make=access.allowed(request.user, ArrearsPermission.REMINDERS_PLAN),
    )


@desk
@require_POST
def print_make(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_PLAN)
    try:
        batch = printing.make_batch(by=request.user)
        sentence = ngettext("%(n)d letter is in one file.", "%(n)d letters are in one file.", batch.letters)
        messages.success(request, sentence % {"n": batch.letters})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("print_batches")


@desk
def print_batch(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The batch as one PDF."""
    return _file(request, get_object_or_404(PrintBatch, pk=pk), "document_id")


@desk
def print_manifest(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The batch's list as a CSV."""
    return _file(request, get_object_or_404(PrintBatch, pk=pk), "manifest_id")


def _file(request: DeskRequest, batch: PrintBatch, which: str) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_PLAN)
    audit.read(request.user, batch, what=which)
    stored = get_object_or_404(Document, pk=getattr(batch, which))
    response = HttpResponse(bytes(stored.content), content_type=stored.media_type)
    response["Content-Disposition"] = f'attachment; filename="{stored.name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
