"""The arrears case: one household's way out of its debt, from the first look to the end."""

import uuid
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import Tenancy


class Cause(models.TextChoices):
    """Why the household fell behind, as the adviser understands it."""

    JOB_LOSS = "job_loss", _("job lost")
    ILLNESS = "illness", _("illness")
    DIVORCE = "divorce", _("separation")
    DEATH = "death", _("death in the family")
    UTILITY_PRICES = "utility_prices", _("utility prices")
    LOAN = "loan", _("loan")
    USURY = "usury", _("informal lender")
    OVERSPENDING = "overspending", _("spending more than comes in")
    OTHER = "other", _("other")


class CaseQuerySet(models.QuerySet["ArrearsCase"]):
    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def locked(self, pk: Any) -> "ArrearsCase":
        return self.select_for_update().get(pk=pk)


class ArrearsCase(models.Model):
    """One case of one tenancy. At most one is open at a time; a relapse opens a new one."""

    class Stage(models.TextChoices):
        INTAKE = "intake", _("intake")
        ASSESSMENT = "assessment", _("assessment")
        OFFER = "offer", _("offer made")
        PLAN_ACTIVE = "plan_active", _("plan runs")
        WARNING = "warning", _("plan: warning")
        BROKEN = "broken", _("plan broken")
        REFERRED = "referred", _("referred")
        LEGAL = "legal", _("legal steps")
        COMPLETED = "completed", _("completed")
        UNCOLLECTABLE = "closed_uncollectable", _("closed: cannot be collected")

    class OpenedBecause(models.TextChoices):
        AMOUNT = "amount", _("the amount owed reached the office's limit")
        MONTHS = "months", _("the months owed reached the office's limit")
        BY_HAND = "by_hand", _("opened by hand")

    CLOSED = (Stage.COMPLETED, Stage.UNCOLLECTABLE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=16, unique=True)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="arrears_cases")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.INTAKE)
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=64)
    opened_because = models.CharField(max_length=10, choices=OpenedBecause)
    adviser_id = models.UUIDField(null=True)
    causes = ArrayField(models.CharField(max_length=20, choices=Cause), default=list)
    has_minor = models.BooleanField(default=False)
    # Dates that hang over the household; the work lists are made of them.
    disconnection_on = models.DateField(null=True)
    eviction_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    next_action = models.CharField(max_length=160, blank=True)
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_on", "number")
        indexes = (models.Index(fields=["next_on"], name="case_next", condition=Q(closed_on__isnull=True)),)
        constraints = (
            models.UniqueConstraint(
                fields=["tenancy"], condition=Q(closed_on__isnull=True), name="case_one_open_a_tenancy"
            ),
            models.CheckConstraint(
                name="case_closed_together",
                condition=Q(closed_on__isnull=True, closed_by="") & ~Q(stage__in=["completed", "closed_uncollectable"])
                | Q(closed_on__isnull=False, stage__in=["completed", "closed_uncollectable"]) & ~Q(closed_by=""),
            ),
            models.CheckConstraint(
                name="case_closed_after_opened",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("opened_on")),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def belongs_to(self, actor: Any) -> bool:
        return self.tenancy.belongs_to(actor)


class Contact(models.Model):
    """One talk, call, visit, letter received, promise or note. Never changed: a mistake gets a later note."""

    append_only = True

    class Kind(models.TextChoices):
        CALL = "call", _("phone call")
        TALK = "talk", _("talk in the office")
        VISIT = "visit", _("home visit")
        LETTER_IN = "letter_in", _("letter received")
        PROMISE = "promise", _("promise to pay")
        PAPER = "paper", _("paper handed in")
        NOTE = "note", _("note")

    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    text = models.CharField(max_length=1000, blank=True)
    promised_amount = models.PositiveIntegerField(null=True)
    promised_on = models.DateField(null=True)
    document_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=["promised_on"], name="contact_promise", condition=Q(kind="promise")),)
        constraints = (
            models.CheckConstraint(
                name="contact_promise_pair",
                condition=Q(
                    kind="promise", promised_amount__isnull=False, promised_amount__gt=0, promised_on__isnull=False
                )
                | ~Q(kind="promise") & Q(promised_amount__isnull=True, promised_on__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"
