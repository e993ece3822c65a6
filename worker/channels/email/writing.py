"""From a message to the bytes of an e-mail; whatever is wrong with its words or addresses shows here.

Nothing has left the building yet: an error here is never a doubt.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings
from django.utils import timezone

from kernel.models import OutboxMessage
from tenants import context
from worker.channels.email.returns import OFFICE_HEADER
from worker.channels.outcomes import Refused

LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True)
class Mail:
    """The e-mail's bytes, whom it goes to, and the addresses no e-mail can go to."""

    content: bytes
    recipients: tuple[str, ...]
    unusable: tuple[str, ...] = ()


def compose(message: OutboxMessage, *, message_id: str) -> Mail:
    """Plain text, the PDF letter attached, a Message-ID of our own. Raises Refused when it cannot be written."""
    usable, unusable = sort_out(message.envelope.get("to", []))
    if not usable:
        names = ", ".join(unusable)
        raise Refused(f"no usable e-mail address: {names}" if names else "nobody on the contract has an e-mail address")
    try:
        content = _write(message, usable, message_id).as_bytes()
    except (ValueError, KeyError, TypeError, MessageError) as error:
        raise Refused(f"the e-mail cannot be written ({type(error).__name__}: {error})") from error
    return Mail(content, tuple(str(address.addr_spec) for address in usable), tuple(unusable))


def whole_id(message_id: str) -> str:
    return f"{message_id}@{settings.BARE_HOST}"


def sort_out(addresses: Iterable[str]) -> tuple[list[Address], list[str]]:
    """(addresses that can be written in ASCII, a foreign domain in its IDNA form; the others)."""
    usable: list[Address] = []
    unusable: list[str] = []
    for text in dict.fromkeys(addresses):
        address = _address(text)
        if address is None:
            unusable.append(one_line(text))
        else:
            usable.append(address)
    return usable, unusable


def one_line(text: str) -> str:
    """The text without line breaks and control characters, as a header needs it."""
    return LINE_BREAKS.sub(" ", text).strip()


def _address(text: str) -> Address | None:
    name, _, domain = text.rpartition("@")
    try:
        address = Address(addr_spec=f"{name}@{domain.encode('idna').decode()}")
        address.addr_spec.encode("ascii")
    except (ValueError, IndexError, MessageError):  # UnicodeError is a ValueError
        return None
    return address if address.username and address.domain else None


def _write(message: OutboxMessage, recipients: list[Address], message_id: str) -> EmailMessage:
    office = context.office()
    mail = EmailMessage()
    mail["From"] = Address(one_line(office.name), addr_spec=settings.DEFAULT_FROM_EMAIL)
    mail["To"] = recipients
    mail["Subject"] = one_line(message.envelope["subject"])
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = f"<{whole_id(message_id)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail[OFFICE_HEADER] = office.schema_name
    if reply_to := _address(office.email):
        mail["Reply-To"] = reply_to
    mail.set_content(message.envelope["text"])
    if message.document is not None:
        mail.add_attachment(
            bytes(message.document.content),
            maintype="application",
            subtype="pdf",
            filename=one_line(message.envelope.get("file_name", "letter.pdf")),
        )
    return mail
