"""A person decides what became of a reminder when the machine could not tell."""

from datetime import date

from django.db import transaction
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import Reminder
from kernel import audit
from kernel.access import Actor
from kernel.models import OutboxMessage
from kernel.refusal import Refused

UNSETTLED = (Reminder.State.UNCERTAIN, Reminder.State.FAILED)


class CannotSettle(Refused):
    """There is nothing to decide about this reminder."""


@transaction.atomic
def settle_uncertain(*, reminder: Reminder, was_sent: bool, on: date, by: Actor) -> None:
    """It reached the tenant, or it did not: then the step counts as not taken and the next run plans it anew.

    Refuses a reminder that is neither uncertain nor failed.
    """
    reminder = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if reminder.state not in UNSETTLED:
        raise CannotSettle(_("Somebody has settled this reminder already: look at the list again."))
    messages = OutboxMessage.objects.filter(
        subject_type=Reminder._meta.label_lower,
        subject_id=str(reminder.pk),
        state__in=[OutboxMessage.State.UNCERTAIN, OutboxMessage.State.FAILED],
    )
    if was_sent:
        messages.update(
            state=OutboxMessage.State.SENT, handed_at=Coalesce("handed_at", Now()), reason="settled by hand"
        )
        Reminder.objects.filter(pk=reminder.pk).update(state=Reminder.State.SENT, sent_on=on)
    else:
        messages.update(state=OutboxMessage.State.CANCELLED, reason="settled by hand")
        Reminder.objects.filter(pk=reminder.pk).update(state=Reminder.State.CANCELLED)
    audit.record(by, "reminder_settled", reminder, was_sent=was_sent)
