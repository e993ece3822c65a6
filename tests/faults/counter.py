"""A counter by the door with nothing behind it: messages to post, and a rule that notes what it is told."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings

from kernel import outbox
from kernel.models import OutboxMessage
from tenants.registry.models import Office

told: list[tuple[str, str]] = []
troubles: list[Exception] = []
TOPIC = "counter"


def not_before(message, *, at):
    return at


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    return ""


def delivered(message: OutboxMessage, *, on: date) -> None:
    if troubles:
        raise troubles.pop()
    told.append((message.key, message.state))


@contextmanager
def opened() -> Iterator[None]:
    told.clear()
    troubles.clear()
    before = settings.DELIVERY_RULES
    settings.DELIVERY_RULES = {**before, TOPIC: "tests.faults.counter"}
    try:
        yield
    finally:
        settings.DELIVERY_RULES = before


def post(number: int = 1, *, to: list[str] | None = None, channel: str = "email", **words: str) -> None:
    subject = Office(pk="00000000-0000-4000-8000-000000000000")
    for one in range(number):
        envelope = {"to": to or [f"lako{one}@alder.example"], "subject": "Próba", "text": "Szöveg", **words}
        outbox.post(TOPIC, key=f"{TOPIC}:{one}", channel=channel, subject=subject, envelope=envelope)


def states() -> dict[str, int]:
    return dict(Counter(OutboxMessage.objects.values_list("state", flat=True)))


def only() -> OutboxMessage:
    return OutboxMessage.objects.get()
