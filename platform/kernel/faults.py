"""Named fault points: places where a test may end the process, as a power cut would.

Inert unless a test arms them: `KUSZOB_FAULT=name:3` (or `arm`) kills the process the third time
the point is passed. `*` as the name counts every point.
"""

import os
import signal

_armed: tuple[str, int] | None = None
_passed = 0


def arm(name: str, nth: int) -> None:
    """Kill this process when the named point ('*': any point) is passed for the nth time."""
    global _armed, _passed  # one process, one armed fault
    _armed, _passed = (name, nth), 0


def point(name: str) -> None:
    """Say that the work has come to this point."""
    global _passed  # noqa: PLW0603
    if _armed is None:
        return
    wanted, nth = _armed
    if wanted in {name, "*"}:
        _passed += 1
        if _passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)


def passed() -> int:
    """How many points were counted since arming; tells a test how many kills there are to try."""
    return _passed


if "KUSZOB_FAULT" in os.environ:
    _name, _, _nth = os.environ["KUSZOB_FAULT"].partition(":")
    arm(_name, int(_nth or 1))
