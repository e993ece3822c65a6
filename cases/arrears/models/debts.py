"""What the household owes to others than the office, and the letters written to those creditors."""

import uuid
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.cases import ArrearsCase
from cases.people.models import Person
from kernel.ranges import DateRange


class CreditorKind(models.TextChoices):
    RENT = "rent", _("rent to another landlord")
    ELECTRICITY = "electricity", _("electricity")
    GAS = "gas", _("gas")
    DISTRICT_HEATING = "district_heating", _("district heating")
    WATER = "water", _("water")
    WASTE = "waste", _("waste collection")
    COMMON_CHARGES = "common_charges", _("common charges")
    HOUSING_LOAN = "housing_loan", _("housing loan")
    CONSUMER_LOAN = "consumer_loan", _("consumer loan")
    TAX = "tax", _("tax")
    BAILIFF = "bailiff", _("bailiff")
    INFORMAL = "informal", _("informal lender")
    OTHER = "other", _("other creditor")


class DebtStage(models.TextChoices):
    """How far the creditor has gone."""

    NONE = "none", _("nothing sent yet")
    REMINDER = "reminder", _("reminder")
    DEMAND = "demand", _("formal demand")
    ORDER = "order", _("order for payment")
    ENFORCEMENT = "enforcement", _("enforcement")
    DISCONNECTED = "disconnected", _("disconnected")


class DebtQuerySet(models.QuerySet["DebtItem"]):
    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def locked(self, pk: Any) -> "DebtItem":
        return self.select_for_update(of=("self",)).get(pk=pk)


class DebtItem(models.Model):
    """One debt to one creditor, as the creditor or the client stated it on a day."""

    class Closed(models.TextChoices):
        PAID = "paid", _("paid")
        WAIVED = "waived", _("the creditor let it go")
        BARRED = "barred", _("time-barred and not claimed any more")
        MISTAKE = "mistake", _("entered by mistake")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="debts")
    debtor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=CreditorKind)
    creditor_name = models.CharField(max_length=120)
    creditor_address = models.CharField(max_length=200, blank=True)
    creditor_email = models.EmailField(blank=True)
    customer_number = models.CharField(max_length=60, blank=True)
    principal = models.PositiveIntegerField()
    # Interest and costs that the creditor asks beside the principal.
    extras = models.PositiveIntegerField(default=0)
    since = models.DateField()
    stated_on = models.DateField()
    stage = models.CharField(max_length=12, choices=DebtStage, default=DebtStage.NONE)
    disconnection_on = models.DateField(null=True)
    eviction_on = models.DateField(null=True)
    # An informal lender's debt is in no plan before a lawyer has seen it (usury, Civil Code 6:97 §).
    legal_referral_on = models.DateField(null=True)
    legal_referral_to = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=10, choices=Closed, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)

    objects = DebtQuerySet.as_manager()

    class Meta:
        ordering = ("since", "pk")
        indexes = (
            models.Index(
                fields=["disconnection_on"],
                name="debt_disconnection",
                condition=Q(closed_on__isnull=True, disconnection_on__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(name="debt_is_something", condition=Q(principal__gt=0) | Q(extras__gt=0)),
            models.CheckConstraint(name="debt_since_before_stated", condition=Q(since__lte=F("stated_on"))),
            models.CheckConstraint(name="debt_names_creditor", condition=~Q(creditor_name="")),
            models.CheckConstraint(
                name="debt_referral_pair",
                condition=Q(legal_referral_on__isnull=True, legal_referral_to="")
                | Q(legal_referral_on__isnull=False) & ~Q(legal_referral_to=""),
            ),
            models.CheckConstraint(
                name="debt_closed_pair",
                condition=Q(closed_on__isnull=True, closed_because="")
                | Q(closed_on__isnull=False) & ~Q(closed_because=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.creditor_name} {self.amount}"

    @property
    def amount(self) -> int:
        return self.principal + self.extras

    @property
    def may_be_planned(self) -> bool:
        """An informal lender's debt only after a legal referral."""
        return self.kind != CreditorKind.INFORMAL or self.legal_referral_on is not None


class CreditorText(models.Model):
    """The office's wording of one kind of letter to creditors, from a day on.

    `text` may use {creditor}, {client}, {address}, {customer_number}, {amount}, {instalment}, {count},
    {answer_by}, {consent_on}, {office}.
    """

    class Kind(models.TextChoices):
        INSTALMENTS = "instalments", _("request for instalments")
        QUESTION = "question", _("request for information")

    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    answer_days = models.PositiveSmallIntegerField(default=15)
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("kind", "-valid_from")
        constraints = (
            ExclusionConstraint(
                name="creditor_text_once_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="creditor_text_answer", condition=Q(answer_days__range=(1, 90))),
        )

    def __str__(self) -> str:
        return self.subject


class CreditorLetter(models.Model):
    """One letter to one creditor: what was asked, on whose consent, and what became of it."""

    class State(models.TextChoices):
        POSTED = "posted", _("on its way")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("not sent")
        FAILED = "failed", _("could not be sent")
        UNCERTAIN = "uncertain", _("may not have arrived")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    debt = models.ForeignKey(DebtItem, models.PROTECT, related_name="letters")
    consent = models.ForeignKey("arrears.Consent", models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=12, choices=CreditorText.Kind)
    on = models.DateField()
    amount = models.PositiveIntegerField()
    instalment = models.PositiveIntegerField(null=True)
    document_id = models.UUIDField()
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.POSTED)
    sent_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-on", "-created_at")
        constraints = (
            models.UniqueConstraint(
                fields=["debt", "kind", "on"],
                condition=~Q(state__in=["cancelled", "failed"]),
                name="creditor_letter_once_a_day",
            ),
            models.CheckConstraint(
                name="creditor_letter_instalment",
                condition=Q(kind="instalments", instalment__isnull=False, instalment__gt=0)
                | Q(kind="question", instalment__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
