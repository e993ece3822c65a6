"""Reminder runs: one reviewed batch a business day, one row for every tenancy in arrears."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.notes import in_words
from cases.tenancies.models import Tenancy


class ReminderRun(models.Model):
    """The batch of one business date. The unique date is what makes a day's run happen once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    business_date = models.DateField(unique=True)
    planned_at = models.DateTimeField(db_default=Now())
    planned_by = models.CharField(max_length=64)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-business_date",)
        constraints = (
            models.CheckConstraint(
                name="run_released_pair",
                condition=Q(released_at__isnull=True, released_by="")
                | (Q(released_at__isnull=False) & ~Q(released_by="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.business_date:%Y-%m-%d}"


class Reminder(models.Model):
    """One tenancy in one run: the step that is due, or the coded reason why nothing goes out.

    `period` is the month of the oldest unpaid charge: while it stays unpaid no step is repeated.
    """

    class State(models.TextChoices):
        EXCLUDED = "excluded", _("excluded")
        PLANNED = "planned", _("waiting for release")
        RELEASED = "released", _("released")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("cancelled before sending")
        FAILED = "failed", _("failed")
        UNCERTAIN = "uncertain", _("a person must check")

    class Exclusion(models.TextChoices):
        NO_VALID_TENANCY = "no_valid_tenancy", _("no valid tenancy")
        DECEASED = "deceased", _("a tenant has died")
        UNDELIVERABLE = "undeliverable", _("post came back")
        DATA_GAP = "data_gap", _("data is missing")
        LIVE_PLAN = "live_plan", _("payment plan is being kept")
        DISPUTE = "dispute", _("the debt is disputed")
        SUPPORT = "support", _("a decision on support is pending")
        HOSPITAL = "hospital", _("in hospital")
        TALKS = "talks", _("talks are under way")
        DEBT_SERVICE = "debt_service", _("in the debt management service")
        EXCHANGE = "exchange", _("a flat exchange is open")
        REFERRAL = "referral", _("referred, an answer is awaited")
        SETTLEMENT = "settlement", _("personal debt settlement is running")
        DEMANDED = "demanded", _("a formal demand is running")
        PAUSE = "pause", _("paused")
        EARLIER_OPEN = "earlier_open", _("an earlier reminder is still under way")
        LADDER_DONE = "ladder_done", _("the last step was sent")
        BELOW_THRESHOLD = "below_threshold", _("below the threshold")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    run = models.ForeignKey(ReminderRun, models.PROTECT, related_name="reminders")
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="reminders")
    step = models.PositiveSmallIntegerField()
    period = models.DateField()
    amount = models.IntegerField()
    months = models.PositiveSmallIntegerField()
    oldest_due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    exclusion = models.CharField(max_length=20, choices=Exclusion, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    document_id = models.UUIDField(null=True)
    sent_on = models.DateField(null=True)
    # The post or the mail came back.
    returned_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("run", "pk")
        indexes = (models.Index(fields=["run", "state"], name="reminder_run_state"),)
        constraints = (
            models.UniqueConstraint(fields=["run", "tenancy"], name="reminder_one_row_a_run"),
            models.UniqueConstraint(
                fields=["tenancy", "step", "period"],
                condition=~Q(state__in=["excluded", "cancelled"]),
                name="reminder_step_once",
            ),
            models.CheckConstraint(
                name="reminder_exclusion_pair",
                condition=Q(state="excluded") & ~Q(exclusion="") | ~Q(state="excluded") & Q(exclusion=""),
            ),
            models.CheckConstraint(
                name="reminder_returned_was_sent",
                condition=Q(returned_on__isnull=True) | Q(sent_on__isnull=False, returned_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="reminder_released_has_document",
                condition=Q(state__in=["excluded", "planned", "cancelled"]) | Q(document_id__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.tenancy_id} {self.step}"

    @property
    def note_in_words(self) -> Promise | str:
        return in_words(self.note)

    def belongs_to(self, actor: Any) -> bool:
        return self.tenancy.belongs_to(actor)
