"""Mail that came back: the reminder keeps it, the person is not written to there any more."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import Reminder
from cases.people import persons
from cases.tenancies.models import TenancyParty
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class CannotReturn(Refused):
    """This reminder cannot have come back."""


@transaction.atomic
def came_back(*, reminder: Reminder, on: date, today: date, by: Actor) -> Reminder:
    """The letter or mail came back: its addressees count as not reached there, and the next run knows.

    A letter makes the postal address undeliverable, a mail only the e-mail address: then letters go by post.
    Refuses one that was not sent, came back already, or a day before it left or still to come.
    """
    reminder = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if reminder.state != Reminder.State.SENT or reminder.sent_on is None:
        raise CannotReturn(_("This reminder was not sent, so it cannot have come back."))
    if reminder.returned_on is not None:
        raise CannotReturn(_("It is noted already that this came back."))
    if not reminder.sent_on <= on <= today:
        raise CannotReturn(_("It came back after it was sent and not later than today: check the day."))
    Reminder.objects.filter(pk=reminder.pk).update(returned_on=on)
    parties = TenancyParty.objects.filter(tenancy_id=reminder.tenancy_id).exclude(until__lt=on).select_related("person")
    for party in parties:
        if reminder.channel == "email":
            persons.mark_email_bounced(person=party.person, on=on, by=by)
        elif reminder.channel == "post":
            persons.mark_undeliverable(person=party.person, since=on, by=by)
    audit.record(by, "reminder_came_back", reminder, on=on.isoformat())
    reminder.returned_on = on
    return reminder
