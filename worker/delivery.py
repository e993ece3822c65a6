"""Draining an office's outbox: claim, re-check, hand over, mark. It sends; it never words.

A message is written down as being handed over before the first byte leaves. From then on it goes by
evidence alone: the channel's own word, the receipt on the row, or after a crash the message's id in
the channel's journal. Handed over → sent; not → again; nobody knows → uncertain, and a person looks.
"""

import hashlib
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kernel import faults
from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from worker.channels import CHANNELS
from worker.channels.outcomes import MOST_ATTEMPTS, Refused, RelayDown, Temporary, Uncertain

log = logging.getLogger(__name__)
State = OutboxMessage.State

BATCH = 20
MOST_RECOVERED = 200
LEASE = timedelta(minutes=5)
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
REST = timedelta(minutes=1)  # of a closed channel
WAKE_UP_SECONDS = 15.0
BY_HAND_SECONDS = 900.0
ID_LENGTH = 40
DRAIN_LOCK = 7_420_011


def drain(*, at: datetime, seconds: float = BY_HAND_SECONDS) -> int:
    """Bring due messages to an end for about that many seconds; returns how many were finished.

    None while another process drains this office, and none after the office was suspended.
    """
    until = monotonic() + seconds
    with _alone() as alone:
        return _drain(at=at, until=until) if alone else 0


def _drain(*, at: datetime, until: float) -> int:
    finished = recover(at=at) if _office_is_active() else 0
    closed: set[str] = set()
    while monotonic() < until and _office_is_active():
        batch = claim(at=at, without=closed)
        if not batch:
            break
        for message in batch:
            if message.channel in closed:
                _put_back(message, due_at=_after(REST, at=at))
            elif monotonic() >= until:
                _put_back(message, due_at=message.due_at)
            else:
                try:
                    finished += deliver(message, at=at)
                except RelayDown as problem:
                    log.warning("channel %s is closed: %s", message.channel, problem)
                    closed.add(message.channel)
    return finished


@transaction.atomic
def claim(*, at: datetime, without: Collection[str] = ()) -> list[OutboxMessage]:
    """Take the next due messages for this process, each with a new fence and a lease from now."""
    due = (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(state=State.WAITING, due_at__lte=at)
        .exclude(channel__in=without)
        .order_by("due_at", "pk")[:BATCH]
    )
    batch = list(due)
    for message in batch:
        message.state, message.lease_until = State.CLAIMED, timezone.now() + LEASE
        message.fence += 1
    OutboxMessage.objects.bulk_update(batch, ["state", "lease_until", "fence"])
    return batch


def deliver(message: OutboxMessage, *, at: datetime) -> int:
    """One claimed message to its end, or back to the queue. 1 when it came to an end, else 0.

    Raises RelayDown, with the message back in the queue, when its channel takes nothing at all.
    """
    faults.point("delivery.claimed")
    try:
        return _attempt(message, at=at)
    except RelayDown as problem:
        message.attempts -= 1
        _put_back(message, due_at=_after(REST, at=at), reason=str(problem))
        raise
    except Temporary as problem:
        return _again(message, reason=str(problem), at=at)
    except Refused as problem:
        return _end(message, State.FAILED, reason=str(problem), at=at)
    except Uncertain as problem:
        return _in_doubt(message, reason=str(problem), at=at)
    except Exception as error:  # a poisoned message must not stop the others
        log.exception("message %s cannot be delivered", message.pk)
        if message.state == State.CLAIMED:
            return _again(message, reason=type(error).__name__, at=at)
        return _in_doubt(message, reason=type(error).__name__, at=at)


def _attempt(message: OutboxMessage, *, at: datetime) -> int:
    """Re-check, write down that it is leaving, let it leave, write down that it left."""
    message.attempts += 1
    if not _hold(message, attempts=message.attempts):
        return 0
    if message.attempts > MOST_ATTEMPTS:
        return _end(message, State.FAILED, reason=f"given up after {MOST_ATTEMPTS} attempts", at=at)
    moment = _rule(message).not_before(message, at=at)
    if moment > at:
        message.attempts -= 1
        _put_back(message, due_at=moment, reason="quiet hours")
        return 0
    reason = _rule(message).why_not_now(message, on=timezone.localdate(at))
    if reason:
        return _end(message, State.CANCELLED, reason=reason, at=at)
    channel = CHANNELS[message.channel]
    parcel = channel.prepare(message, message_id=message_id(message))
    message.state = State.HANDING
    if not _hold(message, state=State.HANDING):
        return 0
    faults.point("delivery.handing")
    receipt = channel.hand_over(message, parcel)
    faults.point("delivery.handed")
    return _end(message, State.SENT, receipt=receipt, at=at)


def recover(*, at: datetime) -> int:
    """Messages whose worker disappeared: back to the queue, or to the end that the evidence shows."""
    lost = OutboxMessage.objects.filter(state__in=[State.CLAIMED, State.HANDING], lease_until__lt=at).order_by("pk")
    ended = 0
    for message in list(lost[:MOST_RECOVERED]):
        if not _take_over(message, at=at):
            continue
        if message.state == State.CLAIMED:
            _put_back(message, due_at=message.due_at, reason="the worker disappeared")
        else:
            try:
                ended += _by_evidence(message, reason="the worker disappeared while handing over", at=at)
            except Exception:  # its new lease ends too, and then it is asked about again
                log.exception("message %s cannot be recovered", message.pk)
        faults.point("delivery.recovered")
    return ended


def message_id(message: OutboxMessage) -> str:
    """The same id for the same message, however often it is tried."""
    schema = context.office().schema_name
    return hashlib.sha256(f"{schema}:{message.key}".encode()).hexdigest()[:ID_LENGTH]


@contextmanager
def _alone() -> Iterator[bool]:
    """One drain of an office at a time: the session's lock, given up with the connection at the latest."""
    key: list[Any] = [DRAIN_LOCK, context.office().schema_name]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", key)
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", key)
            except DatabaseError:
                log.warning("the drain's lock goes with its connection")
                connection.close()


def _office_is_active() -> bool:
    """Asked before each batch: row security shows an office its own row."""
    office = context.office()
    return bool(Office.objects.filter(schema_name=office.schema_name, status=Office.Status.ACTIVE).exists())


def _rule(message: OutboxMessage) -> Any:
    return import_module(settings.DELIVERY_RULES[message.topic])


def _mine(message: OutboxMessage) -> Any:
    """The row, only while this claim is the latest one."""
    return OutboxMessage.objects.filter(pk=message.pk, fence=message.fence, state__in=[State.CLAIMED, State.HANDING])


def _hold(message: OutboxMessage, **written: Any) -> bool:
    """Write to the row and renew its lease; False when somebody else has the message by now."""
    return bool(_mine(message).update(lease_until=timezone.now() + LEASE, **written))


def _take_over(message: OutboxMessage, *, at: datetime) -> bool:
    """Make a lost message ours, in one statement; False when it moved since it was read."""
    unchanged = OutboxMessage.objects.filter(
        pk=message.pk, fence=message.fence, state=message.state, lease_until__lt=at
    )
    message.fence += 1
    return bool(unchanged.update(fence=message.fence, lease_until=timezone.now() + LEASE))


def _in_doubt(message: OutboxMessage, *, reason: str, at: datetime) -> int:
    """Just now. A journal may be slow: what it does not show yet is asked again when the lease is over."""
    if CHANNELS[message.channel].evidence(message, message_id=message_id(message)) is False:
        _hold(message, reason=reason[:300])
        return 0
    return _by_evidence(message, reason=reason, at=at)


def _by_evidence(message: OutboxMessage, *, reason: str, at: datetime) -> int:
    known = bool(message.receipt) or CHANNELS[message.channel].evidence(message, message_id=message_id(message))
    if known is True:
        return _end(message, State.SENT, receipt=message.receipt or "found in the journal", at=at)
    if known is False:
        return _again(message, reason=reason, at=at, delay=timedelta(0))
    return _end(message, State.UNCERTAIN, reason=reason, at=at)


def _end(message: OutboxMessage, state: str, *, at: datetime, receipt: str = "", reason: str = "") -> int:
    """Write the end and tell the rule, or keep for later what is known. 1 when the end is written."""
    try:
        return _write_end(message, state, at=at, receipt=receipt, reason=reason)
    except Exception as error:
        log.exception("message %s: %s, and its case cannot be told", message.pk, state)
        if message.attempts >= MOST_ATTEMPTS:
            note = f"its case could not be told ({type(error).__name__}) {reason}"
            return _write_end(message, state, at=at, receipt=receipt, reason=note, tell=False)
        if state in {State.FAILED, State.CANCELLED}:  # nothing was handed over
            return _again(message, reason=type(error).__name__, at=at)
        lease = timezone.now() + _pause(message)
        message.attempts += 1
        _mine(message).update(attempts=message.attempts, lease_until=lease, receipt=receipt[:200])
        return 0


def _write_end(
    message: OutboxMessage, state: str, *, at: datetime, receipt: str, reason: str, tell: bool = True
) -> int:
    """The end and the rule's share in one transaction; nothing when the claim was lost."""
    before = message.state, message.reason
    handed_at = timezone.now() if state == State.SENT else None
    try:
        with transaction.atomic():
            ended = _mine(message).update(
                state=state, lease_until=None, handed_at=handed_at, receipt=receipt[:200], reason=reason[:300]
            )
            if not ended:
                return 0
            message.state, message.reason = state, reason
            faults.point("delivery.marked")
            if tell:
                _rule(message).delivered(message, on=timezone.localdate(at))
            faults.point("delivery.told")
    except BaseException:
        message.state, message.reason = before  # as the row is again
        raise
    return 1


def _again(message: OutboxMessage, *, reason: str, at: datetime, delay: timedelta | None = None) -> int:
    """Back to the queue with a growing pause; to the end as failed after the last attempt."""
    if message.attempts >= MOST_ATTEMPTS:
        return _end(message, State.FAILED, reason=reason, at=at)
    _put_back(message, due_at=_after(_pause(message) if delay is None else delay, at=at), reason=reason)
    return 0


def _put_back(message: OutboxMessage, *, due_at: datetime, reason: str = "") -> None:
    _mine(message).update(
        state=State.WAITING, lease_until=None, due_at=due_at, attempts=message.attempts, reason=reason[:300]
    )


def _pause(message: OutboxMessage) -> timedelta:
    return BACKOFF[min(max(message.attempts, 1), len(BACKOFF)) - 1]


def _after(pause: timedelta, *, at: datetime) -> datetime:
    """A drain may be old when a message comes back: the pause counts from now."""
    return max(at, timezone.now()) + pause if pause else at
