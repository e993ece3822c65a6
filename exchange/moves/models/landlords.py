"""The application for the landlord's consent to what happens with one of our flats, and the decision."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from exchange.adverts.models import Advert
from exchange.moves.landlord_rules import Ground, Refusal, RightHolder


class Application(models.Model):
    """One application: the landlord of our flat is asked to let it to the household of `mover_listing`.

    Without one (the last flat of a chain) the landlord takes the flat back. A decision is prepared by one person and
    confirmed by another, where the office's policy of that day asks for two.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("not decided yet")
        APPROVED = "approved", _("consents")
        CONDITIONAL = "conditional", _("consents with a condition")
        REFUSED = "refused", _("refuses")

    class Paper(models.TextChoices):
        CONTRACT = "contract", _("tenancy contract or landlord's certificate")
        TITLE_DEED = "title_deed", _("title deed extract, at most 30 days old")
        NO_RENT_DEBT = "no_rent_debt", _("certificate: no rent owed, or how the debt is settled")
        NO_UTILITY_DEBT = "no_utility_debt", _("certificate: no utility charges owed")
        STATEMENTS = "statements", _("statements of all joint tenants")

    advert = models.ForeignKey(Advert, models.PROTECT, related_name="applications")
    mover_listing = models.UUIDField(null=True)
    ground = models.CharField(max_length=9, choices=Ground, default=Ground.OTHER)
    missing_papers = ArrayField(models.CharField(max_length=15, choices=Paper), default=list, blank=True)
    papers_by = models.DateField(null=True)
    title_doubt = models.BooleanField(default=False)
    right_holder = models.CharField(max_length=8, choices=RightHolder, default=RightHolder.NONE)
    filed_on = models.DateField()
    filed_by = models.CharField(max_length=64)
    decide_by = models.DateField()
    outcome = models.CharField(max_length=11, choices=Outcome, default=Outcome.WAITING)
    refusal = models.CharField(max_length=12, choices=Refusal, blank=True)
    reasoning = models.CharField(max_length=1000, blank=True)
    condition = models.CharField(max_length=300, blank=True)
    condition_met_on = models.DateField(null=True)
    monthly_cost = models.PositiveIntegerField(null=True)
    decider = models.CharField(max_length=160, blank=True)
    decided_on = models.DateField(null=True)
    two_persons = models.BooleanField(default=True)
    prepared_by = models.CharField(max_length=64, blank=True)
    confirmed_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("decide_by", "pk")
        constraints = (
            models.UniqueConstraint(fields=["advert", "mover_listing"], name="application_once", nulls_distinct=False),
            models.CheckConstraint(name="application_ground", condition=Q(ground__in=Ground.values)),
            models.CheckConstraint(name="application_decide_after", condition=Q(decide_by__gte=F("filed_on"))),
            models.CheckConstraint(
                name="application_decided_pair",
                condition=Q(confirmed_by="", decided_on__isnull=True)
                | ~Q(confirmed_by="") & Q(decided_on__isnull=False) & ~Q(outcome="waiting"),
            ),
            models.CheckConstraint(
                name="application_prepared_pair",
                condition=Q(outcome="waiting", prepared_by="") | ~Q(outcome="waiting") & ~Q(prepared_by=""),
            ),
            models.CheckConstraint(
                name="application_refusal_reason",
                condition=Q(outcome="refused", refusal__in=Refusal.values) | ~Q(outcome="refused") & Q(refusal=""),
            ),
            models.CheckConstraint(
                name="application_condition",
                condition=Q(outcome="conditional") & ~Q(condition="") | ~Q(outcome="conditional") & Q(condition=""),
            ),
            models.CheckConstraint(
                name="application_two_persons",
                condition=Q(two_persons=False) | Q(confirmed_by="") | ~Q(confirmed_by=F("prepared_by")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.advert_id} {self.outcome}"

    @property
    def is_decided(self) -> bool:
        return self.confirmed_by != ""
