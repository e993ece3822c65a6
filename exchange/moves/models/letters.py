"""Messages between the offices of an exchange, and the office's own texts of its papers."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class TownMessage(models.Model):
    """One message to or from another office about one exchange. Its id is the same in both: it arrives once.

    `facts` are a household's name and how to reach it, and go when the exchange falls through.
    """

    class Direction(models.TextChoices):
        IN = "in", _("received")
        OUT = "out", _("sent")

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("who moves")
        NOTE = "note", _("message")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    direction = models.CharField(max_length=3, choices=Direction)
    kind = models.CharField(max_length=8, choices=Kind)
    proposal_id = models.BigIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    other_schema = models.CharField(max_length=44)
    other_name = models.CharField(max_length=120)
    body = models.CharField(max_length=2000, blank=True)
    facts = models.JSONField(default=dict)
    written_by = models.CharField(max_length=160, blank=True)
    written_at = models.DateTimeField()
    arrived_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=64, blank=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-written_at", "pk")
        indexes = (models.Index(fields=["proposal_id"], name="town_message_proposal"),)
        constraints = (
            models.CheckConstraint(
                name="town_message_read_pair",
                condition=Q(read_at__isnull=True, read_by="") | Q(read_at__isnull=False) & ~Q(read_by=""),
            ),
            models.CheckConstraint(name="town_message_says_something", condition=~Q(kind="note") | ~Q(body="")),
            models.CheckConstraint(name="town_message_forgotten", condition=Q(forgotten_at__isnull=True) | Q(facts={})),
        )

    def __str__(self) -> str:
        return f"{self.direction} {self.kind} {self.proposal_id}"


class PaperText(models.Model):
    """The office's own wording of one of the exchange's papers; each change is a new version and none is lost."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("exchange contract (draft)")
        APPLICATION = "application", _("application for the landlord's consent")
        HANDOVER = "handover", _("handover protocol")
        RIGHTS = "rights", _("rights and duties")

    append_only = True

    kind = models.CharField(max_length=11, choices=Kind)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    body = models.TextField(max_length=20000)
    written_by = models.CharField(max_length=64)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("kind", "-version")
        constraints = (
            models.UniqueConstraint(fields=["kind", "version"], name="paper_text_version"),
            models.CheckConstraint(name="paper_text_says_something", condition=~Q(body="") & ~Q(title="")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
