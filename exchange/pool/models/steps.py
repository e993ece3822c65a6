"""What the offices did for an exchange, step by step, and when flats can be seen. Codes and days: nothing typed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from exchange.pool.models.proposals import Proposal
from exchange.pool.steps import WHOSE, Outcome, Stage, Task, Who

OF_OFFICES = [task.value for task, whose in WHOSE.items() if whose == Who.OFFICES]
RECORDED = [task.value for task in Task if task != Task.ANSWER]


class Milestone(models.Model):
    """One thing done by an office for a proposal: for one of its own flats, or (position 0) as the office.

    Added and never changed, except that its own office opens it again; then it counts no more.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="milestones")
    task = models.CharField(max_length=8, choices=Task)
    position = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.DONE)
    office_schema = models.CharField(max_length=44)
    offices = ArrayField(models.CharField(max_length=44))
    done_on = models.DateField()
    done_at = models.DateTimeField(db_default=Now())
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("proposal", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["proposal", "task", "office_schema", "position"],
                condition=Q(reopened_at__isnull=True),
                name="milestone_once",
            ),
            models.CheckConstraint(name="milestone_task", condition=Q(task__in=RECORDED)),
            models.CheckConstraint(name="milestone_outcome", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(
                name="milestone_of_office_or_flat",
                condition=Q(task__in=OF_OFFICES, position=0) | ~Q(task__in=OF_OFFICES) & Q(position__gte=1),
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.task} {self.position}"


class StageEntry(models.Model):
    """A step that a proposal entered, and when: how long each step takes can be told from it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="entries")
    stage = models.CharField(max_length=22, choices=Stage)
    offices = ArrayField(models.CharField(max_length=44))
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("proposal", "pk")
        constraints = (models.CheckConstraint(name="stage_entry_code", condition=Q(stage__in=Stage.values)),)

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.stage}"


class ViewingTime(models.Model):
    """A time at which a flat can be seen, offered by its office; the household that would get it chooses one."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="viewing_times")
    position = models.PositiveSmallIntegerField()
    office_schema = models.CharField(max_length=44)
    offices = ArrayField(models.CharField(max_length=44))
    starts_at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("proposal", "position", "starts_at")
        constraints = (
            models.UniqueConstraint(fields=["proposal", "position", "starts_at"], name="viewing_time_once"),
            models.UniqueConstraint(
                fields=["proposal", "position"], condition=Q(chosen_at__isnull=False), name="viewing_one_chosen"
            ),
            models.CheckConstraint(name="viewing_position", condition=Q(position__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.position} {self.starts_at:%Y-%m-%d %H:%M}"
