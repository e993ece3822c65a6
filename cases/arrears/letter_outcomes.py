"""What became of a case's letters: for its page, and for a person where the machine could not tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.arrears import case_letters
from cases.arrears.models import ArrearsCase, LetterText, PaymentPlan, Service, notes
from cases.tenancies.models import Tenancy
from kernel import audit, outbox
from kernel.access import Actor
from kernel.models import OutboxMessage
from kernel.refusal import Refused

State = OutboxMessage.State
UNSETTLED = (State.FAILED, State.UNCERTAIN)


class CannotSettle(Refused):
    """There is nothing to decide about this letter."""


@dataclass(frozen=True)
class Sent:
    """A letter on its way or gone: its row, what it is, and the tenancy it is about (None: not known any more)."""

    message: OutboxMessage
    label: Any
    tenancy: Tenancy | None

    @property
    def reason(self) -> Any:
        """Why it is not known what became of it."""
        return notes.in_words(self.message.reason)


def of_case(case: ArrearsCase) -> QuerySet[OutboxMessage]:
    """The letters of a case that no reminder run wrote, oldest first."""
    services = Service.objects.filter(Q(demand__case=case) | Q(notice__demand__case=case))
    return _letters().filter(
        _about(PaymentPlan, PaymentPlan.objects.filter(case=case).values_list("pk", flat=True))
        | _about(Service, services.values_list("pk", flat=True))
        | _about(ArrearsCase, [case.pk])
    )


def label_of(message: OutboxMessage) -> Any:
    """What kind of letter it is."""
    code = str(message.envelope.get("code", ""))
    return LetterText.Code(code).label if code in LetterText.Code.values else code


def unsettled() -> QuerySet[OutboxMessage]:
    """Letters that failed, or of which nobody knows whether they arrived, oldest first."""
    return _letters().filter(state__in=UNSETTLED)


def with_tenancies(messages: Iterable[OutboxMessage]) -> list[Sent]:
    """The messages with the tenancies they are about; one statement for each kind of subject."""
    rows = list(messages)
    subjects = (
        (PaymentPlan, "tenancy"), (ArrearsCase, "tenancy"), (Service, "party__tenancy"),
    )  # fmt: skip
    found: dict[tuple[str, str], Tenancy] = {}
    for model, path in subjects:
        label = model._meta.label_lower
        keys = [row.subject_id for row in rows if row.subject_type == label]
        tenancies = Tenancy.objects.select_related("dwelling").in_bulk(
            set(model._default_manager.filter(pk__in=keys).values_list(path, flat=True))
        )
        for pk, tenancy_id in model._default_manager.filter(pk__in=keys).values_list("pk", path):
            found[label, str(pk)] = tenancies[tenancy_id]
    return [Sent(row, label_of(row), found.get((row.subject_type, row.subject_id))) for row in rows]


@transaction.atomic
def settle(*, message: OutboxMessage, was_sent: bool, on: date, by: Actor) -> None:
    """It reached the tenant, or it did not: then the same paper goes by post, once.

    Refuses a letter of which it is known what became of it.
    """
    message = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    if message.topic != case_letters.TOPIC or message.state not in UNSETTLED:
        raise CannotSettle(_("Somebody has settled this letter already: look at the list again."))
    message.state, message.reason = (State.SENT if was_sent else State.CANCELLED), "settled by hand"
    message.handed_at = message.handed_at or timezone.now()
    message.save(update_fields=["state", "reason", "handed_at"])
    if was_sent:
        case_letters.delivered(message, on=on)
    else:
        _by_post(message)
    audit.record(by, "letter_settled", message, was_sent=was_sent)


def _by_post(message: OutboxMessage) -> None:
    again = outbox.Parcel(
        key=f"{case_letters.TOPIC}:instead-of:{message.pk}",
        topic=message.topic,
        channel="post",
        subject_type=message.subject_type,
        subject_id=message.subject_id,
        document_id=message.document_id,
        envelope={name: message.envelope.get(name) for name in ("code", "file_name")},
    )
    outbox.post_many([again])


def _letters() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(topic=case_letters.TOPIC).order_by("pk")


def _about(model: Any, keys: Iterable[Any]) -> Q:
    return Q(subject_type=model._meta.label_lower, subject_id__in=[str(pk) for pk in keys])
