"""The office's own files as they were taken over, row by row."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class RentRollImport(models.Model):
    """One imported rent roll: the raw file, how its columns were understood, what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    document_id = models.UUIDField()
    name = models.CharField(max_length=200, blank=True)
    mapping = models.JSONField()
    counts = models.JSONField()
    imported_at = models.DateTimeField(db_default=Now())
    imported_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-imported_at",)

    def __str__(self) -> str:
        return self.name


class ImportedRow(models.Model):
    """One row of the file and how it ended; `cells` keeps it as it was typed."""

    class Outcome(models.TextChoices):
        TENANCY = "tenancy", _("imported with its tenancy")
        VACANT = "vacant", _("imported as a vacant flat")
        DUPLICATE = "duplicate", _("duplicate")
        PERSON = "person", _("needs a person")

    rent_roll = models.ForeignKey(RentRollImport, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=60)
    row_number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    cells = models.JSONField()
    tenancy_id = models.UUIDField(null=True)
    dwelling_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("rent_roll", "pk")
        indexes = (models.Index(fields=["rent_roll", "outcome"], name="imported_row_outcome"),)

    def __str__(self) -> str:
        return f"{self.sheet} {self.row_number}"
