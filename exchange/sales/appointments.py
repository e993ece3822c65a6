"""Meetings with the lawyer, the estate agent and others: arranged, and called off."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from exchange.sales.models import Appointment, SalePlan
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

FARTHEST = timedelta(days=730)


class CannotMeet(Refused):
    """The meeting cannot be arranged as asked."""


@transaction.atomic
def arrange(
    *, plan: SalePlan, kind: str, with_whom: str, place: str, at: datetime, now: datetime, by: Actor, bring: str = ""
) -> Appointment:
    """A meeting of the household. Refuses the past, a day too far to be meant, a closed plan, and two at one time."""
    present: SalePlan = SalePlan.objects.locked(plan.pk)
    if not present.is_open:
        raise CannotMeet(_("This plan is closed: begin a new one."))
    if at <= now:
        raise CannotMeet(_("That time is over already: choose a time to come."))
    if at > now + FARTHEST:
        raise CannotMeet(_("That is more than two years from now: check the day."))
    if not with_whom.strip() or not place.strip():
        raise CannotMeet(_("Write with whom and where the meeting is."))
    try:
        with transaction.atomic():
            made: Appointment = Appointment.objects.create(
                plan=present, kind=kind, with_whom=with_whom.strip(), place=place.strip(), at=at, bring=bring.strip(),
                created_by=by.actor_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise CannotMeet(_("The household has another meeting at that time: choose another time.")) from error
    audit.record(by, "sale_appointment_arranged", present, at=at.isoformat(), kind=kind)
    return made


@transaction.atomic
def call_off(*, appointment: Appointment, at: datetime, by: Actor) -> Appointment:
    """The meeting will not be. Refuses one that is over; calling off twice changes nothing."""
    present: Appointment = Appointment.objects.locked(appointment.pk)
    if present.cancelled_at is not None:
        return present
    if present.at <= at:
        raise CannotMeet(_("This meeting is over: it cannot be called off any more."))
    present.cancelled_at, present.cancelled_by = at, by.actor_id
    present.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record(by, "sale_appointment_called_off", present.plan, at=present.at.isoformat())
    return present
