"""Finished files, kept in the office's own schema so that one backup holds all of the office."""

import hashlib
from collections.abc import Collection

from kernel.access import Actor
from kernel.models import Document

# Bytes travel inside the statement: so many files of a letter's size make one of a few megabytes.
MOST_AT_ONCE = 200


def prepare(*, kind: str, name: str, media_type: str, content: bytes, by: Actor) -> Document:
    """An unsaved document with its size and fingerprint, for `store_many`; its key is known already."""
    return Document(
        kind=kind,
        name=name,
        media_type=media_type,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=by.actor_id,
    )


def store(*, kind: str, name: str, media_type: str, content: bytes, by: Actor) -> Document:
    """Keep the bytes as they are. Returns the stored document."""
    document = prepare(kind=kind, name=name, media_type=media_type, content=content, by=by)
    document.save(force_insert=True)
    return document


def store_many(prepared: Collection[Document]) -> None:
    """Keep many prepared documents with one insert."""
    Document.objects.bulk_create(prepared, batch_size=MOST_AT_ONCE)
