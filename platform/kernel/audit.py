"""The audit trail: append-only, every entry sealed by a hash over itself and the seal before.

An office's database role may insert and read entries, nothing else. `verify` finds the first entry
that was changed, removed or slipped in by somebody with more rights than that.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from kernel.access import Actor
from kernel.models import AuditEntry, AuditSeal

GENESIS = "0" * 64
CHAIN_LOCK = 0x6B757A6F  # one chain per schema; the lock key is paired with the schema's own number
# Entries become visible when their transactions end, so not quite in the order of their numbers.
LOOK_BACK = 5000
AT_ONCE = 2000

RECORD = """
INSERT INTO kernel_auditentry (at, actor_kind, actor_id, verb, subject_type, subject_id, details)
SELECT %s, %s, %s, verb, subject_type, subject_id, details::jsonb
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])
     WITH ORDINALITY AS deed(verb, subject_type, subject_id, details, place)
ORDER BY place
"""
UNSEALED = f"""
WITH newest AS (SELECT entry_id, hash FROM kernel_auditseal ORDER BY id DESC LIMIT 1)
SELECT e.id, e.at, e.actor_kind, e.actor_id, e.verb, e.subject_type, e.subject_id, e.details,
       coalesce((SELECT hash FROM newest), '{GENESIS}')
FROM kernel_auditentry e
WHERE (%(everything)s OR e.id > coalesce((SELECT entry_id FROM newest), 0) - %(look_back)s)
  AND NOT EXISTS (SELECT FROM kernel_auditseal s WHERE s.entry_id = e.id)
ORDER BY e.id LIMIT %(at_once)s
"""  # noqa: S608  # a constant of our own
SEAL = """
INSERT INTO kernel_auditseal (entry_id, previous_hash, hash)
SELECT entry_id, previous_hash, hash FROM unnest(%s::bigint[], %s::text[], %s::text[])
     WITH ORDINALITY AS link(entry_id, previous_hash, hash, place)
ORDER BY place
"""


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


def record_many(by: Actor, deeds: Iterable[Deed], *, at: datetime | None = None) -> int:
    """Record many deeds of one actor with one insert, in the caller's transaction; returns how many."""
    written = list(deeds)
    if written:
        columns = [
            [item.verb for item in written],
            [item.subject_type for item in written],
            [item.subject_id for item in written],
            [json.dumps(dict(item.details)) for item in written],
        ]
        with connection.cursor() as cursor:
            cursor.execute(RECORD, [at or timezone.now(), str(by.actor_kind), by.actor_id, *columns])
    office = connection.tenant  # type: ignore[attr-defined]
    transaction.on_commit(lambda: _seal_in(office), robust=True)
    return len(written)


def _seal_in(office: Any) -> None:
    """Seal in the office that recorded, wherever the connection is by now."""
    with connection.inside(office):  # type: ignore[attr-defined]
        seal()


@transaction.atomic
def seal(*, everything: bool = False) -> int:
    """Add the entries that have no seal yet to the chain, in one short transaction; returns how many.

    Sealing at once after the commit keeps long transactions from waiting for each other. What a crash
    left unsealed is sealed with the next entry, or by `verify`, which looks at `everything`.
    """
    sealed = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [CHAIN_LOCK])
        while rows := _unsealed(cursor, everything=everything):
            hashes = [rows[0][-1]]
            for key, moment, *said, details, _newest in rows:
                hashes.append(link_hash(hashes[-1], AuditEntry(key, moment, *said, json.loads(details))))
            cursor.execute(SEAL, [[row[0] for row in rows], hashes[:-1], hashes[1:]])
            sealed += len(rows)
            if len(rows) < AT_ONCE:
                break
    return sealed


def _unsealed(cursor: Any, *, everything: bool) -> list[Any]:
    """The next entries without a seal, each with the newest seal's hash behind its own columns."""
    cursor.execute(UNSEALED, {"everything": everything, "look_back": LOOK_BACK, "at_once": AT_ONCE})
    rows: list[Any] = cursor.fetchall()
    return rows


def link_hash(previous_hash: str, entry: AuditEntry) -> str:
    """SHA-256 over the entry's content and the seal before it."""
    content = json.dumps(
        [
            previous_hash, entry.pk, entry.at.astimezone(UTC).isoformat(), entry.actor_kind, entry.actor_id,
            entry.verb, entry.subject_type, entry.subject_id, entry.details,
        ],
        sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str,
    )  # fmt: skip
    return hashlib.sha256(content.encode()).hexdigest()


def verify() -> int | None:
    """The pk of the first entry that was changed or removed, or None when the chain is whole."""
    seal(everything=True)
    last = GENESIS
    links = AuditSeal.objects.order_by("pk").iterator(chunk_size=2000)
    for batch in batched(links, 2000):
        entries = AuditEntry.objects.in_bulk([link.entry_id for link in batch])
        for link in batch:
            entry = entries.get(link.entry_id)
            if entry is None or link.previous_hash != last or link.hash != link_hash(last, entry):
                return link.entry_id
            last = link.hash
    return None
