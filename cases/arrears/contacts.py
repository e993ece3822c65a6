"""What was said and done with a household: calls, talks, visits, promises, papers."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import wording
from cases.arrears.models import ArrearsCase, Contact
from kernel import audit
from kernel.access import Actor
from kernel.models import Document
from kernel.refusal import Refused

LARGEST_PROMISE = 100_000_000
FURTHEST_PROMISE = timedelta(days=366)


class CannotNote(Refused):
    """The contact cannot be written down as asked."""


@transaction.atomic
def note(
    *,
    case: ArrearsCase,
    kind: str,
    on: date,
    today: date,
    by: Actor,
    text: str = "",
    promised_amount: int | None = None,
    promised_on: date | None = None,
    document: Document | None = None,
) -> Contact:
    """Write one contact into the case; a promise also makes its day the case's next day.

    Refuses a day to come, an empty note, and a promise without an amount or with a day gone by.
    """
    if on > today:
        raise CannotNote(_("A contact is written down after it happened: choose today or an earlier day."))
    is_promise = kind == Contact.Kind.PROMISE
    if is_promise:
        _check_promise(promised_amount, promised_on, on=on)
    elif not text.strip() and document is None:
        raise CannotNote(_("Write what was said or done, in a sentence."))
    case = ArrearsCase.objects.locked(case.pk)
    contact = Contact.objects.create(
        case=case,
        kind=kind,
        on=on,
        text=text.strip(),
        promised_amount=promised_amount if is_promise else None,
        promised_on=promised_on if is_promise else None,
        document_id=document.pk if document else None,
        created_by=by.actor_id,
    )
    if is_promise and case.is_open and promised_on and (case.next_on is None or case.next_on <= today):
        day_after = promised_on + timedelta(days=1)
        ArrearsCase.objects.filter(pk=case.pk).update(
            next_on=day_after,
            next_action=wording.kept(_("Look whether the promised money came")),
            version=case.version + 1,
        )
    audit.record(by, "contact_noted", contact, kind=kind)
    return contact


def _check_promise(amount: int | None, day: date | None, *, on: date) -> None:
    if amount is None or not 0 < amount <= LARGEST_PROMISE:
        raise CannotNote(_("Write how much was promised, in forints."))
    if day is None or not on <= day <= on + FURTHEST_PROMISE:
        raise CannotNote(_("Write by what day it was promised: from the talk on, within a year."))
