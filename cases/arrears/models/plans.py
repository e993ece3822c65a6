"""Payment plans: what was agreed, version by version, and how it was kept night by night."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.cases import ArrearsCase
from cases.tenancies.models import Charge, Tenancy


class PlanQuerySet(models.QuerySet["PaymentPlan"]):
    def running(self) -> Self:
        return self.filter(state__in=PaymentPlan.RUNNING)

    def locked(self, pk: Any) -> "PaymentPlan":
        return self.select_for_update().get(pk=pk)


class PaymentPlan(models.Model):
    """A repayment agreement. A change is a new version that supersedes the old one; nothing is rewritten.

    The terms stand in the plan itself, so that a later decree does not change what was signed.
    `charged_frozen` is all that was charged up to `frozen_on` and `paid_frozen` all that had come in: how the plan
    is kept is measured from there, by the ledger alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        SIGNED = "signed", _("signed, waits for the down payment")
        LIVE = "live", _("being kept")
        BREACHED = "breached", _("breached, can be made good")
        COMPLETED = "completed", _("paid off")
        CANCELLED = "cancelled", _("cancelled")
        SUPERSEDED = "superseded", _("replaced by a new version")

    class Interest(models.TextChoices):
        NONE = "none", _("no interest while the plan is kept")
        STATUTORY = "statutory", _("late interest of the Civil Code")

    class EndReason(models.TextChoices):
        BROKEN = "broken", _("broken: not made good in time")
        WITHDRAWN = "withdrawn", _("the client withdrew")
        NOT_SIGNED = "not_signed", _("was not signed")
        PAID = "paid", _("everything is paid")
        CHANGED = "changed", _("changed by agreement")
        BY_HAND = "by_hand", _("ended by the office")

    RUNNING = (State.SIGNED, State.LIVE, State.BREACHED)
    WAITING = (State.DRAFT, State.PROPOSED)
    ENDED = (State.COMPLETED, State.CANCELLED, State.SUPERSEDED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=16)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="changes")
    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="plans")
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="plans")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    frozen_on = models.DateField()
    principal = models.PositiveIntegerField()
    # Forints of late interest in the schedule, counted as if it is kept; above nothing only with interest.
    expected_interest = models.PositiveIntegerField(default=0)
    charged_frozen = models.IntegerField()
    paid_frozen = models.IntegerField()
    down = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField()
    interest = models.CharField(max_length=10, choices=Interest, default=Interest.NONE)
    needs_current_bill = models.BooleanField(default=True)
    grace_days = models.PositiveSmallIntegerField()
    tolerance = models.PositiveIntegerField()
    missed_for_breach = models.PositiveSmallIntegerField()
    cure_days = models.PositiveSmallIntegerField()
    drafted_by = models.CharField(max_length=64)
    drafted_at = models.DateTimeField(db_default=Now())
    proposed_on = models.DateField(null=True)
    needs_approval = models.BooleanField(default=False)
    approved_by = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    signed_on = models.DateField(null=True)
    document_id = models.UUIDField(null=True)
    breached_on = models.DateField(null=True)
    cure_by = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-frozen_on", "-version")
        constraints = (
            models.UniqueConstraint(fields=["number", "version"], name="plan_version"),
            models.UniqueConstraint(fields=["replaces"], condition=~Q(state="cancelled"), name="plan_replaced_once"),
            models.UniqueConstraint(
                fields=["tenancy"], condition=Q(state__in=["signed", "live", "breached"]), name="plan_one_running"
            ),
            models.UniqueConstraint(
                fields=["tenancy"], condition=Q(state__in=["draft", "proposed"]), name="plan_one_waiting"
            ),
            models.CheckConstraint(name="plan_down_below_principal", condition=Q(principal__gt=F("down"))),
            models.CheckConstraint(
                name="plan_approval_pair",
                condition=Q(approved_by="", approved_at__isnull=True)
                | ~Q(approved_by="") & Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_running_is_signed",
                condition=~Q(state__in=["signed", "live", "breached", "completed"]) | Q(signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_signed_is_approved",
                condition=Q(signed_on__isnull=True) | Q(needs_approval=False) | ~Q(approved_by=""),
            ),
            models.CheckConstraint(
                name="plan_breach_pair",
                condition=~Q(state="breached") | Q(breached_on__isnull=False, cure_by__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_end_pair",
                condition=Q(state__in=["completed", "cancelled", "superseded"], ended_on__isnull=False)
                & ~Q(end_reason="")
                | ~Q(state__in=["completed", "cancelled", "superseded"]) & Q(ended_on__isnull=True, end_reason=""),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    def belongs_to(self, actor: Any) -> bool:
        return self.tenancy.belongs_to(actor)


class Instalment(models.Model):
    """One amount of a plan and its day. Number 0 is the down payment."""

    append_only = True

    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount = models.PositiveIntegerField()

    class Meta:
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="instalment_once"),
            models.CheckConstraint(name="instalment_positive", condition=Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.due_on} {self.amount}"


class PlanItem(models.Model):
    """One charge that the plan covers, with what was open of it when the plan was frozen."""

    append_only = True

    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="items")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="plan_items")
    amount = models.PositiveIntegerField()

    class Meta:
        ordering = ("plan", "charge__due_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["plan", "charge"], name="plan_item_once"),
            models.CheckConstraint(name="plan_item_positive", condition=Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return str(self.amount)


class PlanCheck(models.Model):
    """How a plan stood on one night: forints expected by then, forints that came, what is missing."""

    append_only = True

    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="checks")
    on = models.DateField()
    expected = models.IntegerField()
    actual = models.IntegerField()
    shortfall = models.IntegerField()
    missed = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("plan", "-on")
        constraints = (models.UniqueConstraint(fields=["plan", "on"], name="plan_check_once_a_night"),)

    def __str__(self) -> str:
        return f"{self.on} {self.shortfall}"
