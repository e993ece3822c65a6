"""Runs, the proposals they sent, and what each household and office sees and says of them."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from exchange.pool.columns import FloorBand, HomeColumns, whole_home
from exchange.pool.models.listings import Listing
from exchange.pool.steps import ENDED, ENDING, Stage
from kernel import numbering

PREFIX = "CS"


class ClearingRun(models.Model):
    """One business date's search for exchanges, and how good its answer is proven to be."""

    business_date = models.DateField(unique=True)
    listings = models.PositiveIntegerField()
    vacant = models.PositiveIntegerField()
    swaps = models.PositiveIntegerField()
    threes = models.PositiveIntegerField()
    fours = models.PositiveIntegerField()
    fives = models.PositiveIntegerField(db_default=0)
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
        """Past the last day of a step that ends an exchange."""
        return self.filter(state__in=ENDING, expires_on__lt=on)

    def under_way(self) -> Self:
        return self.exclude(state__in=ENDED)


class Reason(models.TextChoices):
    """Why a household said no, or an exchange fell through, as a code: nothing is typed."""

    NONE = "", _("no reason given")
    PLACE = "place", _("the place does not suit")
    COST = "cost", _("it costs too much")
    SIZE = "size", _("the size does not suit")
    CONDITION = "condition", _("the condition of the flat")
    STAYS = "stays", _("the household wants to stay")
    OFFICE = "office", _("the office does not agree")
    WITHDRAWN = "withdrawn", _("the advert was taken back")
    CONSENT = "consent", _("somebody with a right to the flat does not consent")
    LANDLORD = "landlord", _("the landlord refused")
    LATE = "late", _("not done in time")


class Proposal(models.Model):
    """A cycle or a vacancy chain of moves, from the search to the keys. It ends once, in one state, for everybody.

    `expires_on` is the last day of its present step, entered on `since`. What fell through says in which step, at
    whose flat and why.
    """

    class Shape(models.TextChoices):
        CYCLE = "cycle", _("exchange in a circle")
        CHAIN = "chain", _("chain from an empty flat")

    run = models.ForeignKey(ClearingRun, models.PROTECT, related_name="proposals")
    shape = models.CharField(max_length=6, choices=Shape)
    state = models.CharField(max_length=22, choices=Stage, default=Stage.COMPUTED)
    offices = ArrayField(models.CharField(max_length=44))
    moves = models.PositiveSmallIntegerField()
    monthly_saving = models.IntegerField()
    sent_on = models.DateField()
    since = models.DateField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    fell_in = models.CharField(max_length=22, choices=Stage, blank=True)
    fell_at = models.PositiveSmallIntegerField(null=True)
    fell_by = models.CharField(max_length=12, choices=Reason, blank=True)

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["expires_on"], name="proposal_open", condition=Q(state__in=ENDING)),)
        constraints = (
            models.CheckConstraint(name="proposal_state", condition=Q(state__in=Stage.values)),
            models.CheckConstraint(
                name="proposal_ended_pair",
                condition=Q(state__in=ENDED, ended_at__isnull=False) | ~Q(state__in=ENDED) & Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="proposal_fell_in_a_step",
                condition=Q(state="collapsed", fell_in__in=ENDING)
                | ~Q(state="collapsed") & Q(fell_in="", fell_at__isnull=True, fell_by=""),
            ),
            models.CheckConstraint(name="proposal_fell_by_code", condition=Q(fell_by__in=Reason.values)),
            models.CheckConstraint(
                name="proposal_shape", condition=Q(shape="cycle", moves__gte=2) | Q(shape="chain", moves__gte=1)
            ),
            models.CheckConstraint(name="proposal_expires_after", condition=Q(expires_on__gte=F("since"))),
            models.CheckConstraint(name="proposal_since_sent", condition=Q(since__gte=F("sent_on"))),
            models.CheckConstraint(name="proposal_has_offices", condition=~Q(offices=[])),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return numbering.reference(PREFIX, self.pk)

    @property
    def stage(self) -> Stage:
        return Stage(self.state)


class ProposedFlat(HomeColumns):
    """One flat of a proposal as it was when it was proposed: all that the other offices see of it.

    A listing is in at most one live proposal; a proposal is live until it falls through.
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
