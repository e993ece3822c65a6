"""Office settings are dated rows: a new one takes the place of the one in force, and the old one stays readable."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.refusal import Refused


class CannotReplace(Refused):
    """Another setting starts on that day or later."""


def in_force(rows: "QuerySet[Any]", *, on: date) -> "QuerySet[Any]":
    """The rows valid on the day."""
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)


def make_room(rows: "QuerySet[Any]", *, valid_from: date) -> None:
    """End what is in force the day before `valid_from`, in the caller's transaction.

    Refuses (CannotReplace) when one of the rows starts on that day or later: the past is not rewritten.
    """
    starts = [row.valid_from for row in rows.select_for_update()]
    if any(start >= valid_from for start in starts):
        raise CannotReplace(_("A setting starts on that day or later already: choose a day after it."))
    rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=valid_from)).update(
        valid_until=valid_from - timedelta(days=1)
    )
