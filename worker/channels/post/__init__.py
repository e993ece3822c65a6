"""Letters for the print shop: one PDF a letter in the office's own spool folder.

The file's name is the message's id, so laying it twice lays it once, and its presence is the evidence.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from kernel import faults
from kernel.models import OutboxMessage
from tenants import context
from worker.channels.outcomes import Refused, RelayDown


@dataclass(frozen=True)
class Letter:
    """What is laid, and where."""

    content: bytes
    path: Path


def place(message: OutboxMessage, message_id: str) -> Path:
    """Where the letter lies: <spool>/<office>/<name>-<id>.pdf."""
    name = str(message.envelope.get("file_name", "letter.pdf")).removesuffix(".pdf")
    safe = "".join(character if character.isalnum() or character in "-_" else "-" for character in name)
    return settings.POST_SPOOL / context.office().schema_name / f"{safe[:80]}-{message_id[:12]}.pdf"


def prepare(message: OutboxMessage, *, message_id: str) -> Letter:
    if message.document is None:
        raise Refused("the letter has no document")
    return Letter(bytes(message.document.content), place(message, message_id))


def hand_over(message: OutboxMessage, letter: Letter) -> str:
    """Lay the letter into the spool, whole or not at all. Returns its name."""
    folder = letter.path.parent
    unfinished = letter.path.with_suffix(f".{os.getpid()}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(letter.content)
            file.flush()
            os.fsync(file.fileno())
        faults.point("post.written")
        unfinished.rename(letter.path)
    except OSError as error:
        raise RelayDown(f"the spool folder cannot be written ({error.strerror})") from error
    _keep_name(folder)
    return letter.path.name


def _keep_name(folder: Path) -> None:
    """After a power cut the name must still be there, as the database will say it is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def evidence(message: OutboxMessage, *, message_id: str) -> bool | None:
    return place(message, message_id).exists()
