"""The office's ladder of reminders as it stands on a day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.arrears import texts
from cases.arrears.models import LadderStep
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

PLACEHOLDERS = texts.STEP_WORDS
# The steps of `steps_on`, for a statement that asks the ladder itself.
REMINDERS = """
FROM arrears_ladderstep
WHERE action = 'reminder' AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until >= %(on)s)
"""
UNATTENDED = (LadderStep.Action.REMINDER, LadderStep.Action.TALK)


class CannotChangeStep(Refused):
    """The step cannot be changed as asked."""


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


CHANGEABLE = (
    "name", "days_overdue", "days_after_previous", "minimum_amount", "minimum_months", "fee", "pay_within_days",
    "channel", "approver", "subject", "text", "legal_basis",
)  # fmt: skip


@transaction.atomic
def change(*, step: LadderStep, valid_from: date, on: date, by: Actor, **values: Any) -> LadderStep:
    """The step as it is from a day on; until the day before it stays as it was.

    Refuses a day gone by, a step that was followed already, an unknown placeholder, a letter without its legal
    basis, and letting a demand or a notice go without a person.
    """
    step = LadderStep.objects.select_for_update().get(pk=step.pk)
    if step.valid_until is not None:
        raise CannotChangeStep(_("This step was changed already: change the version that is in force."))
    if valid_from < on or valid_from < step.valid_from:
        raise CannotChangeStep(_("The change begins today at the earliest: choose another day."))
    if not str(values.get("legal_basis", step.legal_basis)).strip():
        raise CannotChangeStep(_("A letter needs a subject and its legal basis."))
    approver = values.get("approver", step.approver)
    if approver == LadderStep.Approver.NOBODY and step.action not in UNATTENDED:
        raise CannotChangeStep(_("What has legal effect is always approved by a person: choose who."))
    if step.action == LadderStep.Action.REMINDER:
        fill(str(values.get("text", step.text)), dict.fromkeys(PLACEHOLDERS, ""))
    if valid_from == step.valid_from:
        LadderStep.objects.filter(pk=step.pk).update(**values)
        changed = LadderStep.objects.get(pk=step.pk)
    else:
        kept = {name: getattr(step, name) for name in CHANGEABLE}
        LadderStep.objects.filter(pk=step.pk).update(valid_until=valid_from - timedelta(days=1))
        changed = LadderStep.objects.create(
            number=step.number, action=step.action, valid_from=valid_from, **{**kept, **values}
        )
    audit.record(by, "ladder_changed", changed, step=step.number, valid_from=valid_from.isoformat())
    return changed
