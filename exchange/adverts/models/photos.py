"""Photographs of an offered flat. They stay in the office: nothing of them is in the pool."""

from typing import Any

from django.db import models
from django.db.models import Q

from exchange.adverts.models.adverts import Advert
from kernel.models import Document

MOST_PHOTOS = 8


class AdvertPhoto(models.Model):
    """One photograph, re-encoded, with a small one for lists."""

    advert = models.ForeignKey(Advert, models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(Document, models.PROTECT, related_name="+")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=120, blank=True)
    added_on = models.DateField()
    added_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["advert", "position"], name="photo_place_once"),
            models.CheckConstraint(name="photo_place", condition=Q(position__gte=1, position__lte=MOST_PHOTOS)),
            models.CheckConstraint(
                name="photo_size", condition=Q(width__gte=1, width__lte=1600, height__gte=1, height__lte=1600)
            ),
        )

    def __str__(self) -> str:
        return f"{self.advert_id} {self.position}"

    def belongs_to(self, actor: Any) -> bool:
        """Whether the signed-in resident is the one who exchanges."""
        return self.advert.belongs_to(actor)
