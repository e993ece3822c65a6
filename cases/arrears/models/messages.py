"""What a resident sends from the portal: a wish for a talk, a paper. It waits until somebody has answered."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import Tenancy


class ResidentMessage(models.Model):
    """One message of one household. The text is never changed; answering closes it."""

    class Kind(models.TextChoices):
        TALK = "talk", _("asks for a talk")
        PAPER = "paper", _("paper sent in")

    class When(models.TextChoices):
        MORNING = "morning", _("in the morning")
        AFTERNOON = "afternoon", _("in the afternoon")
        ANY = "any", _("any time")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="resident_messages")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=1000, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    when = models.CharField(max_length=10, choices=When, blank=True)
    document_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(db_default=Now())
    sent_by = models.CharField(max_length=64)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-sent_at",)
        indexes = (models.Index(fields=["sent_at"], name="message_waiting", condition=Q(answered_at__isnull=True)),)
        constraints = (
            models.CheckConstraint(
                name="message_answered_pair",
                condition=Q(answered_at__isnull=True, answered_by="", answer="")
                | Q(answered_at__isnull=False) & ~Q(answered_by=""),
            ),
            models.CheckConstraint(
                name="message_paper_has_document", condition=~Q(kind="paper") | Q(document_id__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    def belongs_to(self, actor: Any) -> bool:
        return self.tenancy.belongs_to(actor)
