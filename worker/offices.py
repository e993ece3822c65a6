"""The worker's door into an office: an explicit, active office in every message, or nothing runs."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from kernel.refusal import Refused
from tenants import context
from tenants.registry.models import Office
from worker import delivery, timetable
from worker.schedule import BY_NAME

log = logging.getLogger(__name__)

LOCK_NOT_AVAILABLE = "55P03"
LOCK_SECONDS = 10
# So long a process leaves an office alone in which it waited for a lock in vain; the office's work stays due.
HELD_SECONDS = 60
# A database that is started again is back by then; otherwise the run waits for its lease to end.
TELL_AGAIN_SECONDS = (0.5, 1, 2, 4, 8, 16)


_held_until: dict[str, float] = {}


class NoSuchOffice(Refused):
    """The message names no active office; it is dropped, never run anywhere else."""


def active(schema: str) -> Office:
    """The active office of that schema. Raises NoSuchOffice for none, a suspended, or a forged one."""
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    office: Office | None = Office.objects.filter(
        schema_name=schema, status=Office.Status.ACTIVE, kind=Office.Kind.TOWN
    ).first()
    if office is None:
        raise NoSuchOffice(f"no active office has the schema {schema!r}")
    return office


def run_job(job: str, schema: str, business_date: date, *, at: datetime) -> str:
    """Run one job of one office for one day, if it is still to be done. Returns how it ended.

    A failure of one office is written down and stays its own.
    """
    entry = BY_NAME[job]
    office = active(schema) if entry.for_each_office else None
    if _is_held(schema):
        return "held"
    run = timetable.claim(job, schema, business_date, at=at)
    if run is None:
        return "nothing to do"
    try:
        if office is None:
            outcome = entry.job(business_date)
        else:
            with context.entered(office), impatient(schema):
                outcome = entry.job(business_date)
    except Exception as error:  # one office's fault must not stop the others
        log.exception("job %s of %s for %s failed", job, schema, business_date)
        _recover_connection()
        name = type(error).__name__
        _tell(lambda: timetable.stumble(run, outcome=name))
        return "failed"
    _tell(lambda: timetable.finish(run, outcome=outcome))
    return outcome


def deliver(schema: str, *, at: datetime, seconds: float = delivery.BY_HAND_SECONDS) -> int:
    """Drain one office's outbox for about that long; returns how many messages came to an end."""
    office = active(schema)
    if _is_held(schema):
        return 0
    with context.entered(office), impatient(schema):
        return delivery.drain(at=at, seconds=seconds)


@contextmanager
def impatient(schema: str) -> Iterator[None]:
    """Wait so long for a lock and no longer: a table that is held in one office must not hold the worker.

    The work is given up, written down and due again, and the next office has its turn. For a while this process
    asks nothing of that office, or each of its jobs would wait as long.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{LOCK_SECONDS}s"])
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            _held_until[schema] = time.monotonic() + HELD_SECONDS
        raise
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def _is_held(schema: str) -> bool:
    return _held_until.get(schema, 0) > time.monotonic()


def _tell(word: Callable[[], None]) -> None:
    """Write down how a run ended; when the database is away just then, once more as soon as it is back."""
    for pause in TELL_AGAIN_SECONDS:
        try:
            return word()
        except (OperationalError, InterfaceError):
            log.warning("how a run ended cannot be written down now")
            connection.close()
            time.sleep(pause)
    return word()


def _recover_connection() -> None:
    try:
        connection.set_schema_to_public()  # type: ignore[attr-defined]
        connection.close_if_unusable_or_obsolete()
    except DatabaseError:
        connection.close()
