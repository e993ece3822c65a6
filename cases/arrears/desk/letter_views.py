"""Letters of a case at the desk: inviting, reading what went out, and saying what became of one that got stuck."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from cases.arrears import case_letters, invitations, letter_outcomes, reminders
from cases.arrears.desk.case_forms import InvitationForm
from cases.arrears.desk.case_views import loaded
from cases.arrears.desk.forms import SettleForm
from cases.arrears.desk.letter_files import VIEWER, pdf
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.models import OutboxMessage
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def invitation_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The day typed, the very letter shown, then sent."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    case, today = loaded(pk), timezone.localdate()
    writer = reminders.writer_on(today)
    start = writer.calendar.next_working_day(today + timedelta(days=14))
    form, letter = InvitationForm(request.POST or None, initial={"come_by": start}), None
    if form.is_valid():
        come_by = form.cleaned_data["come_by"]
        try:
            wanted = invitations.request(case=case, come_by=come_by, writer=writer)
            letter = case_letters.word(wanted, writer=writer)
            if "send" in request.POST:
                invitations.invite(case=case, come_by=come_by, writer=writer, by=request.user)
                messages.success(request, _("The invitation goes out."))
                return redirect("arrears_case", pk)
        except Refused as refusal:
            form.add_error("come_by", str(refusal))
    return page(request, "arrears/desk/invitation.html", case=case, form=form, letter=letter)


def _loaded_letter(pk: int) -> OutboxMessage:
    return get_object_or_404(OutboxMessage.objects.select_related("document"), pk=pk, topic=case_letters.TOPIC)


@desk
@csp_override(VIEWER)
def case_letter(request: DeskRequest, pk: int) -> HttpResponse:
    """The very paper that went out, or will."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    message = _loaded_letter(pk)
    (sent,) = letter_outcomes.with_tenancies([message])
    audit.read(request.user, sent.tenancy or message, what="letter")
    if message.document is None:
        raise Http404
    return pdf(bytes(message.document.content), name=message.document.name)


@desk
@require_POST
def case_letter_settle(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ArrearsPermission.REMINDERS_PLAN)
    message, was_sent = _loaded_letter(pk), SettleForm(request.POST).said()
    if was_sent is None:
        messages.error(request, _("Say whether it went out or not."))
        return redirect("reminder_unsettled")
    try:
        letter_outcomes.settle(message=message, was_sent=was_sent, on=timezone.localdate(), by=request.user)
        messages.success(request, _("Noted.") if was_sent else _("It goes by post now."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reminder_unsettled")
