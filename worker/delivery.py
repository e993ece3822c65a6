"""Draining an office's outbox: claim, re-check, hand over, mark. It sends; it never words.

A message is written down as being handed over before the first byte leaves. After a crash the
channel is asked for evidence by the message's own id: handed over → sent; not → again; nobody knows
→ uncertain, and a person looks. A reminder is never sent blindly a second time.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kernel import faults
from kernel.models import OutboxMessage
from tenants import context
from worker.channels import CHANNELS
from worker.channels.outcomes import Refused, Temporary, Uncertain

log = logging.getLogger(__name__)
State = OutboxMessage.State

BATCH = 20
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


def drain(*, at: datetime, most: int = 5000) -> int:
    """Bring up to `most` due messages to an end; returns how many were finished."""
    finished = recover(at=at)
    while finished < most:
        batch = claim(at=at)
        if not batch:
            break
        for message in batch:
            finished += deliver(message, at=at)
    return finished


@transaction.atomic
def claim(*, at: datetime) -> list[OutboxMessage]:
    """Take the next due messages for this process, each with a new fence and a lease."""
    due = (
        OutboxMessage.objects.select_for_update(skip_locked=True)
        .filter(state=State.WAITING, due_at__lte=at)
        .order_by("due_at", "pk")[:BATCH]
    )
    batch = list(due)
    for message in batch:
        message.state, message.lease_until = State.CLAIMED, at + LEASE
        message.fence += 1
        message.attempts += 1
    OutboxMessage.objects.bulk_update(batch, ["state", "lease_until", "fence", "attempts"])
    return batch


def deliver(message: OutboxMessage, *, at: datetime) -> int:
    """One claimed message to its end, or back to the queue. 1 when it came to an end, else 0."""
    faults.point("delivery.claimed")
    try:
        return _attempt(message, at=at)
    except Temporary as problem:
        return _again(message, reason=str(problem), at=at)
    except Refused as problem:
        return _end(message, State.FAILED, reason=str(problem), at=at)
    except Uncertain as problem:
        return _by_evidence(message, reason=str(problem), at=at)
    except Exception as error:  # a poisoned message must not stop the others
        log.exception("message %s cannot be delivered", message.pk)
        if message.state == State.HANDING:
            return _by_evidence(message, reason=type(error).__name__, at=at)
        return _again(message, reason=type(error).__name__, at=at)


def _attempt(message: OutboxMessage, *, at: datetime) -> int:
    """Re-check, write down that it is leaving, let it leave, write down that it left."""
    if message.attempts > MOST_ATTEMPTS:
        return _end(message, State.FAILED, reason="given up after 5 attempts", at=at)
    reason = _rule(message).why_not_now(message, on=timezone.localdate(at))
    if reason:
        return _end(message, State.CANCELLED, reason=reason, at=at)
    if not _begin_hand_over(message):
        return 0
    faults.point("delivery.handing")
    receipt = CHANNELS[message.channel].hand_over(message, message_id=message_id(message))
    faults.point("delivery.handed")
    return _end(message, State.SENT, receipt=receipt, at=at)


def recover(*, at: datetime) -> int:
    """Messages whose worker disappeared: back to the queue, or to the end that the evidence shows."""
    lost = list(
        OutboxMessage.objects.filter(Q(state=State.CLAIMED) | Q(state=State.HANDING), lease_until__lt=at).order_by("pk")
    )
    ended = 0
    for message in lost:
        if message.state == State.CLAIMED:
            _again(message, reason="the worker disappeared", at=at, delay=timedelta(0))
        else:
            ended += _by_evidence(message, reason="the worker disappeared while handing over", at=at)
        faults.point("delivery.recovered")
    return ended


def message_id(message: OutboxMessage) -> str:
    """The same id for the same message, however often it is tried."""
    schema = context.office().schema_name
    return hashlib.sha256(f"{schema}:{message.key}".encode()).hexdigest()[:40]


def _rule(message: OutboxMessage) -> Any:
    return import_module(settings.DELIVERY_RULES[message.topic])


def _mine(message: OutboxMessage) -> Any:
    """The row, only while this claim is the latest one."""
    return OutboxMessage.objects.filter(pk=message.pk, fence=message.fence, state__in=[State.CLAIMED, State.HANDING])


def _begin_hand_over(message: OutboxMessage) -> bool:
    message.state = State.HANDING
    return bool(_mine(message).update(state=State.HANDING, lease_until=timezone.now() + LEASE))


def _by_evidence(message: OutboxMessage, *, reason: str, at: datetime) -> int:
    known = CHANNELS[message.channel].evidence(message, message_id=message_id(message))
    if known is True:
        return _end(message, State.SENT, receipt="found in the journal", at=at)
    if known is False:
        return _again(message, reason=reason, at=at, delay=timedelta(0))
    return _end(message, State.UNCERTAIN, reason=reason, at=at)


@transaction.atomic
def _end(message: OutboxMessage, state: str, *, at: datetime, receipt: str = "", reason: str = "") -> int:
    """Write the end and tell the rule, in one transaction; nothing when the claim was lost."""
    handed_at = timezone.now() if state == State.SENT else None
    ended = _mine(message).update(
        state=state, lease_until=None, handed_at=handed_at, receipt=receipt[:200], reason=reason[:300]
    )
    if not ended:
        return 0
    message.state, message.reason = state, reason
    faults.point("delivery.marked")
    _rule(message).delivered(message, on=timezone.localdate(at))
    faults.point("delivery.told")
    return 1


def _again(message: OutboxMessage, *, reason: str, at: datetime, delay: timedelta | None = None) -> int:
    """Back to the queue with a growing pause; to the end as failed after the last attempt."""
    if message.attempts >= MOST_ATTEMPTS:
        return _end(message, State.FAILED, reason=reason, at=at)
    pause = BACKOFF[min(message.attempts, len(BACKOFF)) - 1] if delay is None else delay
    _mine(message).update(state=State.WAITING, lease_until=None, due_at=at + pause, reason=reason[:300])
    return 0
