"""Photographs of the offered flat: added, described, taken away. They never leave the office."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.adverts import pictures
from exchange.adverts.models import MOST_PHOTOS, Advert, AdvertPhoto
from exchange.pool.states import State
from kernel import audit, documents
from kernel.access import Actor
from kernel.refusal import Refused

KIND = "advert_photo"
MEDIA_TYPE = "image/jpeg"


class CannotAdd(Refused):
    """No more photographs for this advert."""


@transaction.atomic
def add(*, advert: Advert, content: bytes, caption: str, by: Actor, on: date) -> AdvertPhoto:
    """Keep a photograph, re-encoded and without its metadata. Refuses a ninth, and whatever `pictures.read` refuses."""
    present: Advert = Advert.objects.locked(advert.pk)
    taken = set(AdvertPhoto.objects.filter(advert=present).values_list("position", flat=True))
    if len(taken) >= MOST_PHOTOS:
        raise CannotAdd(_("There are 8 photographs already: delete one first."))
    if present.state == State.DONE:
        raise CannotAdd(_("This advert is finished: it takes no more photographs."))
    picture = pictures.read(content)
    position = min(set(range(1, MOST_PHOTOS + 1)) - taken)
    files = [
        documents.prepare(
            kind=KIND, name=f"{present.number}-{position}{size}.jpg", media_type=MEDIA_TYPE, content=jpeg, by=by
        )
        for size, jpeg in (("", picture.jpeg), ("-s", picture.thumbnail))
    ]
    documents.store_many(files)
    photo: AdvertPhoto = AdvertPhoto.objects.create(
        advert=present, position=position, document=files[0], thumbnail=files[1], width=picture.width,
        height=picture.height, caption=caption.strip(), added_on=on, added_by=by.actor_id,
    )  # fmt: skip
    audit.record(by, "advert_photo_added", present, photo=photo.pk)
    return photo


@transaction.atomic
def describe(*, photo: AdvertPhoto, caption: str, by: Actor) -> AdvertPhoto:
    """Write what the photograph shows."""
    present = AdvertPhoto.objects.select_for_update().get(pk=photo.pk)
    present.caption = caption.strip()
    present.save(update_fields=["caption"])
    audit.record(by, "advert_photo_described", present.advert, photo=present.pk)
    return present


@transaction.atomic
def remove(*, photo: AdvertPhoto, by: Actor) -> None:
    """Take the photograph away: nobody is shown it again. Again changes nothing."""
    gone, _by_model = AdvertPhoto.objects.filter(pk=photo.pk).delete()
    if gone:
        audit.record(by, "advert_photo_removed", photo.advert, photo=photo.pk)
