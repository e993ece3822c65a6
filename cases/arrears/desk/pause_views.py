"""The reminders of one tenancy and its pauses; pauses that are about to end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.arrears import pauses
from cases.arrears.desk.forms import PauseForm
from cases.arrears.models import Pause
from cases.arrears.permissions import ArrearsPermission
from cases.tenancies import queries
from cases.tenancies.models import Tenancy
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def arrears_of(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What was sent to this tenancy, what was held back and why, and the pauses; a new pause is set here."""
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    tenancy = get_object_or_404(queries.with_balance(Tenancy.objects.select_related("dwelling")), pk=pk)
    audit.read(request.user, tenancy, what="reminders")
    today, form = timezone.localdate(), PauseForm(request.POST or None)
    if request.method == "POST":
        access.require(request.user, ArrearsPermission.PAUSE)
    if form.is_valid():
        try:
            pauses.pause(tenancy=tenancy, on=today, by=request.user, **form.cleaned_data)
            messages.success(request, _("No reminder goes out until the pause ends."))
            return redirect("arrears_of", pk)
        except Refused as refusal:
            form.add_error("until", str(refusal))
    return page(
        request,
        "arrears/desk/of_tenancy.html",
        tenancy=tenancy,
        form=form,
        today=today,
        pauses=tenancy.pauses.all(),
        sheet=sheet(tenancy.reminders.select_related("run").order_by("-run__business_date"), request),
        may_pause=access.allowed(request.user, ArrearsPermission.PAUSE),
    )


@desk
@require_POST
def lift_pause(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ArrearsPermission.PAUSE)
    pause = get_object_or_404(Pause, pk=pk)
    pauses.lift(pause=pause, on=timezone.localdate(), by=request.user)
    messages.success(request, _("The pause is lifted: reminders go out again."))
    return redirect("arrears_of", pause.tenancy_id)


@desk
def current_pauses(request: DeskRequest) -> HttpResponse:
    """Pauses in force, the one that ends first on top."""
    access.require(request.user, ArrearsPermission.REMINDERS_READ)
    today = timezone.localdate()
    rows = Pause.objects.filter(ends_on__gte=today).select_related("tenancy__dwelling").order_by("ends_on", "pk")
    return page(request, "arrears/desk/pauses.html", sheet=sheet(rows, request), today=today)
