"""The office's own letter texts, version by version."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.ranges import DateRange


class TextQuerySet(models.QuerySet["LetterText"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


class LetterText(models.Model):
    """What one kind of letter says from a day on. Paragraphs are parted by an empty line; {words} are filled in.

    In another language than Hungarian it is what explains the Hungarian letter; the code may then also be one of the
    ladder's reminders (``step_1``), whose Hungarian text stands in the step.
    """

    class Code(models.TextChoices):
        RENT_DUE = "rent_due", _("rent falls due soon")
        DEMAND = "demand", _("formal demand")
        NOTICE = "notice", _("notice of termination")
        PLAN = "plan", _("repayment agreement")
        PLAN_DUE = "plan_due", _("plan: instalment falls due")
        PLAN_LATE = "plan_late", _("plan: instalment has not come")
        PLAN_WARNING = "plan_warning", _("plan: warning")
        PLAN_BROKEN = "plan_broken", _("plan: broken")
        PLAN_DONE = "plan_done", _("plan: paid off")
        INVITATION = "invitation", _("invitation to a talk")

    code = models.CharField(max_length=20, choices=Code)
    language = models.CharField(max_length=5, default="hu")
    subject = models.CharField(max_length=120)
    text = models.TextField()
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    written_by = models.CharField(max_length=64)
    written_at = models.DateTimeField(db_default=Now())

    objects = TextQuerySet.as_manager()

    class Meta:
        ordering = ("code", "language", "-valid_from")
        constraints = (
            ExclusionConstraint(
                name="letter_text_once_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("language", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="letter_text_cites_law", condition=~Q(legal_basis="")),
        )

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.valid_from}"
