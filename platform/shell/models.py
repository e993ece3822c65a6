"""What the API remembers of a request, so that a repeated one has one effect."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class IdempotentRequest(models.Model):
    """One Idempotency-Key of one actor: the request it stood for and the answer that was given.

    While `status` is null the first request is still running.
    """

    actor_id = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["actor_id", "key"], name="idempotency_once"),)

    def __str__(self) -> str:
        return self.key


class PrintBatch(models.Model):
    """Letters given to the print shop together: one PDF and its list. Never changed."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.PositiveIntegerField(unique=True)
    letters = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    document_id = models.UUIDField()
    manifest_id = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        constraints = (models.CheckConstraint(name="print_batch_not_empty", condition=Q(letters__gt=0)),)

    def __str__(self) -> str:
        return str(self.number)


class PrintedLetter(models.Model):
    """One letter's place in its batch: a message is printed once."""

    append_only = True

    batch = models.ForeignKey(PrintBatch, models.PROTECT, related_name="printed")
    message = models.OneToOneField("kernel.OutboxMessage", models.PROTECT, related_name="printed")
    first_page = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("batch", "first_page")

    def __str__(self) -> str:
        return f"{self.batch_id} {self.first_page}"
