"""Find the services a command needs, and start the embedded ones when none run."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from project.embedded import place as places
from project.embedded.place import CannotStart
from project.embedded.postgres import APP, OWNER, Postgres
from project.embedded.valkey import Valkey

DATABASE = "kuszob"
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@contextmanager
def services(profile: str = "demo", *, as_owner: bool = False) -> Iterator[None]:
    """Set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL for the time of a command.

    Order: what the environment names; then embedded servers of this checkout that already run;
    then embedded servers started now and stopped again at the end, once nobody else uses them. Raises
    CannotStart with one sentence when that is impossible, also when only some servers are named.
    """
    if _are_named(as_owner=as_owner):
        yield
        return
    place = places.find(profile)
    postgres, valkey = Postgres(place, durable=profile != "test"), Valkey(place)
    with (place.root / "users.lock").open("w") as users:
        with (place.root / "starting.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Before looking whether they run: from here on nobody stops them under us.
            fcntl.flock(users, fcntl.LOCK_SH)
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
            try:
                if postgres.child or valkey.child:
                    _wait_for_the_others(users)
            finally:
                valkey.stop()
                postgres.stop()


def _are_named(*, as_owner: bool) -> bool:
    """True when the environment names every server, False when it names none; half of them is a mistake."""
    wanted = ["DATABASE_URL", "REDIS_URL", *(["DATABASE_OWNER_URL"] if as_owner else [])]
    named = [name for name in SERVERS if os.environ.get(name)]
    missing = [name for name in wanted if not os.environ.get(name)]
    if named and missing:
        raise CannotStart(
            "Name all of your own servers, or none to use the embedded ones "
            f"(named: {', '.join(named)}; missing: {', '.join(missing)})."
        )
    return not missing


def _wait_for_the_others(users: IO[str]) -> None:
    """Return when nobody else uses the servers; a newcomer then waits until they are stopped."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write("Another command still uses the servers that this one started; waiting for its end …\n")
        fcntl.flock(users, fcntl.LOCK_EX)


def _programs(postgres: Postgres) -> str:
    """pg_dump and psql of the same version as the server."""
    from project.embedded.postgres import binaries

    return str(binaries(postgres.place))
