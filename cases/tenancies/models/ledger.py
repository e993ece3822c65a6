"""Money: append-only, whole forints. A charge is owed, a payment came in, a reduction is no longer owed.

Each of the three is a document with one ledger entry; shares say which payment or reduction settled which charge.
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models.tenancy import Tenancy


class Charge(models.Model):
    """One amount that became due. Never changed: a mistake is corrected by another charge."""

    append_only = True

    class Kind(models.TextChoices):
        RENT = "rent", _("rent")
        USE_CHARGE = "use_charge", _("use charge")
        SERVICE = "service", _("service charge")
        WATER = "water", _("water")
        COMMON = "common", _("common charges")
        BROUGHT_FORWARD = "brought_forward", _("arrears brought forward")
        COST = "cost", _("collection cost")
        INTEREST = "interest", _("late interest")
        REFUND = "refund", _("credit paid back")
        OTHER = "other", _("other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=16, choices=Kind)
    period = models.DateField(help_text="first day of the month it belongs to")
    amount = models.IntegerField()
    due_on = models.DateField()
    recurring = models.ForeignKey("RecurringCharge", models.PROTECT, null=True, related_name="charges")
    # A second charge of the same kind and month, because the first one was too low.
    supplements = models.ForeignKey("self", models.PROTECT, null=True, related_name="supplements_of")
    note = models.CharField(max_length=200, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=["tenancy", "due_on"], name="charge_due"),)
        constraints = (
            # A month is charged as rent or as use charge, never as both.
            models.UniqueConstraint(
                fields=["tenancy", "period"],
                condition=Q(kind__in=["rent", "use_charge"], supplements__isnull=True),
                name="charge_dwelling_once_a_month",
            ),
            models.UniqueConstraint(
                fields=["tenancy", "kind", "period"],
                condition=Q(
                    kind__in=["service", "common", "brought_forward"],
                    supplements__isnull=True,
                    recurring__isnull=True,
                ),
                name="charge_once_a_month",
            ),
            models.UniqueConstraint(
                fields=["recurring", "period"],
                condition=Q(recurring__isnull=False, supplements__isnull=True),
                name="charge_recurring_once",
            ),
            models.CheckConstraint(name="charge_positive", condition=Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period:%Y-%m} {self.amount}"

    @property
    def title(self) -> str:
        """What it is called on pages and letters: its note where there is one, otherwise its kind."""
        return self.note or str(self.get_kind_display())

    def belongs_to(self, actor: Any) -> bool:
        return self.tenancy.belongs_to(actor)


class Payment(models.Model):
    """Money that came in, or (negative, with `reverses`) went back out the way it came."""

    append_only = True

    class Source(models.TextChoices):
        BANK = "bank", _("bank transfer")
        CASH = "cash", _("cash desk")
        BROUGHT_FORWARD = "brought_forward", _("credit brought forward")
        API = "api", _("other system")
        POST = "post", _("postal cheque")
        DEPOSIT = "deposit", _("set off from the deposit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="payments")
    amount = models.IntegerField()
    paid_on = models.DateField()
    source = models.CharField(max_length=16, choices=Source)
    bank_reference = models.CharField(max_length=80, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("paid_on", "pk")
        indexes = (models.Index(fields=["tenancy", "paid_on"], name="payment_paid"),)
        constraints = (
            models.CheckConstraint(
                name="payment_sign",
                condition=Q(amount__gt=0, reverses__isnull=True) | Q(amount__lt=0, reverses__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.paid_on} {self.amount}"

    def belongs_to(self, actor: Any) -> bool:
        return self.tenancy.belongs_to(actor)


class Reduction(models.Model):
    """A charge that is no longer owed in part or whole, though nobody paid: corrected, waived or written off."""

    append_only = True

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("correction")
        WAIVER = "waiver", _("waiver")
        WRITE_OFF = "write_off", _("written off as irrecoverable")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="reductions")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="reductions")
    kind = models.CharField(max_length=12, choices=Kind)
    amount = models.IntegerField()
    on = models.DateField()
    reason = models.CharField(max_length=300)
    proposal = models.ForeignKey("ReductionProposal", models.PROTECT, null=True, related_name="reductions")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("on", "pk")
        indexes = (models.Index(fields=["tenancy", "on"], name="reduction_on"),)
        constraints = (
            models.CheckConstraint(name="reduction_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="reduction_reason", condition=~Q(reason="")),
            # Only a mistake is put right by one person; what is given up was proposed and approved.
            models.CheckConstraint(
                name="reduction_proposed",
                condition=Q(kind="correction", proposal__isnull=True)
                | Q(kind__in=["waiver", "write_off"], proposal__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class PaymentShare(models.Model):
    """How much of a payment (or of a reduction) settled which charge; a reversal writes the same shares negatively.

    A payment may settle a charge in two steps: money that another payment freed is given anew. A correction of a
    charge that is paid takes the payment's share back with a negative one, and the money is given anew.
    """

    append_only = True

    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="shares")
    reduction = models.ForeignKey(Reduction, models.PROTECT, null=True, related_name="shares")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="shares")
    amount = models.IntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="share_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="share_one_source",
                condition=Q(payment__isnull=False, reduction__isnull=True)
                | Q(payment__isnull=True, reduction__isnull=False, amount__gt=0),
            ),
        )

    def __str__(self) -> str:
        return str(self.amount)


class LedgerEntry(models.Model):
    """One line of a tenancy's account: positive is owed, negative is paid or given up. The balance is their sum."""

    append_only = True

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="entries")
    on = models.DateField()
    amount = models.IntegerField()
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="entry")
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="entry")
    reduction = models.OneToOneField(Reduction, models.PROTECT, null=True, related_name="entry")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("on", "pk")
        indexes = (models.Index(fields=["tenancy", "on"], name="entry_account"),)
        constraints = (
            models.CheckConstraint(
                name="entry_one_source",
                condition=Q(charge__isnull=False, payment__isnull=True, reduction__isnull=True)
                | Q(charge__isnull=True, payment__isnull=False, reduction__isnull=True)
                | Q(charge__isnull=True, payment__isnull=True, reduction__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"
