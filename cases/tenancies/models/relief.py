"""Money around the account: what is proposed to be given up, deposits, money to send back."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models.ledger import Charge, Payment, Reduction
from cases.tenancies.models.tenancy import Tenancy


class ReductionProposal(models.Model):
    """A waiver or a write-off as one person proposes it and another one decides on it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    KINDS = (Reduction.Kind.WAIVER, Reduction.Kind.WRITE_OFF)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="reduction_proposals")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in KINDS])
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_on = models.DateField()
    proposed_by = models.CharField(max_length=64)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-proposed_on", "pk")
        constraints = (
            models.CheckConstraint(name="proposal_kind", condition=Q(kind__in=["waiver", "write_off"])),
            models.CheckConstraint(name="proposal_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="proposal_decided_together",
                condition=Q(state="proposed", decided_on__isnull=True, decided_by="")
                | ~Q(state="proposed") & Q(decided_on__isnull=False) & ~Q(decided_by=""),
            ),
            models.CheckConstraint(
                name="proposal_two_persons",
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decided_by=F("proposed_by")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.proposed_on}"

    @property
    def total(self) -> int:
        """Forints altogether; the items must be loaded."""
        return sum(item.amount for item in self.items.all())


class ProposedReduction(models.Model):
    """How much of which charge."""

    proposal = models.ForeignKey(ReductionProposal, models.CASCADE, related_name="items")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="+")
    amount = models.PositiveIntegerField()

    class Meta:
        ordering = ("charge__due_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["proposal", "charge"], name="proposed_once"),
            models.CheckConstraint(name="proposed_positive", condition=Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return str(self.amount)


class DepositEntry(models.Model):
    """One movement of a tenancy's deposit: positive is held by the office. It is not part of the account."""

    append_only = True

    class Kind(models.TextChoices):
        RECEIVED = "received", _("deposit received")
        SET_OFF = "set_off", _("set off against debt")
        SET_OFF_UNDONE = "set_off_undone", _("set-off taken back")
        PAID_BACK = "paid_back", _("deposit paid back")

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="deposit_entries")
    kind = models.CharField(max_length=16, choices=Kind)
    amount = models.IntegerField()
    on = models.DateField()
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="deposit_entry")
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(
                name="deposit_sign",
                condition=Q(kind__in=["received", "set_off_undone"], amount__gt=0)
                | Q(kind__in=["set_off", "paid_back"], amount__lt=0),
            ),
            models.CheckConstraint(
                name="deposit_payment",
                condition=Q(kind__in=["set_off", "set_off_undone"], payment__isnull=False)
                | Q(kind__in=["received", "paid_back"], payment__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"


class Payout(models.Model):
    """Money that the office sends back: a tenancy's credit, its deposit, or a transfer that was not for the office."""

    append_only = True

    class Purpose(models.TextChoices):
        CREDIT = "credit", _("credit of a tenancy")
        DEPOSIT = "deposit", _("deposit")
        LINE = "line", _("payment of somebody else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    purpose = models.CharField(max_length=8, choices=Purpose)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, null=True, related_name="payouts")
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="payout")
    deposit_entry = models.OneToOneField(DepositEntry, models.PROTECT, null=True, related_name="payout")
    line = models.ForeignKey("StatementLine", models.PROTECT, null=True, related_name="payouts")
    amount = models.PositiveIntegerField()
    account = models.CharField(max_length=34, blank=True)
    name = models.CharField(max_length=140)
    on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-on", "-created_at")
        constraints = (
            models.CheckConstraint(name="payout_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payout_source",
                condition=Q(purpose="credit", charge__isnull=False, deposit_entry__isnull=True, line__isnull=True)
                | Q(purpose="deposit", charge__isnull=True, deposit_entry__isnull=False, line__isnull=True)
                | Q(purpose="line", charge__isnull=True, deposit_entry__isnull=True, line__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"
