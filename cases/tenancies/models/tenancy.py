"""The letting contract, who signed it, and the rent table it is priced from."""

import uuid
from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import ComfortGrade, Dwelling
from cases.people.models import Person
from kernel.ranges import DateRange


class RentBasis(models.TextChoices):
    """The three statutory bases of Housing Act 34. §."""

    SOCIAL = "social", _("social rent")
    COST = "cost", _("cost-based rent")
    MARKET = "market", _("market rent")


class RentRate(models.Model):
    """One line of the local decree's rent table, valid for a time. Forints per m² and month."""

    basis = models.CharField(max_length=10, choices=RentBasis)
    category = models.CharField(max_length=40, blank=True)
    comfort = models.CharField(max_length=10, choices=ComfortGrade)
    forints_per_m2 = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    decree = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("basis", "category", "comfort", "valid_from")
        constraints = (
            ExclusionConstraint(
                name="rent_rate_once_at_a_time",
                expressions=[
                    ("basis", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    ("comfort", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_basis_display()} {self.get_comfort_display()} {self.forints_per_m2}"


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def valid_on(self, on: date) -> Self:
        """Begun and not yet ended."""
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
        return self.filter(begun, Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def locked(self, pk: Any) -> "Tenancy":
        return self.select_for_update().get(pk=pk)

    def held_by(self, person_id: Any) -> Self:
        return self.filter(parties__person_id=person_id, parties__until__isnull=True)


class Tenancy(models.Model):
    """The right to live in a flat. `number` is what payers quote: it carries check digits.

    `old_identifier` is the previous system's payment identifier and stays a valid reference.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=16, unique=True)
    old_identifier = models.CharField(max_length=24, null=True, unique=True)
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="tenancies")
    # Unknown in some old files; an unknown beginning is taken as long ago, never as today.
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # The last day of the title, where people go on living in the flat after it: a use charge follows the rent.
    title_ends_on = models.DateField(null=True)
    basis = models.CharField(max_length=10, choices=RentBasis, blank=True)
    category = models.CharField(max_length=40, blank=True)
    # Somebody on the contract is said to have died and it is not known who: no letter until it is.
    death_reported = models.BooleanField(default=False)
    monthly_rent = models.PositiveIntegerField()
    # Priced anew every month by the dated rent table and the flat's modifiers; otherwise the rent is what was agreed.
    rent_from_table = models.BooleanField(default=False, db_default=False)
    # Months up to this day are in the balance that was brought forward: they are not charged again.
    charged_until = models.DateField(null=True)
    due_day = models.PositiveSmallIntegerField(default=15)
    created_at = models.DateTimeField(db_default=Now())

    objects = TenancyQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(name="tenancy_due_day", condition=Q(due_day__gte=1, due_day__lte=28)),
            models.CheckConstraint(
                name="tenancy_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="tenancy_title_within",
                condition=Q(title_ends_on__isnull=True)
                | (Q(starts_on__isnull=True) | Q(title_ends_on__gte=F("starts_on")))
                & (Q(ends_on__isnull=True) | Q(title_ends_on__lte=F("ends_on"))),
            ),
            models.CheckConstraint(
                name="tenancy_old_identifier", condition=Q(old_identifier__isnull=True) | ~Q(old_identifier="")
            ),
            ExclusionConstraint(
                name="tenancy_one_at_a_time",
                expressions=[
                    ("dwelling", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return self.number

    def belongs_to(self, actor: Any) -> bool:
        """Whether the signed-in resident is a party of this tenancy."""
        person_id = getattr(getattr(actor, "resident", None), "person_id", None)
        return person_id is not None and any(
            party.person_id == person_id and party.until is None for party in self.parties.all()
        )


class TenancyParty(models.Model):
    """Somebody who signed the contract; each joint tenant has a row of their own."""

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenancy_parties")
    position = models.PositiveSmallIntegerField(default=1)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        ordering = ("tenancy", "position")
        constraints = (
            models.UniqueConstraint(fields=["tenancy", "person"], name="party_once"),
            models.UniqueConstraint(
                fields=["tenancy", "position"], condition=Q(until__isnull=True), name="party_position"
            ),
        )

    def __str__(self) -> str:
        return str(self.person_id)
