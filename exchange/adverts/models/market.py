"""Flats that private owners let. They are told of, never matched: a tenancy is exchanged for a tenancy or for
ownership only (Housing Act 29. §), so they have no tenure of ours and nothing of them is in the pool."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from exchange.pool.columns import LARGEST_AREA, MOST_MONTHLY_COST, SMALLEST_AREA

DAYS_SHOWN = 30


class MarketFlatQuerySet(models.QuerySet["MarketFlat"]):
    def locked(self, pk: int) -> "MarketFlat":
        return self.select_for_update().get(pk=pk)

    def shown(self, on: date) -> Self:
        """Seen in the last 30 days."""
        return self.filter(expires_on__gte=on)


class MarketFlat(models.Model):
    """A flat to rent that the office knows of. Rooms in half rooms, money in forints a month with everything in it."""

    town = models.CharField(max_length=60)
    district = models.CharField(max_length=60, blank=True)
    half_rooms = models.PositiveSmallIntegerField()
    area_m2 = models.PositiveSmallIntegerField()
    monthly_cost = models.PositiveIntegerField()
    contact = models.CharField(max_length=160)
    source = models.CharField(max_length=160)
    note = models.CharField(max_length=300, blank=True)
    seen_on = models.DateField()
    expires_on = models.DateField()
    recorded_by = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar["MarketFlatQuerySet"] = MarketFlatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("monthly_cost", "pk")
        indexes = (models.Index(fields=["expires_on", "monthly_cost"], name="market_flat_shown"),)
        constraints = (
            models.CheckConstraint(name="market_flat_rooms", condition=Q(half_rooms__gte=1, half_rooms__lte=40)),
            models.CheckConstraint(
                name="market_flat_area", condition=Q(area_m2__gte=SMALLEST_AREA, area_m2__lte=LARGEST_AREA)
            ),
            models.CheckConstraint(
                name="market_flat_cost", condition=Q(monthly_cost__gte=1, monthly_cost__lte=MOST_MONTHLY_COST)
            ),
            models.CheckConstraint(
                name="market_flat_says_where", condition=~Q(town="") & ~Q(contact="") & ~Q(source="")
            ),
            models.CheckConstraint(
                name="market_flat_thirty_days", condition=Q(expires_on=F("seen_on") + models.Value(DAYS_SHOWN))
            ),
        )

    def __str__(self) -> str:
        return self.place

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.town, self.district) if part)
