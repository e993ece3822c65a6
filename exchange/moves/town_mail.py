"""Messages between the offices of one exchange: written here, carried by delivery, laid into the other's inbox once.

The module is also the rule that delivery asks about them (see `worker.delivery`).
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.moves import seats
from exchange.moves.models import TownMessage
from exchange.pool.crossing import meeting_place
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from kernel import audit, outbox
from kernel.access import Actor
from kernel.models import OutboxMessage
from kernel.refusal import Refused
from tenants import context
from tenants.registry.models import Office

TOPIC, CHANNEL = "exchange_message", "office"
LOOK_AGAIN = timedelta(minutes=5)
LONGEST = 2000


class CannotWrite(Refused):
    """The message cannot be sent."""


@transaction.atomic
def write(
    *, kind: str, proposal: Proposal, to: str, by: Actor, at: datetime, key: UUID | None = None, position: int = 0,
    body: str = "", facts: Mapping[str, Any] | None = None, written_by: str = "",
) -> int:  # fmt: skip
    """One message to another office (its schema) of the exchange; returns how many were written: the same key once.

    Refuses an office that is not in the exchange, and an empty or too long note.
    """
    here = context.office()
    if to not in proposal.offices or to == here.schema_name:
        raise CannotWrite(_("This office is not part of the exchange."))
    if kind == TownMessage.Kind.NOTE and not 0 < len(body.strip()) <= LONGEST:
        raise CannotWrite(_("Write a message of at most 2000 characters."))
    message, is_new = TownMessage.objects.get_or_create(
        pk=key or uuid4(),
        defaults={
            "direction": TownMessage.Direction.OUT, "kind": kind, "proposal_id": proposal.pk, "position": position,
            "other_schema": to, "other_name": names([to])[to], "body": body.strip(), "facts": dict(facts or {}),
            "written_by": written_by, "written_at": at,
        },
    )  # fmt: skip
    if is_new:
        outbox.post(
            TOPIC, key=f"{TOPIC}:{message.pk}", channel=CHANNEL, subject=message, envelope={"to": to}, due_at=at
        )
        audit.record(by, f"town_{kind}_written", message, proposal=proposal.number, to=to)
    return int(is_new)


def names(schemas: list[str]) -> dict[str, str]:
    """What the offices of some schemas are called."""
    with meeting_place():
        rows = dict(Office.objects.filter(schema_name__in=schemas).values_list("schema_name", "name"))
    return {schema: rows.get(schema, schema) for schema in schemas}


def content(message: OutboxMessage) -> dict[str, Any]:
    """What is carried, made in the sender's office."""
    row = TownMessage.objects.get(pk=message.subject_id)
    here = context.office()
    return {
        "id": row.pk, "kind": row.kind, "proposal_id": row.proposal_id, "position": row.position, "body": row.body,
        "facts": row.facts, "written_by": row.written_by, "written_at": row.written_at,
        "other_schema": here.schema_name, "other_name": here.name,
    }  # fmt: skip


def receive(carried: Mapping[str, Any]) -> None:
    """Lay it into the inbox of the office we are in; the same message again changes nothing."""
    row = TownMessage(**carried, direction=TownMessage.Direction.IN)
    TownMessage.objects.bulk_create([row], ignore_conflicts=True)


def has_arrived(key: str) -> bool:
    """Whether the office we are in has the message."""
    return TownMessage.objects.filter(pk=key).exists()


@transaction.atomic
def read(*, message: TownMessage, by: Actor, at: datetime) -> None:
    """Somebody of the office has read it."""
    if TownMessage.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=at, read_by=by.actor_id):
        audit.record(by, "town_message_read", message)


def unread() -> int:
    return int(TownMessage.objects.filter(direction=TownMessage.Direction.IN, read_at__isnull=True).count())


def not_before(message: OutboxMessage, *, at: datetime) -> datetime:
    """Asked by delivery: names wait until every office has agreed to open them."""
    row = TownMessage.objects.get(pk=message.subject_id)
    if row.kind != TownMessage.Kind.IDENTITY:
        return at
    proposal = Proposal.objects.filter(pk=row.proposal_id).first()
    waits = proposal is not None and proposal.stage != Stage.COLLAPSED and not seats.of(proposal).is_open
    return at + LOOK_AGAIN if waits else at


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    """Asked by delivery just before handing over: a fallen exchange opens no names."""
    row = TownMessage.objects.get(pk=message.subject_id)
    if row.kind != TownMessage.Kind.IDENTITY:
        return ""
    proposal = Proposal.objects.filter(pk=row.proposal_id).first()
    return "" if proposal is not None and seats.has_names(proposal.stage) else "fell through"


def delivered(message: OutboxMessage, *, on: date) -> None:
    """Called by delivery when a message's state is final: it shows on the proposal's page."""
