"""The adviser's checklist of an advert, the word that it is verified, and whether the office wants that at all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import checks, settings, verification
from exchange.adverts.desk.verification_forms import ChecklistForm, SettingForm, rows_of
from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def checklist(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    shown, today = get_object_or_404(Advert.objects.select_related("person", "dwelling"), pk=pk), timezone.localdate()
    rows = rows_of(shown, standing=checks.standing_of(shown, on=today))
    form = ChecklistForm(request.POST or None, rows=rows)
    if form.is_valid():
        try:
            verification.check(advert=shown, findings=form.findings(), by=request.user, on=today)
            messages.success(request, _("The checklist is kept."))
            return redirect("exchange_advert", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "adverts/desk/checklist.html", advert=shown, form=form)


@desk
@require_POST
def verify(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    shown = get_object_or_404(Advert, pk=pk)
    try:
        verification.verify(advert=shown, by=request.user, on=timezone.localdate())
        messages.success(request, _("The advert is verified: it can be published."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange_advert", pk)


@desk
def office_setting(request: DeskRequest) -> HttpResponse:
    access.require(request.user, ExchangePermission.SETTINGS)
    form = SettingForm(request.POST or None, initial={"verify_first": "yes" if settings.verify_first() else "no"})
    if form.is_valid():
        settings.change(verify_first=form.cleaned_data["verify_first"] == "yes", by=request.user)
        messages.success(request, _("The setting is kept."))
        return redirect("exchange_adverts")
    return page(request, "adverts/desk/setting.html", form=form)
