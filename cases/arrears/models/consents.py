"""What a client allowed the office to tell and to ask: dated, for a purpose, and to be withdrawn at any time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.cases import ArrearsCase
from cases.people.models import Person


class Consent(models.Model):
    """One person's signed consent in a case. Withdrawing closes the row; a new consent is a new row."""

    class Purpose(models.TextChoices):
        CREDITORS = "creditors", _("talk to the creditors (release from secrecy)")
        FAMILY_SERVICE = "family_service", _("work with the family support service")

    class Covers(models.TextChoices):
        GOALS = "goals", _("shared goals")
        MEETINGS = "meetings", _("meetings")
        ARREARS = "arrears", _("arrears of rent")
        BUDGET = "budget", _("household budget")
        DEBTS = "debts", _("debts to others")

    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=16, choices=Purpose)
    covers = ArrayField(models.CharField(max_length=10, choices=Covers), default=list)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-given_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "person", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="consent_one_in_force",
            ),
            models.CheckConstraint(
                name="consent_withdrawn_pair",
                condition=Q(withdrawn_on__isnull=True, withdrawn_by="")
                | Q(withdrawn_on__isnull=False, withdrawn_on__gte=F("given_on")) & ~Q(withdrawn_by=""),
            ),
            models.CheckConstraint(name="consent_says_what", condition=Q(purpose="creditors") | Q(covers__len__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.given_on}"
