"""The office's own closing days: they shut its counter and its outgoing messages, and move no legal deadline."""

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import ClosedDay
from catalogue.shared import calendars
from kernel import audit
from kernel.access import Actor
from kernel.calendar import Calendar
from kernel.refusal import Refused

FURTHEST = timedelta(days=731)


class CannotClose(Refused):
    """The day cannot be set."""


def calendar() -> Calendar:
    """The national calendar with the office's own closing days; two small queries."""
    return replace(calendars.national(), closed_days=frozenset(ClosedDay.objects.values_list("day", flat=True)))


@transaction.atomic
def close(*, day: date, note: str, on: date, by: Actor) -> ClosedDay:
    """The office is closed that day. Refuses a day gone by, one over two years ahead, and one that is set already."""
    if not on <= day <= on + FURTHEST:
        raise CannotClose(_("A closing day lies between today and two years from now: choose another day."))
    if ClosedDay.objects.filter(day=day).exists():
        raise CannotClose(_("That day is on the list already."))
    closed = ClosedDay.objects.create(day=day, note=note.strip()[:80], set_by=by.actor_id)
    audit.record(by, "office_closed_on", closed, day=day.isoformat())
    return closed


@transaction.atomic
def open_again(*, closed: ClosedDay, by: Actor) -> None:
    """The office is open that day after all."""
    audit.record(by, "office_open_on", closed, day=closed.day.isoformat())
    closed.delete()
