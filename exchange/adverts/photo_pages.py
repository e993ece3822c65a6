"""Photographs as pages show them: addresses for one side of the house, and the picture itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from exchange.adverts import pictures
from exchange.adverts.forms import PhotoForm
from exchange.adverts.models import MOST_PHOTOS, Advert, AdvertPhoto
from kernel.models import Document


@dataclass(frozen=True)
class Shown:
    """One photograph with the addresses that a page needs."""

    photo: AdvertPhoto
    full: str
    thumbnail: str
    describe: str
    remove: str


def of(advert: Advert, *, side: str) -> Sequence[Shown]:
    """The advert's photographs in order. `side` is the name of the side's route to one photograph."""
    return [_shown(photo, side) for photo in AdvertPhoto.objects.filter(advert=advert)]


def values(advert: Advert, form: PhotoForm, *, side: str) -> dict[str, Any]:
    """What the page of an advert's photographs shows."""
    shown = of(advert, side=side)
    return {"advert": advert, "photos": shown, "form": form, "most": MOST_PHOTOS, "is_full": len(shown) >= MOST_PHOTOS}


def content_of(form: PhotoForm) -> bytes:
    """The bytes that were sent, unless they are too many to be looked at."""
    sent = form.cleaned_data["photo"]
    if sent.size > pictures.LARGEST:
        raise pictures.NotAPhoto(_("This photograph is larger than 10 MB: take it in a smaller size."))
    content: bytes = sent.read()
    return content


def picture(photo: AdvertPhoto, *, small: bool) -> HttpResponse:
    """The picture itself, kept by nobody on the way."""
    stored = Document.objects.get(pk=photo.thumbnail_id if small else photo.document_id)
    response = HttpResponse(bytes(stored.content), content_type=stored.media_type)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _shown(photo: AdvertPhoto, side: str) -> Shown:
    full = reverse(side, args=[photo.pk])
    return Shown(
        photo,
        full,
        f"{full}?small",
        reverse(f"{side}_caption", args=[photo.pk]),
        reverse(f"{side}_delete", args=[photo.pk]),
    )
