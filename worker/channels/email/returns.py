"""Reading what other mail servers send back: delivery reports as RFC 3464 has them. Pure."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

OFFICE_HEADER = "X-Kuszob-Office"
LARGEST = 2_000_000


@dataclass(frozen=True)
class Report:
    """One of our mails that did not arrive: its Message-ID, the office it names, and the addresses it failed at."""

    message_id: str
    office: str
    addresses: tuple[str, ...]


def read(content: bytes) -> Report | None:
    """The bytes of a mail in; the report out, or None for anything else.

    Only final failures count (action "failed", status 5.x.x): a full mailbox or a delay is none. A report without
    the headers of the mail it is about says nothing, because anybody can write one: only whoever got our mail
    knows its Message-ID.
    """
    if len(content) > LARGEST:
        return None
    whole = email.message_from_bytes(content, policy=email.policy.compat32)
    if whole.get_content_type() != "multipart/report":
        return None
    original = _original(whole)
    addresses = tuple(dict.fromkeys(_failed(whole)))
    if original is None or not addresses:
        return None
    message_id = str(original.get("Message-ID", "")).strip().strip("<>").partition("@")[0]
    if not message_id:
        return None
    return Report(message_id, str(original.get(OFFICE_HEADER, "")).strip(), addresses)


def _original(whole: Message) -> "Message | None":
    """The headers of the mail that came back, whether whole or headers only."""
    for part in whole.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part is not whole:
            inner: Any = part.get_payload()
            return inner[0] if isinstance(inner, list) and inner else None
        if kind == "text/rfc822-headers":
            payload: Any = part.get_payload(decode=True)
            return email.message_from_bytes(payload or b"", policy=email.policy.compat32)
    return None


def _failed(whole: Message) -> Iterator[str]:
    for part in whole.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks: Any = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            action = str(block.get("Action", "")).strip().lower()
            status = str(block.get("Status", "")).strip()
            _kind, _mark, address = str(block.get("Final-Recipient", "")).partition(";")
            if action == "failed" and status.startswith("5") and address.strip():
                yield address.strip().lower()
