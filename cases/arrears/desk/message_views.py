"""What residents sent from the portal, waiting for an answer."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.arrears import messages
from cases.arrears.models import ResidentMessage
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def resident_messages(request: DeskRequest) -> HttpResponse:
    """The oldest one that waits on top."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    rows = ResidentMessage.objects.filter(answered_at__isnull=True).select_related("tenancy__dwelling")
    may_answer = access.allowed(request.user, ArrearsPermission.CASES_WRITE)
    shown = sheet(rows.order_by("sent_at"), request)
    return page(request, "arrears/desk/messages.html", sheet=shown, may_answer=may_answer)


@desk
@require_POST
def message_answer(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    message = get_object_or_404(ResidentMessage, pk=pk)
    try:
        messages.answer(message=message, answer=request.POST.get("answer", ""), by=request.user)
        flash.success(request, _("Answered."))
    except Refused as refusal:
        flash.error(request, str(refusal))
    return redirect("resident_messages")


@desk
def message_paper(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The paper as it was sent: a download, never shown as a page of ours."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    message = get_object_or_404(ResidentMessage, pk=pk)
    stored = messages.paper_of(message)
    if stored is None:
        raise Http404
    audit.read(request.user, message, what="paper")
    response = HttpResponse(bytes(stored.content), content_type=stored.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(stored.name)}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
