"""The counter by the door: `post` says "this must leave the building", in the caller's transaction.

Rules post and never send; `worker.delivery` sends and never words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from kernel.models import Document, OutboxMessage


@dataclass(frozen=True)
class Parcel:
    """One message to be posted. `key` is what makes it the same message when it is posted again."""

    key: str
    topic: str
    channel: str
    subject_type: str
    subject_id: str
    document_id: Any = None
    envelope: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


def post(
    topic: str,
    *,
    key: str,
    channel: str,
    subject: Any,
    document: Document | None = None,
    envelope: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
) -> None:
    """Put one message on the counter; the same key again changes nothing."""
    parcel = Parcel(
        key=key,
        topic=topic,
        channel=channel,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        document_id=document.pk if document else None,
        envelope=envelope or {},
        due_at=due_at,
    )
    post_many([parcel])


def known(keys: Collection[str]) -> set[str]:
    """Those of the keys under which something was posted already."""
    return set(OutboxMessage.objects.filter(key__in=keys).values_list("key", flat=True))


def post_many(parcels: Iterable[Parcel]) -> None:
    """Put many messages on the counter with one insert."""
    now = timezone.now()
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                key=parcel.key,
                topic=parcel.topic,
                channel=parcel.channel,
                subject_type=parcel.subject_type,
                subject_id=parcel.subject_id,
                document_id=parcel.document_id,
                envelope=dict(parcel.envelope),
                due_at=parcel.due_at or now,
            )
            for parcel in parcels
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
