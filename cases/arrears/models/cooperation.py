"""Working with the family support service: shared goals, meetings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.cases import ArrearsCase


class Goal(models.Model):
    """What household, office and family support service have agreed to reach."""

    class State(models.TextChoices):
        OPEN = "open", _("under way")
        REACHED = "reached", _("reached")
        DROPPED = "dropped", _("given up")

    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="goals")
    text = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    set_on = models.DateField()
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("state", F("due_on").asc(nulls_last=True), "pk")
        constraints = (
            models.CheckConstraint(name="goal_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="goal_due_later", condition=Q(due_on__isnull=True) | Q(due_on__gte=F("set_on"))
            ),
            models.CheckConstraint(
                name="goal_closed_pair",
                condition=Q(state="open", closed_on__isnull=True)
                | Q(state__in=["reached", "dropped"], closed_on__isnull=False, closed_on__gte=F("set_on")),
            ),
        )

    def __str__(self) -> str:
        return self.text


class Meeting(models.Model):
    """One meeting that took place. Never changed: a mistake gets a later note."""

    append_only = True

    class Who(models.TextChoices):
        HOUSEHOLD = "household", _("the household")
        ADVISER = "adviser", _("debt adviser")
        FAMILY_SERVICE = "family_service", _("family support service")
        OTHER = "other", _("somebody else")

    class Where(models.TextChoices):
        OFFICE = "office", _("in the office")
        HOME = "home", _("at the home")
        SERVICE = "service", _("at the family support service")
        PHONE = "phone", _("by telephone")

    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="meetings")
    on = models.DateField()
    where = models.CharField(max_length=8, choices=Where)
    who = ArrayField(models.CharField(max_length=16, choices=Who))
    text = models.CharField(max_length=1000, blank=True)
    next_on = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=["case", "on"], name="meeting_case"),)
        constraints = (
            models.CheckConstraint(
                name="meeting_next_later", condition=Q(next_on__isnull=True) | Q(next_on__gt=F("on"))
            ),
            models.CheckConstraint(name="meeting_with_somebody", condition=Q(who__len__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.on}"
