"""The timetable's memory, in the shared schema: what was due, for which office, and how it ended."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class JobRun(models.Model):
    """One job of one business date for one office; the unique key makes it happen once.

    `office_schema` is empty for work of the shared schema. A claimed run whose lease ended is taken
    up again by the next tick.
    """

    class State(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    job = models.CharField(max_length=60)
    business_date = models.DateField()
    office_schema = models.CharField(max_length=44, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-business_date", "job", "office_schema")
        constraints = (
            models.UniqueConstraint(fields=["job", "business_date", "office_schema"], name="job_once_a_day"),
            models.CheckConstraint(
                name="job_done_has_finished_at", condition=~Q(state="done") | Q(finished_at__isnull=False)
            ),
        )
        indexes = (models.Index(fields=["state"], name="job_open", condition=Q(state__in=["due", "running"])),)

    def __str__(self) -> str:
        return f"{self.job} {self.business_date} {self.office_schema}"
