"""Finished files, kept in the office's own schema so that one backup holds all of the office."""

import hashlib
import io
from collections.abc import Collection
from functools import partial
from typing import BinaryIO
from uuid import UUID, uuid4

from django.db import connection

from kernel.access import Actor
from kernel.models import Document

# Bytes travel inside the statement: so many files of a letter's size make one of a few megabytes.
MOST_AT_ONCE = 200
PIECE = 256 * 1024
COPY = """
COPY kernel_document (id, kind, name, media_type, created_by, content, size, sha256) FROM STDIN WITH (FORMAT BINARY)
"""
COPY_START, COPY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"


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


def store_file(*, kind: str, name: str, media_type: str, source: BinaryIO, by: Actor) -> UUID:
    """Keep an open file as it is, piece by piece: memory does not grow with it. Returns the stored document's key."""
    key, digest, size = uuid4(), hashlib.sha256(), source.seek(0, io.SEEK_END)
    source.seek(0)
    before = (key.bytes, *(text.encode() for text in (kind, name, media_type, by.actor_id)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # enters the office: a COPY alone would not
        with cursor.copy(COPY) as target:
            target.write(COPY_START + (len(before) + 3).to_bytes(2) + b"".join(map(_field, before)))
            target.write(size.to_bytes(4))
            for piece in iter(partial(source.read, PIECE), b""):
                digest.update(piece)
                target.write(piece)
            target.write(_field(size.to_bytes(4)) + _field(digest.hexdigest().encode()) + COPY_END)
    return key


def _field(value: bytes) -> bytes:
    return len(value).to_bytes(4) + value


def store_many(prepared: Collection[Document]) -> None:
    """Keep many prepared documents with one insert."""
    Document.objects.bulk_create(prepared, batch_size=MOST_AT_ONCE)
