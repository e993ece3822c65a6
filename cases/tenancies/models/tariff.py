"""What the office charges by its own decree: everything here is dated, and the office head writes it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from cases.housing_stock.models import Dwelling
from cases.tenancies.models.ledger import Charge
from cases.tenancies.models.tenancy import Tenancy
from kernel.ranges import DateRange

MOST_USE_CHARGE_PERCENT = 1000


def _valid() -> DateRange:
    return DateRange("valid_from", "valid_until", models.Value("[]"))


class MoneyRule(models.Model):
    """How the office deals with a use charge and with late interest, valid for a time.

    `use_charge_percent` is what an occupier pays from the third month after the title ended, in percent of the
    rent (Housing Act 1993:LXXVIII, 20. §). Interest below `interest_minimum` forints is not charged. Interest is
    posted by a person, or by itself on the first of every month.
    """

    use_charge_percent = models.PositiveSmallIntegerField(default=100)
    charges_interest = models.BooleanField(default=False)
    interest_minimum = models.PositiveIntegerField(default=0)
    posts_interest_monthly = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    decree = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("valid_from",)
        constraints = (
            ExclusionConstraint(name="money_rule_once_at_a_time", expressions=[(_valid(), RangeOperators.OVERLAPS)]),
            models.CheckConstraint(
                name="money_rule_use_charge",
                condition=Q(use_charge_percent__gte=100, use_charge_percent__lte=MOST_USE_CHARGE_PERCENT),
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}"


class Modifier(models.Model):
    """Something about a flat that the decree makes cheaper or dearer: no lift, damp walls, a ground floor."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ModifierRate(models.Model):
    """By how many percent of the table's rent, valid for a time. Several on one flat are added up."""

    modifier = models.ForeignKey(Modifier, models.PROTECT, related_name="rates")
    percent = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    decree = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("modifier", "valid_from")
        constraints = (
            ExclusionConstraint(
                name="modifier_rate_once_at_a_time",
                expressions=[("modifier", RangeOperators.EQUAL), (_valid(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="modifier_percent", condition=Q(percent__gte=-100, percent__lte=300)),
        )

    def __str__(self) -> str:
        return f"{self.percent:+d} %"


class DwellingModifier(models.Model):
    """A flat has this from one day to another."""

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="modifiers")
    modifier = models.ForeignKey(Modifier, models.PROTECT, related_name="dwellings")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("dwelling", "valid_from")
        constraints = (
            ExclusionConstraint(
                name="dwelling_modifier_once_at_a_time",
                expressions=[
                    ("dwelling", RangeOperators.EQUAL),
                    ("modifier", RangeOperators.EQUAL),
                    (_valid(), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return str(self.modifier_id)


class RecurringCharge(models.Model):
    """Something a tenancy is charged every month beside its rent: the same amount from one day to another."""

    KINDS = (Charge.Kind.SERVICE, Charge.Kind.WATER, Charge.Kind.COMMON, Charge.Kind.OTHER)

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="recurring_charges")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.label) for kind in KINDS])
    label = models.CharField(max_length=60, blank=True)
    amount = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("tenancy", "kind", "valid_from")
        constraints = (
            ExclusionConstraint(
                name="recurring_charge_once_at_a_time",
                expressions=[
                    ("tenancy", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("label", RangeOperators.EQUAL),
                    (_valid(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="recurring_charge_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="recurring_charge_kind", condition=Q(kind__in=["service", "water", "common", "other"])
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

    @property
    def title(self) -> str:
        """What it is called on pages and letters."""
        return self.label or str(Charge.Kind(self.kind).label)
