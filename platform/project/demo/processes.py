"""The demonstration's processes: web, worker, scheduler and a mail sink, ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from project.embedded.children import dies_with_parent
from project.embedded.place import CannotStart

ROOT = Path(__file__).resolve().parents[3]


def require_port(port: int) -> None:
    """Refuse with one sentence when somebody else uses the port."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.create_server((host, port), family=family):
                continue
        except OSError as error:
            if family == socket.AF_INET:
                raise CannotStart(
                    f"Port {port} is taken: stop what uses it, or choose another with KUSZOB_PORT={port + 1} make demo."
                ) from error


def has_ipv6(port: int) -> bool:
    try:
        with socket.create_server(("::1", port), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Children:
    """Processes that start together and end together."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, arguments: Sequence[str]) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ.copy(),
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )

    def watch(self) -> str:
        """Block until a child ends by itself; returns its name."""
        while True:
            for name, child in self.running.items():
                if child.poll() is not None:
                    return name
            time.sleep(0.3)

    def stop(self) -> None:
        for child in self.running.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + 10
        for child in self.running.values():
            try:
                child.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.running.clear()


def start_mail(children: Children) -> None:
    """The mail sink, up and answering."""
    children.start("mail", ["project.demo.mail_sink"])
    port = int(os.environ["KUSZOB_SMTP_PORT"])
    for _try in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise CannotStart(f"The mail sink did not start; {children.logs / 'mail.log'} says why.")


def start_all(children: Children, *, port: int) -> None:
    """Web on both loopback addresses, two worker processes, one scheduler."""
    place = Path(os.environ["KUSZOB_EMBEDDED"])
    binds = ["--bind", f"127.0.0.1:{port}"]
    if has_ipv6(port):
        binds += ["--bind", f"[::1]:{port}"]
    children.start(
        "web",
        ["gunicorn", "project.wsgi", *binds, "--workers", "2", "--threads", "4", "--timeout", "60",
         "--max-requests", "5000", "--max-requests-jitter", "500"],
    )  # fmt: skip
    children.start("worker", ["celery", "-A", "worker.app", "worker", "--concurrency", "2", "--loglevel", "WARNING"])
    children.start(
        "scheduler",
        ["celery", "-A", "worker.app", "beat", "--loglevel", "WARNING", "--schedule", str(place / "beat"),
         "--pidfile", ""],
    )  # fmt: skip


def wait_until_it_answers(port: int, children: Children) -> None:
    """Refuse with the log's name when the web process does not come up."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if children.running["web"].poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise CannotStart(f"The web process did not start; {children.logs / 'web.log'} says why.")
