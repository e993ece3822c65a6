"""Photographs of an offered flat at the desk: seen by whoever may read adverts, changed by who may write them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import photo_pages, photos
from exchange.adverts.forms import CaptionForm, PhotoForm
from exchange.adverts.models import Advert, AdvertPhoto
from exchange.adverts.permissions import ExchangePermission
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page

SIDE = "exchange_photo"


@desk
def photo_list(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    shown = get_object_or_404(Advert.objects.select_related("person", "dwelling"), pk=pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            content, caption = photo_pages.content_of(form), form.cleaned_data["caption"]
            photos.add(advert=shown, content=content, caption=caption, by=request.user, on=timezone.localdate())
            messages.success(request, _("The photograph is kept."))
            return redirect("exchange_photos", pk)
        except Refused as refusal:
            form.add_error("photo", str(refusal))
    return page(request, "adverts/desk/photos.html", **photo_pages.values(shown, form, side=SIDE))


@desk
def photo(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.READ)
    shown = get_object_or_404(AdvertPhoto.objects.select_related("advert"), pk=pk)
    small = "small" in request.GET
    if not small:
        audit.read(request.user, shown.advert, what="photo")
    return photo_pages.picture(shown, small=small)


@desk
@require_POST
def caption(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    shown = get_object_or_404(AdvertPhoto, pk=pk)
    form = CaptionForm(request.POST)
    if form.is_valid():
        photos.describe(photo=shown, caption=form.cleaned_data["caption"], by=request.user)
        messages.success(request, _("The words are kept."))
    else:
        messages.error(request, _("Write at most 120 characters about a photograph."))
    return redirect("exchange_photos", shown.advert_id)


@desk
@require_POST
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, ExchangePermission.WRITE)
    shown = get_object_or_404(AdvertPhoto.objects.select_related("advert"), pk=pk)
    photos.remove(photo=shown, by=request.user)
    messages.success(request, _("The photograph was deleted."))
    return redirect("exchange_photos", shown.advert_id)
