"""The office's ladder of reminders as it stands on a day."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.arrears import texts
from cases.arrears.models import LadderStep
from kernel.refusal import Refused

PLACEHOLDERS = frozenset({"name", "number", "address", "amount", "months", "oldest_due", "pay_by", "office"})


class UnknownPlaceholder(Refused):
    """The text asks for something that no letter has."""


def all_steps_on(on: date) -> list[LadderStep]:
    """Every step in force on the day, lowest first: reminders and what a person does."""
    in_force = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return list(LadderStep.objects.filter(in_force, valid_from__lte=on).order_by("number"))


def steps_on(on: date) -> list[LadderStep]:
    """The reminders in force on the day, lowest first: what a run may send."""
    return [step for step in all_steps_on(on) if step.action == LadderStep.Action.REMINDER]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its {placeholders} filled in. Nothing in the text is ever run.

    Refuses a placeholder that does not exist.
    """
    unknown = set(texts.PLACEHOLDER.findall(text)) - PLACEHOLDERS
    if unknown:
        raise UnknownPlaceholder(
            _("The letter cannot say {%(what)s}: use one of the listed words.") % {"what": min(unknown)}
        )
    return texts.fill(text, values)
