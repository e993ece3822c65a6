"""Processes at work as in production: worker, scheduler and perhaps the web, begun again whenever one ends."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from project.embedded.children import dies_with_parent
from tests import services

APP = "tests.faults.hurried"
CELERY = ["celery", "-A", APP]


@dataclass
class Shift:
    """The processes by their names, and how often one had to be begun again."""

    folder: Path
    environment: dict[str, str]
    arguments: dict[str, list[str]]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    begun_again: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def clock(self) -> Path:
        return Path(self.environment["KUSZOB_TEST_CLOCK"])

    def begin(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *self.arguments[name]], cwd=services.ROOT, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                preexec_fn=dies_with_parent(15),
            )  # fmt: skip

    @contextmanager
    def not_yet(self) -> Iterator[None]:
        """The scheduler stands still until the block ends: what is due is not woken."""
        self.running["scheduler"].send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.running["scheduler"].send_signal(signal.SIGCONT)

    def watch(self) -> None:
        """What compose's `restart: unless-stopped` does."""
        while not self.over.wait(0.2):
            for name in self.arguments:
                if self.running[name].poll() is not None:
                    self.begun_again += 1
                    self.begin(name)

    def end(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def at_work(folder: Path, *, database: str, broker: str, web_port: int = 0, without: str = "") -> Iterator[Shift]:
    """A worker of two processes and a scheduler, and the web when a port is named, on these servers.

    `without` names the defence that a control switches off.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clock").touch()
    arguments = {
        "worker": [*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO"],
        "scheduler": [*CELERY, "beat", "--loglevel", "INFO", "--schedule", str(folder / "beat"), "--pidfile", ""],
    }
    if web_port:
        bind = f"127.0.0.1:{web_port}"
        arguments["web"] = ["gunicorn", "tests.faults.web_child", "--bind", bind, "--workers", "2", "--threads", "4"]
    shift = Shift(folder, _environment(folder, database, broker, without), arguments)
    for name in arguments:
        shift.begin(name)
    watcher = threading.Thread(target=shift.watch, daemon=True)
    watcher.start()
    try:
        yield shift
    finally:
        shift.over.set()
        watcher.join()
        shift.end()


def _environment(folder: Path, database: str, broker: str, without: str) -> dict[str, str]:
    return os.environ | {
        "KUSZOB_TEST_CHILD": "1",
        "KUSZOB_TEST_CLOCK": str(folder / "clock"),
        "KUSZOB_TEST_WITHOUT": without,
        "DATABASE_URL": database,
        "REDIS_URL": broker,
        "KUSZOB_SMTP_HOST": settings.SMTP["host"],
        "KUSZOB_SMTP_PORT": str(settings.SMTP["port"]),
        "KUSZOB_MAIL_JOURNAL": str(settings.MAIL_JOURNAL or ""),
        "KUSZOB_POST_SPOOL": str(settings.POST_SPOOL),
        "KUSZOB_SMS_SINK": settings.SMS["sink"],
        "PYTHONPATH": os.pathsep.join([str(services.ROOT), str(services.ROOT / "platform")]),
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
