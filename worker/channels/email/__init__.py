"""E-mail through the relay, with the letter attached, phase by phase.

Up to the final dot nothing was taken; with the relay's answer everything was; between the two only
the relay's journal knows. The Message-ID is the same in every attempt.
"""

import re
import smtplib
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kernel import faults
from kernel.models import OutboxMessage
from tenants import context
from worker.channels.outcomes import Refused, Temporary, Uncertain

HEADER_BYTES = 8192
LINE_END = re.compile(rb"\r\n|\r|\n")
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


def hand_over(message: OutboxMessage, *, message_id: str) -> str:
    """Give the message to the relay. Returns the relay's answer."""
    recipients = list(message.envelope.get("to", []))
    if not recipients:
        raise Refused("nobody on the contract has an e-mail address")
    content = compose(message, message_id=message_id).as_bytes()
    try:
        relay = _connect()
    except (OSError, smtplib.SMTPException) as error:
        raise Temporary(f"the relay does not answer ({type(error).__name__})") from error
    try:
        _envelope(relay, recipients)
        return _content(relay, content)
    finally:
        relay.close()


def compose(message: OutboxMessage, *, message_id: str) -> EmailMessage:
    """The e-mail: plain text, the PDF letter attached, a Message-ID of our own."""
    office = context.office()
    mail = EmailMessage()
    mail["From"] = f"{office.name} <{settings.DEFAULT_FROM_EMAIL}>"
    mail["To"] = ", ".join(message.envelope["to"])
    mail["Subject"] = message.envelope["subject"]
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = f"<{message_id}@{settings.BARE_HOST}>"
    mail["Auto-Submitted"] = "auto-generated"
    if office.email:
        mail["Reply-To"] = office.email
    mail.set_content(message.envelope["text"])
    if message.document is not None:
        mail.add_attachment(
            bytes(message.document.content),
            maintype="application",
            subtype="pdf",
            filename=message.envelope.get("file_name", "letter.pdf"),
        )
    return mail


def evidence(message: OutboxMessage, *, message_id: str) -> bool | None:
    """Whether the relay's journal holds the Message-ID; None without a journal."""
    if settings.MAIL_JOURNAL is None or not settings.MAIL_JOURNAL.is_dir():
        return None
    wanted = f"<{message_id}@{settings.BARE_HOST}>".encode()
    return any(wanted in _head(path) for path in settings.MAIL_JOURNAL.rglob("*") if path.is_file())


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEADER_BYTES)
    except FileNotFoundError:
        return b""


def _connect() -> smtplib.SMTP:
    options: dict[str, Any] = settings.SMTP
    relay = smtplib.SMTP(options["host"], options["port"], timeout=options["timeout"])
    relay.ehlo()
    if options["use_tls"]:
        relay.starttls()
        relay.ehlo()
    if options["username"]:
        relay.login(options["username"], options["password"])
    return relay


def _envelope(relay: smtplib.SMTP, recipients: list[str]) -> None:
    try:
        _expect(relay.mail(settings.DEFAULT_FROM_EMAIL), 250)
        for recipient in recipients:
            _expect(relay.rcpt(recipient), 250, 251)
        _expect(relay.docmd("DATA"), 354)
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Temporary(f"the relay hung up ({type(error).__name__})") from error


def _content(relay: smtplib.SMTP, content: bytes) -> str:
    lines = LINE_END.sub(b"\r\n", content)
    quoted = LEADING_DOT.sub(b"..", lines)
    try:
        relay.send(quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n")
        faults.point("email.before_dot")
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Temporary(f"the relay hung up ({type(error).__name__})") from error
    try:
        relay.send(b".\r\n")
        faults.point("email.after_dot")
        code, answer = relay.getreply()
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise Uncertain("the relay hung up after the final dot") from error
    _expect((code, answer), 250)
    return f"{code} {answer.decode(errors='replace')}"[:200]


def _expect(reply: tuple[int, bytes], *wanted: int) -> None:
    code, answer = reply
    if code in wanted:
        return
    sentence = f"{code} {answer.decode(errors='replace')}"[:200]
    raise Temporary(sentence) if 400 <= code < 500 else Refused(sentence)
