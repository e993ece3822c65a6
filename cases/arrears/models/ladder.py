"""The office's own ladder of reminders, and what keeps a tenancy off it for a while."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import Tenancy
from kernel.ranges import DateRange


class LadderStep(models.Model):
    """One rung: when it is due, how it goes out, what it says. Dated, because decrees change.

    `text` may use {name}, {number}, {address}, {amount}, {months}, {oldest_due}, {pay_by}, {office}.
    """

    class Channel(models.TextChoices):
        LETTER = "letter", _("letter")
        EMAIL = "email", _("e-mail, otherwise letter")

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    days_overdue = models.PositiveSmallIntegerField()
    days_after_previous = models.PositiveSmallIntegerField(default=8)
    minimum_amount = models.PositiveIntegerField()
    pay_within_days = models.PositiveSmallIntegerField(default=15)
    channel = models.CharField(max_length=10, choices=Channel)
    needs_release = models.BooleanField(default=True)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("number", "valid_from")
        constraints = (
            ExclusionConstraint(
                name="ladder_step_once_at_a_time",
                expressions=[
                    ("number", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="ladder_step_number", condition=Q(number__gte=1, number__lte=9)),
            models.CheckConstraint(name="ladder_step_cites_law", condition=~Q(legal_basis="")),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Pause(models.Model):
    """A reason, with an end, why no reminder goes out."""

    class Reason(models.TextChoices):
        PLAN = "plan", _("payment plan is being kept")
        DISPUTE = "dispute", _("the debt is disputed")
        SUPPORT = "support", _("a decision on support is pending")
        HOSPITAL = "hospital", _("in hospital")
        TALKS = "talks", _("talks are under way")
        OTHER = "other", _("other")

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=10, choices=Reason)
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-starts_on",)
        indexes = (models.Index(fields=["tenancy", "ends_on"], name="pause_tenancy"),)
        constraints = (models.CheckConstraint(name="pause_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),)

    def __str__(self) -> str:
        return self.get_reason_display()
