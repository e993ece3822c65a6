"""Mail that came back: the letter keeps it, the person is not written to there any more."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import CreditorLetter, Reminder
from cases.people import persons
from cases.people.models import Person
from cases.tenancies.models import TenancyParty
from kernel import audit
from kernel.access import SYSTEM, Actor
from kernel.models import OutboxMessage
from kernel.refusal import Refused

CAME_BACK = "came back"


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


@transaction.atomic
def by_mail(message: OutboxMessage, *, addresses: Collection[str], on: date) -> None:
    """A mail server reports that the letter failed at these addresses (in small letters); the same again is nothing.

    Whoever has such an address gets letters by post from now on. When the letter reached nobody, a reminder
    is noted as come back; any other letter counts as failed, and a case's goes to a person who can send it by post.
    """
    if message.state != OutboxMessage.State.SENT:
        return
    reached = [address for address in message.envelope.get("to", []) if address.lower() not in addresses]
    _no_mail_to(addresses, on=on)
    if message.subject_type == Reminder._meta.label_lower:
        reminder = Reminder.objects.select_for_update().get(pk=message.subject_id)
        if not reached and reminder.returned_on is None and reminder.sent_on is not None:
            Reminder.objects.filter(pk=reminder.pk).update(returned_on=max(on, reminder.sent_on))
            audit.record(SYSTEM, "reminder_came_back", reminder, on=on.isoformat())
        return
    if not reached:
        message.state, message.reason = OutboxMessage.State.FAILED, CAME_BACK
        message.save(update_fields=["state", "reason"])
        if message.subject_type == CreditorLetter._meta.label_lower:
            failed = {"state": CreditorLetter.State.FAILED, "sent_on": None, "note": CAME_BACK}
            CreditorLetter.objects.filter(pk=message.subject_id).update(**failed)
        audit.record(SYSTEM, "letter_came_back", message, on=on.isoformat())


def _no_mail_to(addresses: Collection[str], *, on: date) -> None:
    """Whoever has one of these addresses is not written to there any more until it is corrected."""
    for person in Person.objects.annotate(small=Lower("email")).filter(small__in=addresses, email_bounced_on=None):
        persons.mark_email_bounced(person=person, on=on, by=SYSTEM)
