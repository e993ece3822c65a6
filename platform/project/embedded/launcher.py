"""Find the services a command needs, and start the embedded ones when none run."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from project.embedded import place as places
from project.embedded.postgres import APP, OWNER, Postgres
from project.embedded.valkey import Valkey

DATABASE = "kuszob"


@contextmanager
def services(profile: str = "demo") -> Iterator[None]:
    """Set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL for the time of a command.

    Order: what the environment names; then embedded servers of this checkout that already run;
    then embedded servers started now and stopped again at the end. Raises CannotStart with one
    sentence when that is impossible.
    """
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield
        return
    place = places.find(profile)
    postgres, valkey = Postgres(place, durable=profile != "test"), Valkey(place)
    with (place.root / "starting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            postgres.start()
            postgres.ensure_database(DATABASE)
            valkey.start()
        except BaseException:
            valkey.stop()
            postgres.stop()
            raise
    os.environ.setdefault("DATABASE_URL", postgres.dsn(APP, DATABASE))
    os.environ.setdefault("DATABASE_OWNER_URL", postgres.dsn(OWNER, DATABASE))
    os.environ.setdefault("REDIS_URL", valkey.url(0))
    os.environ["KUSZOB_EMBEDDED"] = str(place.root)
    os.environ["PATH"] = f"{_programs(postgres)}{os.pathsep}{os.environ['PATH']}"
    try:
        yield
    finally:
        valkey.stop()
        postgres.stop()


def _programs(postgres: Postgres) -> str:
    """pg_dump and psql of the same version as the server."""
    from project.embedded.postgres import binaries

    return str(binaries(postgres.place))
