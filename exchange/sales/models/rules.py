"""How an office treats arrears at an exchange, and what a sale usually costs there: dated."""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from exchange.sales.ways import Way
from kernel.ranges import DateRange

MOST_PERCENT = 20
WAYS = [way.value for way in Way]


def default_among_allowed() -> Q:
    """The way taken first is one of the allowed ones."""
    found = Q()
    for way in WAYS:
        found |= Q(default_way=way, allowed_ways__contains=[way])
    return found


class SaleRule(models.Model):
    """The office's rule from a day on: which ways to treat arrears it allows, which it takes first, usual costs.

    Percents: the agent's of the sale price, the lawyer's of the bought home's price; the others are forints.
    """

    class WayName(models.TextChoices):
        SETTLED_BEFORE = "settled_before", _("paid before the landlord's consent")
        FROM_DIFFERENCE = "from_difference", _("paid from the value difference at signing")
        PLAN_CONTINUES = "plan_continues", _("the payment plan with the old landlord goes on")
        ASSUMED = "assumed", _("the other household takes the debt over")

    allowed_ways = ArrayField(models.CharField(max_length=16, choices=WayName))
    default_way = models.CharField(max_length=16, choices=WayName)
    lawyer_percent = models.DecimalField(max_digits=4, decimal_places=2)
    agent_percent = models.DecimalField(max_digits=4, decimal_places=2)
    energy_certificate = models.PositiveIntegerField()
    land_registry_fee = models.PositiveIntegerField()
    moving = models.PositiveIntegerField()
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            ExclusionConstraint(
                name="sale_rule_once_at_a_time",
                expressions=[(DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="sale_rule_ways", condition=Q(allowed_ways__contained_by=WAYS) & default_among_allowed()
            ),
            models.CheckConstraint(
                name="sale_rule_percents",
                condition=Q(lawyer_percent__range=(0, MOST_PERCENT), agent_percent__range=(0, MOST_PERCENT)),
            ),
            models.CheckConstraint(name="sale_rule_basis", condition=~Q(legal_basis="")),
        )

    def __str__(self) -> str:
        return f"{self.valid_from}"

    @property
    def way_names(self) -> list[Any]:
        """The allowed ways in words, the first one first."""
        first = [self.default_way, *(way for way in WAYS if way in self.allowed_ways and way != self.default_way)]
        return [self.WayName(way).label for way in first]
