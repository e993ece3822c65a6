"""Keeping a tenancy off the ladder for a while, for a coded reason."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import Pause
from cases.tenancies.models import Tenancy
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

LONGEST_DAYS = 366


class CannotPause(Refused):
    """The pause cannot be set as asked."""


@transaction.atomic
def pause(*, tenancy: Tenancy, reason: str, until: date, on: date, by: Actor, note: str = "") -> Pause:
    """No reminder until that day, the day included. Refuses a day gone by and over a year."""
    if until < on:
        raise CannotPause(_("The last day of the pause has gone by: choose a later one."))
    if until > on + timedelta(days=LONGEST_DAYS):
        raise CannotPause(_("A pause lasts a year at the most: choose an earlier day."))
    set_pause = Pause.objects.create(
        tenancy=tenancy, reason=reason, starts_on=on, ends_on=until, note=note[:300], created_by=by.actor_id
    )
    audit.record(by, "reminders_paused", tenancy, reason=reason, until=until.isoformat())
    return set_pause


@transaction.atomic
def lift(*, pause: Pause, on: date, by: Actor) -> None:
    """End the pause: reminders go out again from that day on."""
    Pause.objects.filter(pk=pause.pk, ends_on__gte=on).update(ends_on=max(on - timedelta(days=1), pause.starts_on))
    audit.record(by, "pause_lifted", pause)
