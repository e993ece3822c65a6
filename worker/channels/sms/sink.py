"""Where there is no gateway: one file a text, named by its id. Its presence is the evidence."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from kernel import faults
from tenants import context
from worker.channels.outcomes import RelayDown

if TYPE_CHECKING:
    from worker.channels.sms import Sms


def place(message_id: str) -> Path:
    return Path(settings.SMS["sink"]) / context.office().schema_name / f"{message_id}.json"


def lay(sms: "Sms") -> str:
    """Write the text, whole or not at all. Returns the file's name."""
    path = place(sms.id)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    faults.point("sms.handing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8") as file:
            json.dump({"to": list(sms.to), "text": sms.text}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        faults.point("sms.written")
        unfinished.rename(path)
    except OSError as error:
        raise RelayDown(f"the folder for text messages cannot be written ({error.strerror})") from error
    return path.name


def holds(message_id: str) -> bool:
    return place(message_id).exists()
