"""Mail that came back: each report is brought to the office and the letter it is about, and laid aside."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.module_loading import import_string

from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from worker.channels.email import returns
from worker.channels.email.returns import Report
from worker.delivery import ID_LENGTH

log = logging.getLogger(__name__)
OLDEST = timedelta(days=60)
MOST_AT_ONCE = 5_000


class _Sha256(Func):  # Django's own needs an extension
    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def read_all(folder: Path, *, on: date) -> int:
    """Every new report of the Maildir; returns how many of our letters are known to have come back.

    Each file is laid into ``cur`` when it was dealt with, so a run that was interrupted goes on where it stopped;
    the same report twice changes nothing. What is no report of ours is laid aside too, marked.
    """
    known = 0
    for path in _new(folder):
        report = _read(path)
        found = report is not None and note(report, on=on)
        known += found
        _lay_aside(path, folder, flags="S" if found else "FS")
    return known


def note(report: Report, *, on: date) -> bool:
    """Tell the office whose letter it was; False when no active office knows the letter."""
    offices = Office.objects.filter(status=Office.Status.ACTIVE, kind=Office.Kind.TOWN)
    named = list(offices.filter(schema_name=report.office)) if report.office else list(offices)
    return any(_note_in(office, report, on=on) for office in named)


def _note_in(office: Office, report: Report, *, on: date) -> bool:
    with context.entered(office), transaction.atomic():
        message = _find(office, report.message_id)
        if message is None:
            return False
        import_string(settings.RETURNED_LETTER)(message, addresses=report.addresses, on=on)
        return True


def _find(office: Office, message_id: str) -> OutboxMessage | None:
    """The letter with this id among those that went out lately; locked."""
    if len(message_id) != ID_LENGTH:
        return None
    hashed = _Sha256(Concat(Value(f"{office.schema_name}:"), F("key"), output_field=CharField()))
    sent = OutboxMessage.objects.filter(
        channel="email", state=OutboxMessage.State.SENT, handed_at__gte=timezone.now() - OLDEST
    )
    return sent.alias(hashed=hashed).filter(hashed__startswith=message_id).select_for_update().first()


def _new(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted((folder / "new").iterdir())[:MOST_AT_ONCE]
    except FileNotFoundError:
        log.warning("there is no folder for returned mail at %s", folder)


def _read(path: Path) -> Report | None:
    try:
        return returns.read(path.read_bytes())
    except Exception:  # a mail that nobody can read must not keep the others
        log.exception("returned mail %s cannot be read", path.name)
        return None


def _lay_aside(path: Path, folder: Path, *, flags: str) -> None:
    (folder / "cur").mkdir(exist_ok=True)
    path.rename(folder / "cur" / f"{path.name.split(':2,')[0]}:2,{flags}")
