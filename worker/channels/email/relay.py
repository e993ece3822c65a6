"""The talk with the relay, phase by phase.

Until the sender is accepted, a failure says something about the relay and nothing about the mail.
Then each recipient is accepted or not. Up to the final dot nothing was taken; with the relay's answer
everything was; between the two only the relay's journal knows.
"""

import re
import smtplib
import ssl
from typing import Any

from django.conf import settings

from kernel import faults
from worker.channels.email.writing import Mail
from worker.channels.outcomes import Refused, RelayDown, Temporary, Uncertain

LINE_END = re.compile(rb"\r\n|\r|\n")
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
ACCEPTED = (250, 251, 252)
CLOSING = 421

Reply = tuple[int, bytes]


def give(mail: Mail, *, last_attempt: bool) -> str:
    """Hand the mail over. Returns the relay's answer, with the recipients that it did not take."""
    relay = _connect()
    try:
        _introduce(relay)
        left_out = _recipients(relay, mail.recipients, last_attempt=last_attempt)
        answer = _content(relay, mail.content)
    finally:
        relay.close()
    left_out = [*mail.unusable, *left_out]
    return f"{answer[:70]}; not to: {', '.join(left_out)}" if left_out else answer


def _connect() -> smtplib.SMTP:
    options: dict[str, Any] = settings.SMTP
    try:
        return smtplib.SMTP(options["host"], options["port"], timeout=options["timeout"])
    except OSError as error:  # smtplib's own errors are OSErrors
        raise RelayDown(f"the relay does not answer ({_name(error)})") from error


def _introduce(relay: smtplib.SMTP) -> None:
    """Greeting, encryption, login, sender: the same for every mail, so a refusal is the relay's trouble."""
    options: dict[str, Any] = settings.SMTP
    try:
        relay.ehlo_or_helo_if_needed()
        if options["use_tls"]:
            relay.starttls(context=ssl.create_default_context())
            relay.ehlo()
        if options["username"]:
            relay.login(options["username"], options["password"])
        code, answer = relay.mail(settings.DEFAULT_FROM_EMAIL)
    except (OSError, ValueError) as error:
        raise RelayDown(f"the relay does not let us in ({_name(error)})") from error
    if code != 250:
        raise RelayDown(f"the relay does not take our sender: {_sentence((code, answer))}")


def _recipients(relay: smtplib.SMTP, recipients: tuple[str, ...], *, last_attempt: bool) -> list[str]:
    """Name the recipients and ask to begin. Returns those that will not get the mail.

    While one of them is only put off, the whole mail waits, so that nobody gets it twice; the last
    attempt goes to whoever is accepted.
    """
    accepted, put_off, refused = 0, [], []
    try:
        for recipient in recipients:
            reply = relay.rcpt(recipient)
            if reply[0] in ACCEPTED:
                accepted += 1
            elif 400 <= reply[0] < 500:
                _unless_closing(reply)
                put_off.append(f"{recipient} ({_sentence(reply)})")
            else:
                refused.append(f"{recipient} ({_sentence(reply)})")
        if put_off and not (accepted and last_attempt):
            raise Temporary("; ".join(put_off))
        if not accepted:
            raise Refused("; ".join(refused))
        _expect(relay.docmd("DATA"), 354)
    except OSError as error:
        raise Temporary(f"the relay hung up ({_name(error)})") from error
    return put_off + refused


def _content(relay: smtplib.SMTP, content: bytes) -> str:
    quoted = LEADING_DOT.sub(b"..", LINE_END.sub(b"\r\n", content))
    try:
        relay.send(quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n")
        faults.point("email.before_dot")
    except OSError as error:
        raise Temporary(f"the relay hung up ({_name(error)})") from error
    try:
        relay.send(b".\r\n")
        faults.point("email.after_dot")
        reply = relay.getreply()
    except OSError as error:
        raise Uncertain(f"the relay hung up after the final dot ({_name(error)})") from error
    _expect(reply, 250)
    return _sentence(reply)


def _expect(reply: Reply, wanted: int) -> None:
    if reply[0] == wanted:
        return
    _unless_closing(reply)
    raise Temporary(_sentence(reply)) if 400 <= reply[0] < 500 else Refused(_sentence(reply))


def _unless_closing(reply: Reply) -> None:
    if reply[0] == CLOSING:
        raise RelayDown(f"the relay is closing: {_sentence(reply)}")


def _sentence(reply: Reply) -> str:
    code, answer = reply
    return " ".join(f"{code} {answer.decode(errors='replace')}".split())[:200]


def _name(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    return type(error).__name__
