"""Protected consumer status: what makes a household qualify, for which supply it is held, when it is renewed."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import Tenancy


class Ground(models.TextChoices):
    """Who may ask for the status (electricity, gas and water: 2007:LXXXVI 64. §, 2008:XL 61. §)."""

    CARE_ALLOWANCE = "care_allowance", _("care allowance")
    CHILD_HOME_CARE = "child_home_care", _("child home care fee")
    ACTIVE_AGE = "active_age", _("active-age benefit")
    OLD_AGE = "old_age", _("old-age allowance")
    CHILD_PROTECTION = "child_protection", _("regular child protection benefit")
    HOUSING_SUPPORT = "housing_support", _("municipal support for regular housing costs")
    HOME_CREATION = "home_creation", _("home-creation support, for 3 years")
    FOSTER_PARENT = "foster_parent", _("foster parent")
    ASSET_MANAGER = "asset_manager", _("former tenant of the National Asset Manager")
    DISABILITY = "disability", _("disability")


class QualifyingBenefit(models.Model):
    """A benefit that somebody in the household receives, as the adviser ticked it."""

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="qualifying_benefits")
    ground = models.CharField(max_length=20, choices=Ground)
    noted_on = models.DateField()
    ended_on = models.DateField(null=True)
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("ground",)
        constraints = (
            models.UniqueConstraint(
                fields=["tenancy", "ground"], condition=Q(ended_on__isnull=True), name="qualifying_benefit_once"
            ),
            models.CheckConstraint(
                name="qualifying_benefit_dates", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("noted_on"))
            ),
        )

    def __str__(self) -> str:
        return self.get_ground_display()


class ProtectedStatus(models.Model):
    """The status at one supplier. Renewed every year: `renew_on` is eleven months after it was granted."""

    class Supply(models.TextChoices):
        ELECTRICITY = "electricity", _("electricity")
        GAS = "gas", _("gas")
        WATER = "water", _("water")

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="protected_statuses")
    supply = models.CharField(max_length=12, choices=Supply)
    ground = models.CharField(max_length=20, choices=Ground)
    granted_on = models.DateField()
    renew_on = models.DateField()
    ended_on = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("renew_on", "pk")
        indexes = (models.Index(fields=["renew_on"], name="protected_renewal", condition=Q(ended_on__isnull=True)),)
        constraints = (
            models.UniqueConstraint(
                fields=["tenancy", "supply"], condition=Q(ended_on__isnull=True), name="protected_once_a_supply"
            ),
            models.CheckConstraint(name="protected_renewed_later", condition=Q(renew_on__gt=F("granted_on"))),
            models.CheckConstraint(
                name="protected_ended_later", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("granted_on"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_supply_display()} {self.granted_on}"
