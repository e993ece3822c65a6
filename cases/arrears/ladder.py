"""The office's ladder of reminders as it stands on a day."""

import re
from collections.abc import Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import LadderStep
from kernel.refusal import Refused

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
PLACEHOLDERS = frozenset({"name", "number", "address", "amount", "months", "oldest_due", "pay_by", "office"})


class UnknownPlaceholder(Refused):
    """The text asks for something that no letter has."""


def steps_on(on: date) -> list[LadderStep]:
    """The steps in force on the day, lowest first."""
    return list(
        LadderStep.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on).order_by(
            "number"
        )
    )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its {placeholders} filled in. Nothing in the text is ever run.

    Refuses a placeholder that does not exist.
    """
    unknown = set(PLACEHOLDER.findall(text)) - PLACEHOLDERS
    if unknown:
        raise UnknownPlaceholder(
            _("The letter cannot say {%(what)s}: use one of the listed words.") % {"what": min(unknown)}
        )
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], text)
