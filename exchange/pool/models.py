"""Where the offices meet, in the shared schema: pseudonymous listings, runs, proposals and their legs.

Nothing here names a person, a street or a debt. Rows carry the schemas of the offices that may see them,
so that every row-level rule looks at its own row only.
"""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from exchange.pool.columns import FloorBand, HomeColumns, WishColumns, home_constraints, whole_home, wish_constraints
from exchange.pool.states import PUBLISHED_STATES, State
from kernel import numbering

PREFIX = "CS"
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
    def free(self) -> Self:
        """Waiting for a match, in no proposal."""
        return self.filter(state=State.ACTIVE)

    def unfollowed(self) -> Self:
        """Changed in the pool since their office last looked."""
        return self.exclude(state=F("known_state"))


class Listing(HomeColumns, WishColumns):
    """The pseudonymous shadow of one advert. Only its own office sees the row; `advert_id` means nothing elsewhere.

    `seeks_relief` and `affordable_cost` guide the choice of exchanges and are shown to no other office.
    `known_state` is the state that the office has taken over into its advert; `revision` counts changes, so
    that a run notices a listing that changed while it was thinking.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    office_schema = models.CharField(max_length=44)
    advert_id = models.UUIDField()
    is_vacant = models.BooleanField(default=False)
    floor = models.CharField(max_length=8, choices=FloorBand, blank=True)
    seeks_relief = models.BooleanField(default=False)
    affordable_cost = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    known_state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    revision = models.PositiveIntegerField(default=1)
    listed_on = models.DateField()
    expires_on = models.DateField()

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


class ClearingRun(models.Model):
    """One business date's search for exchanges, and how good its answer is proven to be."""

    business_date = models.DateField(unique=True)
    listings = models.PositiveIntegerField()
    vacant = models.PositiveIntegerField()
    swaps = models.PositiveIntegerField()
    threes = models.PositiveIntegerField()
    fours = models.PositiveIntegerField()
    chains = models.PositiveIntegerField()
    moved = models.PositiveIntegerField()
    relieved = models.PositiveIntegerField()
    towns = ArrayField(models.CharField(max_length=60), default=list)
    optimal = models.BooleanField()
    bound = models.JSONField(default=dict)
    seconds = models.FloatField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-business_date",)
        constraints = (
            models.CheckConstraint(name="run_relieved_within_moved", condition=Q(relieved__lte=F("moved"))),
            models.CheckConstraint(name="run_seconds", condition=Q(seconds__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.business_date}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def locked(self, pk: Any) -> "Proposal":
        return self.select_for_update().get(pk=pk)

    def overdue(self, on: date) -> Self:
        """Still waiting for an answer after their last day."""
        return self.filter(state=Proposal.State.SENT, expires_on__lt=on)


class Proposal(models.Model):
    """A cycle or a vacancy chain of moves. It ends once, in one state, for every office in it."""

    class Shape(models.TextChoices):
        CYCLE = "cycle", _("exchange in a circle")
        CHAIN = "chain", _("chain from an empty flat")

    class State(models.TextChoices):
        SENT = "sent", _("waiting for answers")
        ACCEPTED = "accepted", _("everybody said yes")
        DECLINED = "declined", _("somebody said no")
        EXPIRED = "expired", _("not everybody answered in time")

    run = models.ForeignKey(ClearingRun, models.PROTECT, related_name="proposals")
    shape = models.CharField(max_length=6, choices=Shape)
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    offices = ArrayField(models.CharField(max_length=44))
    moves = models.PositiveSmallIntegerField()
    monthly_saving = models.IntegerField()
    sent_on = models.DateField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["expires_on"], name="proposal_open", condition=Q(state="sent")),)
        constraints = (
            models.CheckConstraint(
                name="proposal_ended_pair",
                condition=Q(state="sent", ended_at__isnull=True)
                | Q(state__in=["accepted", "declined", "expired"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_shape", condition=Q(shape="cycle", moves__gte=2) | Q(shape="chain", moves__gte=1)
            ),
            models.CheckConstraint(name="proposal_expires_after", condition=Q(expires_on__gte=F("sent_on"))),
            models.CheckConstraint(name="proposal_has_offices", condition=~Q(offices=[])),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return numbering.reference(PREFIX, self.pk)


class ProposedFlat(HomeColumns):
    """One flat of a proposal as it was when it was proposed: all that the other offices see of it.

    A listing is in at most one live proposal; live means waiting for answers or agreed.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="flats")
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    office_schema = models.CharField(max_length=44)
    offices = ArrayField(models.CharField(max_length=44))
    is_vacant = models.BooleanField()
    floor = models.CharField(max_length=8, choices=FloorBand, blank=True)
    is_live = models.BooleanField(default=True)

    class Meta:
        ordering = ("proposal", "position")
        constraints = (
            models.UniqueConstraint(fields=["listing"], condition=Q(is_live=True), name="flat_in_one_live_proposal"),
            models.UniqueConstraint(fields=["proposal", "listing"], name="flat_once_per_proposal"),
            models.UniqueConstraint(fields=["proposal", "position"], name="flat_position"),
            models.CheckConstraint(name="flat_complete", condition=whole_home()),
        )

    def __str__(self) -> str:
        return f"{self.town} {self.area_m2} m²"


class Reason(models.TextChoices):
    """Why a household said no, as a code: nothing is typed."""

    NONE = "", _("no reason given")
    PLACE = "place", _("the place does not suit")
    COST = "cost", _("it costs too much")
    SIZE = "size", _("the size does not suit")
    CONDITION = "condition", _("the condition of the flat")
    STAYS = "stays", _("the household wants to stay")
    OFFICE = "office", _("the office does not agree")
    WITHDRAWN = "withdrawn", _("the advert was taken back")


class LegManager(models.Manager["Leg"]):
    """Leaves `relieves` unread: it would tell one office of the arrears of another's household."""

    def get_queryset(self) -> "models.QuerySet[Leg]":
        return super().get_queryset().defer("relieves")


class Leg(models.Model):
    """One household's move within a proposal: its own listing, the flat it would get, and its answer.

    No office's role can read `relieves`; each knows it of its own households.
    """

    class Answer(models.TextChoices):
        WAITING = "waiting", _("no answer yet")
        ACCEPTED = "accepted", _("yes")
        DECLINED = "declined", _("no")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="legs")
    position = models.PositiveSmallIntegerField()
    mover = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    flat = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    office_schema = models.CharField(max_length=44)
    offices = ArrayField(models.CharField(max_length=44))
    fit = models.PositiveSmallIntegerField()
    relieves = models.BooleanField()
    monthly_saving = models.IntegerField()
    why = ArrayField(models.CharField(max_length=20), default=list)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)

    objects: ClassVar[LegManager] = LegManager()

    class Meta:
        ordering = ("proposal", "position")
        constraints = (
            models.UniqueConstraint(fields=["proposal", "position"], name="leg_position"),
            models.UniqueConstraint(fields=["proposal", "mover"], name="leg_mover_once"),
            models.UniqueConstraint(fields=["proposal", "flat"], name="leg_flat_once"),
            models.CheckConstraint(name="leg_really_moves", condition=~Q(mover=F("flat"))),
            models.CheckConstraint(name="leg_fit", condition=Q(fit__gte=1, fit__lte=100)),
            models.CheckConstraint(
                name="leg_answer_pair",
                condition=Q(answer="waiting", answered_at__isnull=True)
                | Q(answer__in=["accepted", "declined"], answered_at__isnull=False),
            ),
            models.CheckConstraint(name="leg_reason_of_a_no", condition=Q(reason="") | Q(answer="declined")),
            models.CheckConstraint(name="leg_reason_code", condition=Q(reason__in=Reason.values)),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.position}"


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
