"""What became of a message for each of those it was for, read from delivery's own row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.arrears.models.notes import in_words
from kernel.models import OutboxMessage

NOT_TO = "not to: "
TONES = {"sent": "good", "waiting": "plain", "claimed": "plain", "handing": "plain", "cancelled": "quiet"}


@dataclass(frozen=True)
class Recipient:
    """One address or the post, how it ended there, when, and the relay's own words."""

    address: Any
    state: Any
    tone: str
    at: datetime | None
    told: Any


def of(subject: Any) -> list[Recipient]:
    """Every recipient of every message about the subject; one statement."""
    messages = OutboxMessage.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return [one for message in messages.order_by("pk") for one in _of(message)]


def _of(message: OutboxMessage) -> list[Recipient]:
    state, tone = message.get_state_display(), TONES.get(message.state, "warn")
    addresses = message.envelope.get("to") or [_("by post")]
    _answer, _mark, left_out = message.receipt.partition(NOT_TO)
    refused = {address.strip() for address in left_out.split(",") if address.strip()}
    return [
        Recipient(address, _("refused there"), "bad", message.handed_at, message.receipt)
        if address in refused
        else Recipient(address, state, tone, message.handed_at, in_words(message.reason))
        for address in addresses
    ]
