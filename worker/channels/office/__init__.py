"""From one office into another's inbox. The message's own id makes laying it twice laying it once.

Which module makes and takes a topic's messages is written in settings.TOWN_MAIL.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import OperationalError

from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from worker.channels.outcomes import Refused, Temporary


@dataclass(frozen=True)
class Carried:
    """What is carried, and where to."""

    content: dict[str, Any]
    target: Office


def _mail(message: OutboxMessage) -> Any:
    return import_module(settings.TOWN_MAIL[message.topic])


def _target(message: OutboxMessage) -> Office:
    """The other office, if its doors are open."""
    with context.outside():
        found: Office | None = Office.objects.filter(schema_name=message.envelope["to"]).first()
    if found is None:
        raise Refused("there is no such office")
    if found.status != Office.Status.ACTIVE:
        raise Temporary("the other office is closed for now")
    return found


def prepare(message: OutboxMessage, *, message_id: str) -> Carried:
    return Carried(_mail(message).content(message), _target(message))


def hand_over(message: OutboxMessage, carried: Carried) -> str:
    """Lay it into the other office's inbox. Returns its id there."""
    try:
        with context.entered(carried.target):
            _mail(message).receive(carried.content)
    except OperationalError as error:
        raise Temporary(type(error).__name__) from error
    return str(carried.content["id"])


def evidence(message: OutboxMessage, *, message_id: str) -> bool | None:
    with context.entered(_target(message)):
        return bool(_mail(message).has_arrived(message.subject_id))
