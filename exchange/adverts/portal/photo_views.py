"""A resident's photographs of their own flat: added with the phone, described, deleted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exchange.adverts import photo_pages, photos
from exchange.adverts.forms import CaptionForm, PhotoForm
from exchange.adverts.models import AdvertPhoto
from exchange.adverts.permissions import ExchangePermission
from exchange.adverts.portal import questions
from exchange.adverts.portal.views import own_advert
from exchange.pool.states import WRITABLE_STATES
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, portal
from shell.pages import page

SIDE = "my_exchange_photo"


def _own_photo(request: DeskRequest, pk: int) -> AdvertPhoto:
    """The resident's own photograph; anybody else's is a 404 like one that does not exist."""
    access.require(request.user, ExchangePermission.OWN)
    own = AdvertPhoto.objects.filter(advert__person_id=request.user.resident.person_id).select_related("advert")
    found = get_object_or_404(own, pk=pk)
    access.require(request.user, ExchangePermission.OWN, found)
    return found


@portal
def photo_list(request: DeskRequest) -> HttpResponse:
    """The wizard's last step before the check page; open as long as the advert is."""
    advert = own_advert(request)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            content, caption = photo_pages.content_of(form), form.cleaned_data["caption"]
            photos.add(advert=advert, content=content, caption=caption, by=request.user, on=timezone.localdate())
            messages.success(request, _("The photograph is kept."))
            return redirect("my_exchange_photos")
        except Refused as refusal:
            form.add_error("photo", str(refusal))
    values = photo_pages.values(advert, form, side=SIDE) | {"is_being_written": advert.state in WRITABLE_STATES}
    steps = questions.steps(advert)
    return page(request, "adverts/portal/photos.html", number=steps, of=steps, **values)


@portal
def photo(request: DeskRequest, pk: int) -> HttpResponse:
    return photo_pages.picture(_own_photo(request, pk), small="small" in request.GET)


@portal
@require_POST
def caption(request: DeskRequest, pk: int) -> HttpResponse:
    shown, form = _own_photo(request, pk), CaptionForm(request.POST)
    if form.is_valid():
        photos.describe(photo=shown, caption=form.cleaned_data["caption"], by=request.user)
        messages.success(request, _("The words are kept."))
    else:
        messages.error(request, _("Write at most 120 characters about a photograph."))
    return redirect("my_exchange_photos")


@portal
@require_POST
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    photos.remove(photo=_own_photo(request, pk), by=request.user)
    messages.success(request, _("The photograph was deleted."))
    return redirect("my_exchange_photos")
