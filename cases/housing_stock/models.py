"""The municipality's buildings and flats."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ComfortGrade(models.TextChoices):
    """Comfort grades of Housing Act 1993:LXXVIII 91/A. §, best first."""

    FULL = "full", _("full comfort")
    COMFORT = "comfort", _("comfort")
    HALF = "half", _("half comfort")
    NONE = "none", _("no comfort")
    EMERGENCY = "emergency", _("emergency dwelling")


class Building(models.Model):
    """One house with one address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    postcode = models.CharField(max_length=4)
    town = models.CharField(max_length=60)
    street = models.CharField(max_length=100)
    house_number = models.CharField(max_length=20)
    district = models.CharField(max_length=60, blank=True)
    has_lift = models.BooleanField(null=True)

    class Meta:
        ordering = ("town", "street", "house_number")
        constraints = (
            models.UniqueConstraint(fields=["postcode", "town", "street", "house_number"], name="building_address"),
            models.CheckConstraint(name="building_postcode", condition=Q(postcode__regex=r"^[0-9]{4}$")),
        )

    def __str__(self) -> str:
        return f"{self.postcode} {self.town}, {self.street} {self.house_number}."


class Dwelling(models.Model):
    """One flat. Rooms are counted in half rooms (1½ rooms = 3), as decrees do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    building = models.ForeignKey(Building, models.PROTECT, related_name="dwellings")
    # Empty where the office's old file does not say.
    stair = models.CharField(max_length=10, blank=True)
    floor = models.CharField(max_length=10, blank=True)
    door = models.CharField(max_length=10, blank=True)
    parcel_number = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200)
    area_m2 = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    half_rooms = models.PositiveSmallIntegerField(null=True)
    comfort = models.CharField(max_length=10, choices=ComfortGrade, blank=True)
    heating = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("sort_key", "pk")
        indexes = (models.Index(fields=["sort_key", "id"], name="dwelling_order"),)
        constraints = (
            models.UniqueConstraint(fields=["building", "stair", "floor", "door"], name="dwelling_address"),
            models.UniqueConstraint(
                fields=["parcel_number"], condition=~Q(parcel_number=""), name="dwelling_parcel_number"
            ),
            models.CheckConstraint(name="dwelling_area", condition=Q(area_m2__gt=0)),
            models.CheckConstraint(name="dwelling_rooms", condition=Q(half_rooms__gte=1, half_rooms__lte=40)),
        )

    def __str__(self) -> str:
        return self.address
