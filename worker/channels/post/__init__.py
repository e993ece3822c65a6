"""Letters for the print shop: one PDF a letter in the office's own spool folder.

The file's name is the message's id, so laying it twice lays it once, and its presence is the evidence.
"""

import os
from pathlib import Path

from django.conf import settings

from kernel import faults
from kernel.models import OutboxMessage
from tenants import context
from worker.channels.outcomes import Temporary


def place(message: OutboxMessage, message_id: str) -> Path:
    """Where the letter lies: <spool>/<office>/<name>-<id>.pdf."""
    name = str(message.envelope.get("file_name", "letter.pdf")).removesuffix(".pdf")
    safe = "".join(character if character.isalnum() or character in "-_" else "-" for character in name)
    return settings.POST_SPOOL / context.office().schema_name / f"{safe}-{message_id[:12]}.pdf"


def hand_over(message: OutboxMessage, *, message_id: str) -> str:
    """Lay the letter into the spool, whole or not at all. Returns its name."""
    path = place(message, message_id)
    if message.document is None:
        raise Temporary("the letter has no document")
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(bytes(message.document.content))
            file.flush()
            os.fsync(file.fileno())
        faults.point("post.written")
        unfinished.rename(path)
    except OSError as error:
        raise Temporary(f"the spool folder cannot be written ({error.strerror})") from error
    return path.name


def evidence(message: OutboxMessage, *, message_id: str) -> bool | None:
    return place(message, message_id).exists()
