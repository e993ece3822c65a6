"""Servers of one test's own, to be stopped, filled and killed: nobody else uses them."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
import redis

from project.embedded import children, place
from project.embedded.place import Place
from project.embedded.postgres import APP, OWNER, Postgres, binaries
from project.embedded.valkey import Valkey


@contextmanager
def _own_place(name: str) -> Iterator[Place]:
    found = place.find(f"{name}-{os.getpid()}")
    try:
        yield found
    finally:
        for folder in {found.root, found.sockets}:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def broker() -> Iterator["Broker"]:
    """A Valkey server; it is stopped and its files are removed at the end."""
    with _own_place("broker") as found:
        server = Broker(found)
        server.start()
        try:
            yield server
        finally:
            server.go_on()
            server.stop()


class Broker(Valkey):
    """Valkey with the ways in which it can be lost."""

    def flush(self) -> None:
        with self._client() as client:
            client.flushall()

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def pause(self) -> None:
        self.child.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.child.send_signal(signal.SIGCONT)

    def most_memory(self, size: int) -> None:
        """Bytes; 1 refuses every write, 0 is no bound."""
        with self._client() as client:
            client.config_set("maxmemory", size)

    def _client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket))


@contextmanager
def database_server(*, durable: bool = True) -> Iterator["DatabaseServer"]:
    """A PostgreSQL server; it is stopped and its files are removed at the end."""
    with _own_place("database") as found:
        server = DatabaseServer(found, durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()


class DatabaseServer(Postgres):
    """PostgreSQL with the ways in which it can be lost."""

    def stop_at_once(self) -> None:
        """As a power cut would: nothing is written out, and the next start has to recover."""
        subprocess.run(
            [binaries(self.place) / "pg_ctl", "stop", "-m", "immediate", "-w", "-D", self.place.root / "postgres"],
            check=True, capture_output=True, cwd=self.place.root, **self.place.child_identity(),
        )  # fmt: skip
        children.stop(self.child, by=signal.SIGQUIT)

    def end_all_sessions(self, *, but: Sequence[int] = ()) -> int:
        """Terminate everybody's backend but our own and those; returns how many."""
        query = (
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND pid <> ALL(%s) AND backend_type = 'client backend'"
        )
        with psycopg.connect(self.dsn(OWNER, "postgres"), autocommit=True) as connection:
            return int(connection.execute(query, [list(but)]).fetchone()[0])

    def copy(self, source: str, database: str) -> None:
        """A database and the server's roles as they are at that address of the tests' own server."""
        programs = binaries(self.place)
        self.ensure_database(database)
        ways = (
            ([programs / "pg_dumpall", "--roles-only", "-d", source], self.dsn(OWNER, "postgres")),
            ([programs / "pg_dump", "-d", source], self.dsn(OWNER, database)),
        )
        for dump, into in ways:
            text = subprocess.run(dump, check=True, capture_output=True).stdout
            # Roles that are there already are refused, and that is all right.
            subprocess.run([programs / "psql", "-q", "-d", into], check=True, input=text, capture_output=True)

    @contextmanager
    def filled(self, database: str) -> Iterator[int]:
        """Take every connection that the product's login can get, also those that the product has now."""
        held: list[psycopg.Connection] = []
        try:
            self._take_all(database, held)
            for _time in range(50):
                if not self.end_all_sessions(but=[one.info.backend_pid for one in held]):
                    break
                self._take_all(database, held)
            yield len(held)
        finally:
            for connection in held:
                connection.close()

    def _take_all(self, database: str, held: list[psycopg.Connection]) -> None:
        for _one in range(1_000):
            try:
                held.append(psycopg.connect(self.dsn(APP, database), autocommit=True))
            except psycopg.OperationalError:
                return
        raise AssertionError("there is no end of connections")
