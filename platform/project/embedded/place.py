"""Where the embedded services keep their files, and which system user they run as."""

import hashlib
import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
SOCKET_PATH_LIMIT = 100
SERVICE_USERS = ("postgres", "nobody")


class CannotStart(RuntimeError):
    """The embedded services cannot start; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Place:
    """One set of data folders. `user` is None when the services run as whoever called."""

    root: Path
    sockets: Path
    user: pwd.struct_passwd | None

    def child_identity(self) -> dict[str, object]:
        """Arguments for subprocess that give up root in the child."""
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def folder(self, name: str) -> Path:
        """A folder below the root that only the service user may read."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        self.hand_over(path)
        return path

    def hand_over(self, path: Path) -> None:
        path.chmod(0o700)
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def _service_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root lends it an unprivileged system user."""
    if os.geteuid() != 0:
        return None
    for name in SERVICE_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart(
        "PostgreSQL will not run as root and this system has neither a 'postgres' nor a 'nobody' user: "
        "run the command as an ordinary user."
    )


def find(profile: str) -> Place:
    """The place of one profile ('demo' or 'test') of this checkout.

    An ordinary user's files lie in the project's `var/`. Root cannot hand those folders to the
    service user without opening their parents, so root's lie in a folder of their own.
    """
    user = _service_user()
    fingerprint = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:10]
    root = PROJECT / "var" / profile if user is None else Path("/var/lib/kuszob") / fingerprint / profile
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"The data folder {root} cannot be created ({error.strerror}).") from error
    if user is not None:
        for parent in (root.parent.parent, root.parent):
            parent.chmod(0o711)
        os.chown(root, user.pw_uid, user.pw_gid)
    root.chmod(0o700)
    sockets = root / "run"
    if len(str(sockets)) + len("/.s.PGSQL.5432") > SOCKET_PATH_LIMIT:
        sockets = Path(tempfile.gettempdir()) / f"kuszob-{os.getuid()}-{fingerprint}-{profile}"
    place = Place(root=root, sockets=sockets, user=user)
    sockets.mkdir(exist_ok=True)
    if user is None and sockets.stat().st_uid != os.getuid():
        raise CannotStart(f"The folder {sockets} belongs to another user: remove it and try again.")
    place.hand_over(sockets)
    return place


def require_space(place: Place, megabytes: int = 300) -> None:
    """Refuse before anything is half written."""
    free = shutil.disk_usage(place.root).free // (1024 * 1024)
    if free < megabytes:
        raise CannotStart(
            f"Only {free} MB are free where {place.root} lies and about {megabytes} MB are needed: "
            "free some space and start again."
        )
