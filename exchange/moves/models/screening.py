"""Who looked at a proposal for the office, and who agreed to open the names."""

from django.db import models
from django.db.models import F, Q


class Screening(models.Model):
    """One row a proposal: two persons, unless the office's policy of that day says one is enough."""

    proposal_id = models.BigIntegerField(unique=True)
    two_persons = models.BooleanField()
    screened_by = models.CharField(max_length=64, blank=True)
    screened_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="screening_pair",
                condition=Q(screened_by="", screened_at__isnull=True)
                | ~Q(screened_by="") & Q(screened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="screening_opened_pair",
                condition=Q(opened_by="", opened_at__isnull=True) | ~Q(opened_by="") & Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="screening_two_persons",
                condition=Q(two_persons=False) | Q(opened_by="") | ~Q(opened_by=F("screened_by")),
            ),
        )

    def __str__(self) -> str:
        return str(self.proposal_id)
