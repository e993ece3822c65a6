"""The audit trail: append-only, every entry sealed by a hash over itself and the one before.

An office's database role may insert and read entries, nothing else. `verify` finds the first entry
that was changed, removed or slipped in by somebody with more rights than that.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from kernel.access import Actor
from kernel.models import AuditEntry

GENESIS = "0" * 64
CHAIN_LOCK = 0x6B757A6F  # one chain per schema; the lock key is paired with the schema's own number


@dataclass(frozen=True)
class Deed:
    """What is to be recorded of one subject."""

    verb: str
    subject_type: str
    subject_id: str
    details: Mapping[str, Any]


def record(by: Actor, verb: str, subject: Model | None = None, **details: Any) -> None:
    """Record one deed in the caller's transaction."""
    record_many(by, [deed(verb, subject, **details)])


def read(by: Actor, subject: Model, **details: Any) -> None:
    """Record that somebody looked at a person's data."""
    record(by, "read", subject, **details)


def deed(verb: str, subject: Model | None = None, **details: Any) -> Deed:
    subject_type = subject._meta.label_lower if subject is not None else ""
    return Deed(verb, subject_type, str(subject.pk) if subject is not None else "", details)


@transaction.atomic
def record_many(by: Actor, deeds: Iterable[Deed], *, at: datetime | None = None) -> int:
    """Record many deeds of one actor with one lock and one insert; returns how many."""
    moment = at or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [CHAIN_LOCK])
    last = AuditEntry.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS
    entries = []
    for item in deeds:
        entry = AuditEntry(
            at=moment,
            actor_kind=by.actor_kind,
            actor_id=by.actor_id,
            verb=item.verb,
            subject_type=item.subject_type,
            subject_id=item.subject_id,
            details=dict(item.details),
            previous_hash=last,
        )
        entry.hash = last = seal(entry)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=2000)
    return len(entries)


def seal(entry: AuditEntry) -> str:
    """SHA-256 over the entry's content and the seal before it."""
    content = json.dumps(
        [
            entry.previous_hash, entry.at.astimezone(UTC).isoformat(), entry.actor_kind, entry.actor_id,
            entry.verb, entry.subject_type, entry.subject_id, entry.details,
        ],
        sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str,
    )  # fmt: skip
    return hashlib.sha256(content.encode()).hexdigest()


def verify() -> int | None:
    """The pk of the first entry that does not fit the chain, or None when the chain is whole."""
    last = GENESIS
    for entry in AuditEntry.objects.order_by("pk").iterator(chunk_size=2000):
        if entry.previous_hash != last or entry.hash != seal(entry):
            return entry.pk
        last = entry.hash
    return None
