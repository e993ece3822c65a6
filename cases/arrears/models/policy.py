"""What the local decree sets about arrears: dated, one row in force at a time."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from kernel.ranges import DateRange


class PolicyQuerySet(models.QuerySet["ArrearsPolicy"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


class ArrearsPolicy(models.Model):
    """One office's rules for arrears cases and payment plans in a time. Money in forints, terms in days."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    decree = models.CharField(max_length=160)
    # When a case opens by itself: overdue at least this much, or this many months; nothing below the smallest.
    case_amount = models.PositiveIntegerField(default=50_000)
    case_months = models.PositiveSmallIntegerField(default=2)
    case_smallest = models.PositiveIntegerField(default=10_000)
    # Payment plans.
    instalment_step = models.PositiveIntegerField(default=100)
    smallest_instalment = models.PositiveIntegerField(default=2_000)
    most_instalments_adviser = models.PositiveSmallIntegerField(default=12)
    most_instalments_head = models.PositiveSmallIntegerField(default=24)
    least_down_percent = models.PositiveSmallIntegerField(default=0)
    interest_free_months = models.PositiveSmallIntegerField(default=12)
    needs_current_bill = models.BooleanField(default=True)
    grace_days = models.PositiveSmallIntegerField(default=5)
    tolerance = models.PositiveIntegerField(default=500)
    missed_for_breach = models.PositiveSmallIntegerField(default=1)
    cure_days = models.PositiveSmallIntegerField(default=8)
    wait_months_after_break = models.PositiveSmallIntegerField(default=12)
    extension_instalments = models.PositiveSmallIntegerField(default=6)
    # When messages may leave the building, Budapest hours; letters for the print shop are laid at any time.
    quiet_from_hour = models.PositiveSmallIntegerField(default=20)
    quiet_until_hour = models.PositiveSmallIntegerField(default=8)
    sends_on_rest_days = models.BooleanField(default=False)
    changed_by = models.CharField(max_length=64)
    changed_at = models.DateTimeField(db_default=Now())

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            ExclusionConstraint(
                name="arrears_policy_once_at_a_time",
                expressions=[(DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="arrears_policy_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="arrears_policy_cites_law", condition=~Q(decree="")),
            models.CheckConstraint(
                name="arrears_policy_instalments",
                condition=Q(
                    instalment_step__gte=1,
                    most_instalments_adviser__gte=1,
                    most_instalments_head__gte=F("most_instalments_adviser"),
                    most_instalments_head__lte=120,
                    least_down_percent__lte=90,
                    missed_for_breach__gte=1,
                ),
            ),
            models.CheckConstraint(
                name="arrears_policy_hours",
                condition=Q(
                    quiet_from_hour__lte=24, quiet_until_hour__lte=23, quiet_from_hour__gt=F("quiet_until_hour")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from} {self.decree}"


class ClosedDay(models.Model):
    """A day on which the office itself is closed: no run is made and no message leaves; legal terms go on."""

    day = models.DateField(unique=True)
    note = models.CharField(max_length=80, blank=True)
    set_by = models.CharField(max_length=64)
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.note}"
