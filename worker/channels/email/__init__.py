"""E-mail through the relay, with the letter attached. The Message-ID is the same in every attempt."""

from kernel.models import OutboxMessage
from worker.channels.email import journal, relay, writing
from worker.channels.outcomes import MOST_ATTEMPTS


def prepare(message: OutboxMessage, *, message_id: str) -> writing.Mail:
    return writing.compose(message, message_id=message_id)


def hand_over(message: OutboxMessage, mail: writing.Mail) -> str:
    """Give the mail to the relay. Returns the relay's answer, and who did not get the mail."""
    return relay.give(mail, last_attempt=message.attempts >= MOST_ATTEMPTS)


def evidence(message: OutboxMessage, *, message_id: str) -> bool | None:
    """Whether the relay's journal holds the Message-ID; None without a journal."""
    return journal.holds(writing.whole_id(message_id))
