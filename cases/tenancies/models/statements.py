"""Bank statements as they were booked, line by line."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models.ledger import Payment
from cases.tenancies.models.tenancy import Tenancy


class BankStatement(models.Model):
    """One imported statement file with its counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    iban = models.CharField(max_length=28)
    format = models.CharField(max_length=12)
    document_id = models.UUIDField()
    name = models.CharField(max_length=200, blank=True)
    opening = models.BigIntegerField(null=True)
    closing = models.BigIntegerField(null=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    counts = models.JSONField()
    imported_at = models.DateTimeField(db_default=Now())
    imported_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-imported_at",)

    def __str__(self) -> str:
        return f"{self.iban} {self.last_day}"


class StatementLine(models.Model):
    """One booking of the bank. The bank's transaction id decides whether it was seen before."""

    class Outcome(models.TextChoices):
        REFERENCE = "reference", _("matched by reference")
        ACCOUNT = "account", _("matched by known account")
        UNMATCHED = "unmatched", _("needs a person")
        REVERSAL = "reversal", _("reversal")
        SPLIT = "split", _("split over several tenancies")

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    iban = models.CharField(max_length=28)
    bank_reference = models.CharField(max_length=80)
    booked_on = models.DateField()
    value_on = models.DateField()
    amount = models.BigIntegerField()
    payer_name = models.CharField(max_length=140, blank=True)
    payer_account = models.CharField(max_length=34, blank=True)
    text = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=40, blank=True)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="line")

    class Meta:
        ordering = ("statement", "pk")
        indexes = (models.Index(fields=["statement"], name="line_unmatched", condition=Q(outcome="unmatched")),)
        constraints = (
            models.UniqueConstraint(fields=["iban", "bank_reference"], name="line_booked_once"),
            models.CheckConstraint(
                name="line_matched_has_payment",
                condition=~Q(outcome__in=["reference", "account"]) | Q(payment__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.bank_reference


class LinePart(models.Model):
    """A part of a line that was split: each part is one tenancy's payment."""

    append_only = True

    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="parts")
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="line_part")

    def __str__(self) -> str:
        return str(self.payment_id)


class ColumnMapping(models.Model):
    """How a bank's .csv is to be read, found again by its row of headings."""

    name = models.CharField(max_length=80)
    headings_key = models.CharField(max_length=64, unique=True)
    headings = models.JSONField()
    columns = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class PayerAccount(models.Model):
    """An account that was seen paying for a tenancy."""

    account = models.CharField(max_length=34)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="payer_accounts")
    first_seen_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "tenancy"], name="payer_account_once"),)

    def __str__(self) -> str:
        return self.account
