"""The steps of a sale at the desk: lines of the checklist, meetings, and everybody's meetings by date."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts.permissions import ExchangePermission
from exchange.sales import appointments, checklist, queries
from exchange.sales.desk import forms
from exchange.sales.models import Appointment, CheckItem
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def sale_item(request: DeskRequest, pk: int) -> HttpResponse:
    """Note one line; with a mistake in it the line comes back as it was written."""
    access.require(request.user, ExchangePermission.WRITE)
    item = get_object_or_404(CheckItem.objects.select_related("plan__person"), pk=pk)
    today = timezone.localdate()
    start = {"state": item.state, "on": item.done_on or today, "text": item.note}
    form = forms.ItemForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            checklist.note(item=item, today=today, by=request.user, **form.cleaned_data)
            messages.success(request, _("The line is noted."))
            return redirect("sale", item.plan_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "sales/desk/item.html", item=item, plan=item.plan, form=form)


@desk
def sale_appointment_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    plan = get_object_or_404(queries.plans(), pk=pk)
    form = forms.AppointmentForm(request.POST or None)
    if form.is_valid():
        try:
            appointments.arrange(plan=plan, now=timezone.now(), by=request.user, **form.meeting())
            messages.success(request, _("The meeting is kept. The household is reminded before it."))
            return redirect("sale", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "sales/desk/appointment.html", plan=plan, form=form)


@desk
@require_POST
def sale_appointment_cancel(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    meeting = get_object_or_404(Appointment, pk=pk)
    try:
        appointments.call_off(appointment=meeting, at=timezone.now(), by=request.user)
        messages.success(request, _("The meeting is called off. Please tell the other side."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("sale", meeting.plan_id)


@desk
def sale_appointments(request: DeskRequest) -> HttpResponse:
    """All meetings to come, the next one first."""
    access.require(request.user, ExchangePermission.READ)
    shown = sheet(queries.coming(now=timezone.now()), request)
    audit.record(request.user, "sale_appointments_read", None)
    return page(request, "sales/desk/appointments.html#rows", sheet=shown)
