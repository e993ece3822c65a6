"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from project.embedded.place import Place

PR_SET_PDEATHSIG = 1


def dies_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """For subprocess's preexec_fn: the kernel signals the child when its parent is gone, however it died."""
    if os.uname().sysname != "Linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def request() -> None:
        os.setsid()
        prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)

    return request


def spawn(
    place: Place, arguments: Sequence[str], *, log: Path, death_signal: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a long-running service whose output goes to `log`."""
    with log.open("ab") as output:
        if place.user is not None:
            os.chown(log, place.user.pw_uid, place.user.pw_gid)
        child: subprocess.Popen[bytes] = subprocess.Popen(
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=place.root,
            preexec_fn=dies_with_parent(death_signal),
            **place.child_identity(),  # type: ignore[call-overload]  # user/group by name of keyword
        )
    return child


def stop(child: subprocess.Popen[bytes], *, by: signal.Signals, within: float = 20.0) -> None:
    """End a child politely, then firmly."""
    if child.poll() is not None:
        return
    child.send_signal(by)
    try:
        child.wait(within)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
