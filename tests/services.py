"""Loaded before Django: real services for the tests, and a database of its own for each worker.

One template database is built per state of the code: migrated, with the cast's offices open. Every
worker clones it; a clone takes a fraction of a second.
"""

import atexit
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parents[1]
WATCHED = ("platform", "tenants", "catalogue", "cases", "exchange", "worker")


def code_fingerprint() -> str:
    digest = hashlib.sha256((ROOT / "tests" / "cast_offices.py").read_bytes())
    for folder in WATCHED:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if (
                {"migrations", "models", "defaults"} & set(path.parts)
                or path.name in {"models.py", "grants.py", "snapshot.py", "opening.py", "settings.py"}
                or "opening" in path.stem
            ):
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def owner_dsn(database: str) -> str:
    return make_conninfo(os.environ["KUSZOB_TEST_OWNER_DSN"], dbname=database)


def app_dsn(database: str) -> str:
    """As web and worker sign in."""
    return make_conninfo(os.environ["KUSZOB_TEST_APP_DSN"], dbname=database)


def create_clone(name: str) -> None:
    """A fresh database from the template."""
    with Lock(), psycopg.connect(owner_dsn("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(os.environ["KUSZOB_TEST_TEMPLATE"])
            )
        )


def drop_clone(name: str) -> None:
    with psycopg.connect(owner_dsn("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Lock:
    """One maker of databases at a time: PostgreSQL does not copy a template that is in use."""

    def __enter__(self) -> None:
        self.file = (Path(os.environ["KUSZOB_TEST_PLACE"]) / "template.lock").open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _build_template() -> None:
    name = f"kuszob_template_{code_fingerprint()}"
    os.environ["KUSZOB_TEST_TEMPLATE"] = name
    with Lock(), psycopg.connect(owner_dsn("postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone():
            return
        for (old,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'kuszob_te%'").fetchall():
            connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(old)))
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        environment = os.environ | {
            "DATABASE_OWNER_URL": owner_dsn(name),
            "DATABASE_URL": owner_dsn(name),
            "KUSZOB_AS_OWNER": "1",
        }
        subprocess.run([sys.executable, "-m", "tests.cast_offices"], check=True, env=environment, cwd=ROOT)
        connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))


@contextmanager
def _only_run() -> Iterator[None]:
    """One run at a time: the first one's servers end with it."""
    from project.embedded import place

    with (place.find("test").root / "run.lock").open("w") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another test run is under way in this checkout; waiting for its end …", file=sys.stderr)
            fcntl.flock(mark, fcntl.LOCK_EX)
        yield


def _prepare() -> None:
    os.environ["KUSZOB_MODE"] = "test"
    os.environ["KUSZOB_PROFILE"] = "test"
    os.environ["KUSZOB_LANGUAGE"] = "hu"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        from project.embedded.launcher import services

        stack = ExitStack()
        stack.enter_context(_only_run())
        stack.enter_context(services("test"))
        atexit.register(stack.close)
        os.environ["KUSZOB_TEST_PLACE"] = os.environ["KUSZOB_EMBEDDED"]
        os.environ["KUSZOB_TEST_OWNER_DSN"] = make_conninfo(**conninfo_to_dict(os.environ["DATABASE_OWNER_URL"]))
        os.environ["KUSZOB_TEST_APP_DSN"] = make_conninfo(**conninfo_to_dict(os.environ["DATABASE_URL"]))
        _build_template()
    if not worker:
        os.environ["KUSZOB_TEST_RUN"] = str(os.getpid())
    name = f"kuszob_test_{os.environ['KUSZOB_TEST_RUN']}_{worker or 'main'}"
    create_clone(name)
    atexit.register(drop_clone, name)
    os.environ["DATABASE_URL"] = app_dsn(name)
    os.environ["DATABASE_OWNER_URL"] = owner_dsn(name)
    number = int(worker.removeprefix("gw") or 0) + 1 if worker else 0
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].split("?")[0] + f"?db={number}"


if "KUSZOB_TEST_CHILD" not in os.environ:
    _prepare()
