"""A process of its own that forks the workers to be killed: `python -m tests.faults.forker`.

The test's process has threads by then (a browser, a typesetter's pool); a fork of it could wait for
ever for a thread that is not there. This one has none: it loads Django, and every child starts afresh.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Forker:
    """The test's side: asks for one whole run and gets its exit status, or minus the signal that ended it."""

    def __init__(self, module: str = "tests.faults.forker") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=os.environ | {"KUSZOB_TEST_CHILD": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, **wanted: Any) -> int:
        self.start(**wanted)
        return self.status()

    def start(self, **wanted: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(wanted) + "\n")
        self.process.stdin.flush()

    def status(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)


def serve(work: Callable[[Any, dict[str, Any]], int]) -> None:
    """The child's side: for each line asked, do the work in a fork of its own and tell how that ended."""
    import django

    django.setup()
    from tests.faults import arena

    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            status = 99
            try:
                status = work(arena, wanted)
            except BaseException:
                traceback.print_exc(file=sys.stderr)
            finally:
                os._exit(status)
        _pid, ended = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)


def _work(arena: Any, wanted: dict[str, Any]) -> int:
    from django.conf import settings

    from worker import delivery

    arena.use_database(wanted["database"])
    settings.SMTP = {**settings.SMTP, "host": "127.0.0.1", "port": wanted["smtp_port"], "use_tls": False, "timeout": 5}
    settings.MAIL_JOURNAL = Path(wanted["journal"]) if wanted["journal"] else None
    settings.POST_SPOOL = Path(wanted["spool"])
    settings.SMS = wanted["sms"]
    passed = _names_of_points() if wanted.get("names") else []
    if wanted["blind"]:  # the control: whoever is unsure sends again
        delivery._by_evidence = lambda message, *, reason, at: delivery._again(
            message, reason=reason, at=at, delay=timedelta(0)
        )
    arena.whole_run(later=timedelta(minutes=wanted["later_minutes"]), kill_at=wanted["kill_at"], point=wanted["point"])
    if passed:
        Path(wanted["names"]).write_text("\n".join(passed))
    return 0


def _names_of_points() -> list[str]:
    """The names of the fault points in the order in which they are passed, filled as they are."""
    from kernel import faults

    plain, names = faults.point, []

    def noted(name: str) -> None:
        names.append(name)
        plain(name)

    faults.point = noted
    return names


if __name__ == "__main__":
    serve(_work)
