"""The office's own ladder of reminders, and what keeps a tenancy off it for a while."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import Tenancy
from kernel.ranges import DateRange


class LadderStep(models.Model):
    """One rung: when it is due, how it goes out, what it says. Dated, because decrees change.

    `text` may use {name}, {number}, {address}, {amount}, {months}, {oldest_due}, {pay_by}, {office}.
    """

    class Channel(models.TextChoices):
        LETTER = "letter", _("letter")
        EMAIL = "email", _("e-mail, otherwise letter")
        SMS = "sms", _("text message, otherwise letter")

    class Action(models.TextChoices):
        """What the step is. Reminders go out in runs; everything else is recommended and done by a person."""

        REMINDER = "reminder", _("payment reminder")
        TALK = "talk", _("talk, also with the family support service")
        DEMAND = "demand", _("formal demand")
        NOTICE = "notice", _("notice of termination")
        ORDER = "order_for_payment", _("order for payment")
        LAWSUIT = "lawsuit", _("lawsuit for vacating")

    class Approver(models.TextChoices):
        NOBODY = "nobody", _("by itself")
        SECOND_PERSON = "second_person", _("by a second person")
        HEAD = "head", _("by the head of the office")

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    action = models.CharField(max_length=20, choices=Action, default=Action.REMINDER)
    days_overdue = models.PositiveSmallIntegerField()
    days_after_previous = models.PositiveSmallIntegerField(default=8)
    minimum_amount = models.PositiveIntegerField()
    minimum_months = models.PositiveSmallIntegerField(default=0)
    # Charged to the tenancy as a collection cost when the step is sent; 0: free.
    fee = models.PositiveIntegerField(default=0)
    pay_within_days = models.PositiveSmallIntegerField(default=15)
    channel = models.CharField(max_length=10, choices=Channel)
    approver = models.CharField(max_length=15, choices=Approver, default=Approver.SECOND_PERSON)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("number", "valid_from")
        constraints = (
            ExclusionConstraint(
                name="ladder_step_once_at_a_time",
                expressions=[
                    ("number", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="ladder_step_number", condition=Q(number__gte=1, number__lte=9)),
            models.CheckConstraint(name="ladder_step_cites_law", condition=~Q(legal_basis="")),
            models.CheckConstraint(
                name="ladder_step_person_decides",
                condition=Q(action__in=["reminder", "talk"]) | Q(approver__in=["second_person", "head"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def needs_release(self) -> bool:
        return self.approver != self.Approver.NOBODY


class Pause(models.Model):
    """A reason, with an end, why no reminder goes out."""

    class Reason(models.TextChoices):
        PLAN = "plan", _("payment plan is being kept")
        DISPUTE = "dispute", _("the debt is disputed")
        SUPPORT = "support", _("a decision on support is pending")
        HOSPITAL = "hospital", _("in hospital")
        TALKS = "talks", _("talks are under way")
        DEBT_SERVICE = "debt_service", _("in the debt management service")
        EXCHANGE = "exchange", _("a flat exchange is open")
        REFERRAL = "referral", _("referred, an answer is awaited")
        DECEASED = "deceased", _("somebody has died")
        SETTLEMENT = "settlement", _("personal debt settlement is running")
        OTHER = "other", _("other")

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=12, choices=Reason)
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-starts_on",)
        indexes = (models.Index(fields=["tenancy", "ends_on"], name="pause_tenancy"),)
        constraints = (models.CheckConstraint(name="pause_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),)

    def __str__(self) -> str:
        return self.get_reason_display()
