"""What every office schema holds for the kernel: audit, outbox, documents, number sequences."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing that somebody did or read. Sealed into the chain when its transaction has ended."""

    append_only = True

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class AuditSeal(models.Model):
    """The next link of the chain: a hash over one entry and the link before.

    Not a foreign key: a seal must outlive an entry that somebody removed.
    """

    append_only = True

    entry_id = models.BigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.hash


class Document(models.Model):
    """A finished file: a letter, an import's raw bytes. Never changed after it is stored."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=["sha256"], name="document_sha256"),)

    def __str__(self) -> str:
        return self.name


class OutboxMessage(models.Model):
    """Something that must leave the building, written in the transaction that decided it.

    `key` makes posting twice harmless. `fence` grows with every claim: a worker that lost its lease
    cannot mark a message that another has claimed since.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being delivered")
        HANDING = "handing", _("Being handed over")
        SENT = "sent", _("Sent")
        CANCELLED = "cancelled", _("Cancelled before sending")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain: a person must check")

    key = models.CharField(max_length=120, unique=True)
    topic = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    envelope = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=["due_at"],
                name="outbox_open",
                condition=Q(state__in=["waiting", "claimed", "handing"]),
            ),
            models.Index(fields=["subject_type", "subject_id"], name="outbox_subject"),
        )
        constraints = (
            models.CheckConstraint(
                name="outbox_sent_has_handed_at", condition=~Q(state="sent") | Q(handed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="outbox_lease_while_claimed",
                condition=~Q(state__in=["claimed", "handing"]) | Q(lease_until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class NumberSequence(models.Model):
    """The last number given out for one kind of thing; gapless, because it is part of the transaction."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
