"""The one step out of an office to where the offices meet."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def meeting_place() -> Iterator[None]:
    """Do the pool's own work, in no office's schema and as no office, in the caller's transaction.

    What an office may not do by itself happens here: bringing a proposal to its end changes the rows of
    every office in it. Whatever looks for an office's own tables inside fails.
    """
    before = connection.tenant  # type: ignore[attr-defined]
    connection.set_schema_to_public()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.set_tenant(before)  # type: ignore[attr-defined]
