"""Text messages: through the operator's HTTP gateway, or into a folder where none is set up (demonstration, tests).

A message's id is the same in every attempt, so a gateway that keeps ids sends it once, and can be asked for it.
"""

from dataclasses import dataclass

from django.conf import settings

from kernel.models import OutboxMessage
from worker.channels.outcomes import Refused
from worker.channels.sms import gateway, sink

LONGEST = 480  # three parts; a longer one is a letter


@dataclass(frozen=True)
class Sms:
    """One text to one or more numbers. `id` names it for the gateway."""

    id: str
    to: tuple[str, ...]
    text: str


def prepare(message: OutboxMessage, *, message_id: str) -> Sms:
    numbers = tuple(_dialled(number) for number in message.envelope.get("to", []))
    text = str(message.envelope.get("text", ""))
    if not numbers or not all(numbers):
        raise Refused("no telephone number that can get a text message")
    if not text or len(text) > LONGEST:
        raise Refused("the text is empty or longer than three messages")
    return Sms(message_id, numbers, text)


def hand_over(message: OutboxMessage, sms: Sms) -> str:
    """Give it to the gateway or the folder. Returns the receipt."""
    return gateway.give(sms) if settings.SMS["gateway"] else sink.lay(sms)


def evidence(message: OutboxMessage, *, message_id: str) -> bool | None:
    """Whether it was taken; None when nobody can tell."""
    return gateway.knows(message_id) if settings.SMS["gateway"] else sink.holds(message_id)


def _dialled(number: object) -> str:
    """A number as people write it in; +36… out, empty for what cannot be one."""
    digits = "".join(sign for sign in str(number) if sign.isdigit() or sign == "+")
    if digits.startswith("06"):
        digits = "+36" + digits[2:]
    return digits if digits.startswith("+") and 9 <= len(digits) <= 16 else ""
