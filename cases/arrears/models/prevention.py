"""Noticing trouble before there is a case: when the office takes notice, and the calls it made."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import Tenancy
from kernel.ranges import DateRange


class WarningRule(models.Model):
    """What the office takes for a first sign of trouble, from a day on."""

    good_months = models.PositiveSmallIntegerField(default=6)
    grace_days = models.PositiveSmallIntegerField(default=8)
    fall_percent = models.PositiveSmallIntegerField(default=60)
    look_back_days = models.PositiveSmallIntegerField(default=90)
    quiet_days = models.PositiveSmallIntegerField(default=30)
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            ExclusionConstraint(
                name="warning_rule_once_at_a_time",
                expressions=[(DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="warning_rule_bounds",
                condition=Q(
                    good_months__range=(1, 24),
                    grace_days__lte=60,
                    fall_percent__range=(1, 100),
                    look_back_days__range=(30, 180),
                    quiet_days__range=(1, 180),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}"


class PreventionCall(models.Model):
    """Somebody asked how the household is, before any case. Never changed."""

    append_only = True

    class Outcome(models.TextChoices):
        TALKED = "talked", _("talked, they will pay")
        NEEDS_HELP = "needs_help", _("talked, they need help")
        NOT_REACHED = "not_reached", _("not reached")

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="prevention_calls")
    on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    text = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=["tenancy", "on"], name="prevention_call"),)
        constraints = (
            models.UniqueConstraint(fields=["tenancy", "on", "outcome", "text"], name="prevention_call_once"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.get_outcome_display()}"
