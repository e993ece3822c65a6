"""The places that may be named, the pseudonymous listings, and the moves not to be proposed again."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from exchange.pool.columns import FloorBand, HomeColumns, WishColumns, home_constraints, wish_constraints
from exchange.pool.states import PUBLISHED_STATES, State
from tenants.registry.models import Office

# Drafts of an office, checked or not, are no listings.
LISTED_STATES = [choice for choice in State.choices if choice[0] != State.VERIFIED]
PLACE_NAME = r"^[^\s/|<>@][^/|<>@]{0,59}$"


class Place(models.Model):
    """A town, or a district of one, that adverts may name. Added by staff, never by typing in an advert."""

    town = models.CharField(max_length=60)
    district = models.CharField(max_length=60, blank=True)
    office_schema = models.CharField(max_length=44)

    class Meta:
        ordering = ("town", "district")
        constraints = (
            models.UniqueConstraint(fields=["town", "district"], name="place_once"),
            models.CheckConstraint(name="place_town", condition=Q(town__regex=PLACE_NAME)),
            models.CheckConstraint(name="place_district", condition=Q(district="") | Q(district__regex=PLACE_NAME)),
        )

    def __str__(self) -> str:
        return f"{self.town}, {self.district}" if self.district else self.town

    @property
    def code(self) -> str:
        return f"{self.town}/{self.district}" if self.district else self.town


class ListingQuerySet(models.QuerySet["Listing"]):
    def free(self, on: date | None = None) -> Self:
        """Waiting for a match, in no proposal, of an office whose doors are open; on a day: not resting that day."""
        open_offices = Office.objects.filter(status=Office.Status.ACTIVE).values("schema_name")
        rows = self.filter(state=State.ACTIVE, office_schema__in=open_offices)
        return rows if on is None else rows.exclude(rests_until__gt=on)

    def unfollowed(self) -> Self:
        """Changed in the pool since their office last looked."""
        return self.exclude(state=F("known_state"))


class Listing(HomeColumns, WishColumns):
    """The pseudonymous shadow of one advert. Only its own office sees the row; `advert_id` means nothing elsewhere.

    `seeks_relief` and `affordable_cost` guide the choice of exchanges and are shown to no other office.
    `known_state` is the state that the office has taken over into its advert; `revision` counts changes, so
    that a run notices a listing that changed while it was thinking. Who said no may rest for a while: no flat is
    proposed before `rests_until`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    office_schema = models.CharField(max_length=44)
    advert_id = models.UUIDField()
    is_vacant = models.BooleanField(default=False)
    floor = models.CharField(max_length=8, choices=FloorBand, blank=True)
    seeks_relief = models.BooleanField(default=False)
    affordable_cost = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=LISTED_STATES, default=State.ACTIVE)
    known_state = models.CharField(max_length=12, choices=LISTED_STATES, default=State.ACTIVE)
    revision = models.PositiveIntegerField(default=1)
    listed_on = models.DateField()
    expires_on = models.DateField()
    rests_until = models.DateField(null=True)

    objects: ClassVar[Any] = ListingQuerySet.as_manager()

    class Meta:
        ordering = ("listed_on", "pk")
        indexes = (
            models.Index(fields=["listed_on", "id"], name="listing_free", condition=Q(state="active")),
            models.Index(fields=["office_schema"], name="listing_unfollowed", condition=~Q(state=F("known_state"))),
        )
        constraints = (
            models.UniqueConstraint(fields=["office_schema", "advert_id"], name="listing_once_per_advert"),
            models.CheckConstraint(
                name="listing_state", condition=Q(state__in=[*PUBLISHED_STATES, "withdrawn", "expired"])
            ),
            models.CheckConstraint(name="listing_floor", condition=Q(floor__in=FloorBand.values)),
            models.CheckConstraint(name="listing_expires_after", condition=Q(expires_on__gte=F("listed_on"))),
            models.CheckConstraint(
                name="listing_vacant_has_no_wish", condition=Q(is_vacant=False) | Q(seeks_relief=False, wish_places=[])
            ),
            *home_constraints("listing", complete=None),
            *wish_constraints("listing"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class DeclinedMove(models.Model):
    """A move that its household said no to. It is not proposed again."""

    mover = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    flat = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    declined_on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["mover", "flat"], name="declined_once"),
            models.CheckConstraint(name="declined_really_moves", condition=~Q(mover=F("flat"))),
        )

    def __str__(self) -> str:
        return f"{self.mover_id} {self.flat_id}"
