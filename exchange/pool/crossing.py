"""The one step out of an office to where the offices meet."""

from collections.abc import Iterator
from contextlib import contextmanager

from tenants import context
from tenants.registry.models import Office

# No row of the registry: the shared schema, which is nobody's.
NOBODYS = Office(schema_name="public", slug="", name="")


@contextmanager
def meeting_place() -> Iterator[None]:
    """Do the pool's own work, in no office's schema and as no office, in the caller's transaction.

    What an office may not do by itself happens here: bringing a proposal to its end changes the rows of
    every office in it. Whatever looks for an office's own tables inside fails.
    """
    with context.entered(NOBODYS):
        yield
