"""The surroundings of a command: services found or started, database migrated, Django ready."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project.embedded.launcher import services
from project.embedded.place import CannotStart

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def surroundings(*, as_owner: bool, prepare: bool) -> Iterator[None]:
    """Everything that a command needs around it.

    With embedded services the database is migrated first when the checkout's migrations changed;
    with a server of your own, `kuszob migrate` is your decision.
    """
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("KUSZOB_MODE", "demo")
    with services(os.environ.get("KUSZOB_PROFILE", "demo"), as_owner=as_owner):
        if prepare and os.environ.get("KUSZOB_EMBEDDED"):
            _migrate_when_changed(Path(os.environ["KUSZOB_EMBEDDED"]))
        if as_owner:
            os.environ["KUSZOB_AS_OWNER"] = "1"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
        import django

        django.setup()
        _choose_language()
        yield
        from django.db import connections

        connections.close_all()


def django_alone() -> None:
    """Django for a command that asks rules only: its sentences, no server."""
    if not os.environ.get("DATABASE_URL"):
        os.environ.setdefault("KUSZOB_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    _choose_language()


def _choose_language() -> None:
    from django.utils import translation

    spoken = os.environ.get("KUSZOB_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    translation.activate("hu" if spoken.startswith("hu") else "en")


def migrations_fingerprint() -> str:
    """What the checkout's migrations and grants look like now."""
    files = sorted(
        path
        for folder in ("platform", "tenants", "catalogue", "cases", "exchange", "worker")
        for pattern in ("**/migrations/*.py", "**/grants.py")
        for path in (ROOT / folder).glob(pattern)
    )
    digest = hashlib.sha256()
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _migrate_when_changed(place: Path) -> None:
    mark, current = place / "migrated", migrations_fingerprint()
    if mark.exists() and mark.read_text() == current:
        return
    print("Preparing the database …", file=sys.stderr)
    result = subprocess.run(
        [sys.executable, "-m", "project.cli", "migrate"],
        stdout=subprocess.DEVNULL,
        env=os.environ.copy(),
        check=False,
    )
    if result.returncode != 0:
        raise CannotStart("The database could not be prepared; the lines above say why.")
    mark.write_text(current)
