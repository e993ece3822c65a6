"""What the API remembers of a request, so that a repeated one has one effect."""

from django.db import models
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
