"""What is the same for every town: moved working days, base rates, national benefits. Dated, with its source."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.ranges import DateRange


class MovedDay(models.Model):
    """A day moved by the yearly ministerial decree: a weekday off, or a Saturday worked."""

    class Kind(models.TextChoices):
        REST = "rest", _("rest day")
        WORK = "work", _("working Saturday")

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=4, choices=Kind)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class BaseRate(models.Model):
    """The central bank's base rate on the first day of a half-year: what late interest is counted with.

    Civil Code 2013:V, 6:48 §; percent a year. A half-year without a row has no known rate, and nothing is guessed.
    """

    half_year = models.DateField(primary_key=True, help_text="first day of the half-year")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("half_year",)
        constraints = (
            models.CheckConstraint(
                name="base_rate_half_year", condition=Q(half_year__month__in=[1, 7], half_year__day=1)
            ),
            models.CheckConstraint(name="base_rate_percent", condition=Q(percent__gte=0, percent__lte=100)),
        )

    def __str__(self) -> str:
        return f"{self.half_year} {self.percent} %"


class ReferenceBase(models.Model):
    """The social reference base (szociális vetítési alap) from a day on: limits are percents of it. Forints a month."""

    amount = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            ExclusionConstraint(
                name="reference_base_once_at_a_time",
                expressions=[(DateRange("valid_from", "valid_until", models.Value("[]")), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="reference_base_amount", condition=Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.valid_from} {self.amount}"


class ProcedureFee(models.Model):
    """What a procedure before notary or court costs from a day on: percent of the claim, at least, at most. Forints."""

    class Procedure(models.TextChoices):
        ORDER = "order_for_payment", _("order for payment")

    procedure = models.CharField(max_length=20, choices=Procedure)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    least = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("procedure", "valid_from")
        constraints = (
            ExclusionConstraint(
                name="procedure_fee_once_at_a_time",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="procedure_fee_bounds", condition=Q(percent__gte=0, percent__lte=100, least__lte=F("most"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_procedure_display()} {self.valid_from}"


class DutyRule(models.Model):
    """The duty on getting a home from a day on: percents of the value below and above a threshold, at most. Forints.

    Duties Act 1990:XCIII. `years_before` and `years_after` are the period in which another home may be sold for the
    difference alone to count; `is_verified` once somebody has held the row against the law.
    """

    percent = models.DecimalField(max_digits=5, decimal_places=2)
    upper_percent = models.DecimalField(max_digits=5, decimal_places=2)
    threshold = models.BigIntegerField()
    most = models.BigIntegerField()
    years_before = models.PositiveSmallIntegerField()
    years_after = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    is_verified = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            ExclusionConstraint(
                name="duty_rule_once_at_a_time",
                expressions=[(DateRange("valid_from", "valid_until", models.Value("[]")), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="duty_rule_bounds",
                condition=Q(percent__gte=0, percent__lte=100, upper_percent__gte=0, upper_percent__lte=100)
                & Q(threshold__gte=0, most__gte=0, years_before__lte=20, years_after__lte=20),
            ),
            models.CheckConstraint(name="duty_rule_source", condition=~Q(source="")),
        )

    def __str__(self) -> str:
        return f"{self.valid_from} {self.percent} %"


class NationalEntry(models.Model):
    """One benefit or right that the law gives everywhere, as the public reads of it.

    A change is a new row with a later `valid_from`; `last_checked_on` says how fresh the text is.
    """

    class Level(models.TextChoices):
        OBTAIN = "obtain", _("getting a home")
        KEEP = "keep", _("keeping a home")
        CRISIS = "crisis", _("crisis")
        AFTERCARE = "aftercare", _("staying housed")

    slug = models.SlugField(max_length=60)
    level = models.CharField(max_length=10, choices=Level)
    name = models.CharField(max_length=160)
    summary = models.TextField()
    eligibility = models.TextField(blank=True)
    how_to_claim = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    last_checked_on = models.DateField()

    class Meta:
        ordering = ("level", "slug", "valid_from")
        constraints = (
            ExclusionConstraint(
                name="national_entry_once_at_a_time",
                expressions=[
                    ("slug", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="national_entry_dates", condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
            ),
        )

    def __str__(self) -> str:
        return self.name
