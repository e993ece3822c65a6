"""What is said of a flat and of a wish, in the same words in an office's advert and in the pool.

Every text column holds a code or a registered place: nothing here is typed freely.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import ComfortGrade

MOST_MONTHLY_COST = 2_000_000
SMALLEST_AREA, LARGEST_AREA = 6, 500
PLACE_SEPARATOR = "/"


class Tenure(models.TextChoices):
    """By what right the flat is held. Money is not among them: a tenancy is never sold (Housing Act 29. §)."""

    TENANCY = "tenancy", _("municipal tenancy")
    OWNERSHIP = "ownership", _("ownership")


class Heating(models.TextChoices):
    DISTRICT = "district", _("district heating")
    CENTRAL = "central", _("central heating of the building")
    GAS = "gas", _("gas")
    ELECTRIC = "electric", _("electric")
    SOLID_FUEL = "solid_fuel", _("wood or coal")
    HEAT_PUMP = "heat_pump", _("heat pump")
    OTHER = "other", _("other")


class FloorBand(models.TextChoices):
    """Floors as the pool shows them: exact enough to choose by, too coarse to find the door."""

    UNKNOWN = "", _("not known")
    GROUND = "ground", _("ground floor")
    LOW = "low", _("1st or 2nd floor")
    MIDDLE = "middle", _("3rd or 4th floor")
    HIGH = "high", _("5th floor or higher")
    BELOW = "below", _("below the ground floor")


class HomeColumns(models.Model):
    """The flat that is offered. Rooms in half rooms, area in whole m²; the monthly cost in forints holds rent,
    common charges and utilities."""

    town = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=60, blank=True)
    half_rooms = models.PositiveSmallIntegerField(null=True)
    area_m2 = models.PositiveSmallIntegerField(null=True)
    comfort = models.CharField(max_length=10, choices=ComfortGrade, blank=True)
    heating = models.CharField(max_length=12, choices=Heating, blank=True)
    has_lift = models.BooleanField(default=False)
    step_free = models.BooleanField(default=False)
    tenure = models.CharField(max_length=10, choices=Tenure, blank=True)
    monthly_cost = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class WishColumns(models.Model):
    """What the household needs. Empty means no limit; a wanted place is 'town' or 'town/district'."""

    wish_places = ArrayField(models.CharField(max_length=121), default=list, blank=True)
    wish_half_rooms_min = models.PositiveSmallIntegerField(null=True)
    wish_half_rooms_max = models.PositiveSmallIntegerField(null=True)
    wish_area_min = models.PositiveSmallIntegerField(null=True)
    wish_area_max = models.PositiveSmallIntegerField(null=True)
    wish_cost_max = models.PositiveIntegerField(null=True)
    wish_comfort_min = models.CharField(max_length=10, choices=ComfortGrade, blank=True)
    wish_heatings = ArrayField(models.CharField(max_length=12, choices=Heating), default=list, blank=True)
    wish_tenures = ArrayField(models.CharField(max_length=10, choices=Tenure), default=list, blank=True)
    wish_lift = models.BooleanField(default=False)
    wish_step_free = models.BooleanField(default=False)
    household_size = models.PositiveSmallIntegerField(default=1)
    area_per_person = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


HOME = tuple(field.name for field in HomeColumns._meta.local_fields)
WISH = tuple(field.name for field in WishColumns._meta.local_fields)


def home_constraints(name: str, *, complete: Q | None) -> list[Any]:
    """Ranges and code lists of a flat; where `complete` holds (None: always), nothing may be missing."""
    return [
        models.CheckConstraint(name=f"{name}_half_rooms", condition=within("half_rooms", 1, 40)),
        models.CheckConstraint(name=f"{name}_area", condition=within("area_m2", SMALLEST_AREA, LARGEST_AREA)),
        models.CheckConstraint(name=f"{name}_cost", condition=within("monthly_cost", 0, MOST_MONTHLY_COST)),
        models.CheckConstraint(name=f"{name}_comfort", condition=Q(comfort__in=["", *ComfortGrade.values])),
        models.CheckConstraint(name=f"{name}_heating", condition=Q(heating__in=["", *Heating.values])),
        models.CheckConstraint(name=f"{name}_tenure", condition=Q(tenure__in=["", *Tenure.values])),
        models.CheckConstraint(name=f"{name}_complete", condition=_whole_where(complete)),
    ]


def wish_constraints(name: str) -> list[Any]:
    """Ranges of a wish, and no upper end below its lower end."""
    return [
        models.CheckConstraint(name=f"{name}_wish_rooms", condition=_ordered("wish_half_rooms")),
        models.CheckConstraint(name=f"{name}_wish_area", condition=_ordered("wish_area")),
        models.CheckConstraint(name=f"{name}_wish_cost", condition=within("wish_cost_max", 0, MOST_MONTHLY_COST)),
        models.CheckConstraint(
            name=f"{name}_wish_comfort", condition=Q(wish_comfort_min__in=["", *ComfortGrade.values])
        ),
        models.CheckConstraint(
            name=f"{name}_wish_codes",
            condition=Q(wish_heatings__contained_by=list(Heating.values))
            & Q(wish_tenures__contained_by=list(Tenure.values)),
        ),
        models.CheckConstraint(
            name=f"{name}_household",
            condition=Q(household_size__gte=1, household_size__lte=30, area_per_person__lte=100),
        ),
    ]


def within(column: str, least: int, most: int) -> Q:
    """Nothing, or a number between two ends."""
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": least, f"{column}__lte": most})


def whole_home() -> Q:
    """Everything that the pool must know of a flat."""
    texts = ("town", "comfort", "heating", "tenure")
    numbers = ("half_rooms", "area_m2", "monthly_cost")
    condition = Q()
    for column in texts:
        condition &= ~Q(**{column: ""})
    for column in numbers:
        condition &= Q(**{f"{column}__isnull": False})
    return condition


def _whole_where(complete: Q | None) -> Q:
    return whole_home() if complete is None else ~complete | whole_home()


def _ordered(column: str) -> Q:
    least, most = f"{column}_min", f"{column}_max"
    return Q(**{f"{least}__isnull": True}) | Q(**{f"{most}__isnull": True}) | Q(**{f"{most}__gte": F(least)})
