"""Steps before notary, court and bailiff: prepared by one person, approved by another, with dates and outcome."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.cases import ArrearsCase


class LegalStep(models.Model):
    """One step of the recovery by law. Amounts in forints."""

    class Kind(models.TextChoices):
        ORDER = "order_for_payment", _("order for payment")
        LAWSUIT = "lawsuit", _("lawsuit for vacating")
        ENFORCEMENT = "enforcement", _("enforcement")
        EVICTION = "eviction", _("eviction")

    class State(models.TextChoices):
        PREPARED = "prepared", _("waits for approval")
        APPROVED = "approved", _("approved")
        FILED = "filed", _("filed")
        OPPOSED = "opposed", _("opposed")
        FINAL = "final", _("final")
        DONE = "done", _("carried out")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.PREPARED, State.APPROVED, State.FILED, State.OPPOSED, State.FINAL)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="legal_steps")
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    amount = models.PositiveIntegerField(default=0)
    fee = models.PositiveIntegerField(default=0)
    reference = models.CharField(max_length=60, blank=True)
    prepared_on = models.DateField()
    prepared_by = models.CharField(max_length=64)
    approved_by = models.CharField(max_length=64, blank=True)
    filed_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    final_on = models.DateField(null=True)
    scheduled_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-prepared_on", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state__in=["prepared", "approved", "filed", "opposed", "final"]),
                name="legal_step_one_open_of_a_kind",
            ),
            models.CheckConstraint(
                name="legal_step_approved_by_another",
                condition=Q(state__in=["prepared", "withdrawn"])
                | ~Q(approved_by="") & ~Q(approved_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="legal_step_days_in_order",
                condition=(Q(filed_on__isnull=True) | Q(filed_on__gte=F("prepared_on")))
                & (Q(served_on__isnull=True) | Q(filed_on__isnull=False, served_on__gte=F("filed_on"))),
            ),
            models.CheckConstraint(
                name="legal_step_eviction_has_day", condition=~Q(kind="eviction") | Q(scheduled_on__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"
