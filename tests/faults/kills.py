"""Kills and recoveries on one seeded database, put back after each; the figures of what arrived."""

import re
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.faults import arena, reset
from tests.faults.forker import ROOT, Forker
from tests.faults.gateway import Gateway

NEVER = 10**9
MINUTES_LATER = 10
POINT = re.compile(r'faults\.point\("([a-z_.]+)"\)')
SOURCES = (
    "cases/arrears/plan_checks.py", "cases/arrears/planning.py", "cases/arrears/reminders.py",
    "platform/shell/letters/printing.py", "worker/delivery.py", "worker/channels",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How many households of each office get an e-mail, a letter, a text, and a warning about their plan."""

    emails: int = 3
    letters: int = 2
    texts: int = 2
    plans: int = 2

    @property
    def messages(self) -> int:
        return (self.emails + self.letters + self.texts + self.plans) * len(arena.OFFICES)


@dataclass
class Range:
    """Where workers are killed: the seeded database, the ways out, and a process that forks the workers."""

    size: Size
    kept: reset.Kept
    relay: arena.Relay
    forker: Forker
    folder: Path
    gateway: Gateway | None = None
    blind: bool = False

    def put_back(self) -> None:
        reset.put_back(self.kept)
        self.relay.empty()
        arena.clear_spool()
        if self.gateway:
            self.gateway.taken.clear()

    def run(self, kill_at: int = NEVER, point: str = "*", *, later: int = 0, names: bool = False) -> int:
        return self.forker.run(
            database=self.kept.database, smtp_port=self.relay.port, journal=str(settings.MAIL_JOURNAL or ""),
            spool=str(settings.POST_SPOOL), sms=settings.SMS, blind=self.blind, kill_at=kill_at, point=point,
            later_minutes=later, names=str(self.folder / "points") if names else "",
        )  # fmt: skip

    def learn(self) -> list[str]:
        """One whole run without a kill: the fault points in their order, and which tables it writes."""
        assert self.run(names=True) == 0
        self.kept = reset.after_a_run(self.kept)
        return (self.folder / "points").read_text().splitlines()

    def killed(self, kill_at: int, point: str = "*", *, later: int = 0) -> bool:
        status = self.run(kill_at, point, later=later)
        assert status in {0, -signal.SIGKILL}
        return status == -signal.SIGKILL

    def figures(self) -> tuple[int, int]:
        """(lost, duplicate) over all ways out and the print shop; what a person must look at is neither."""
        texts = Counter(self.gateway.taken) if self.gateway else arena.laid_texts()
        arrived = [self.relay.taken(), arena.letters(), texts]
        duplicate = sum(count - 1 for counter in arrived for count in counter.values())
        missing = self.size.messages - sum(map(len, arrived)) - arena.states()["uncertain"]
        unprinted, printed_twice = arena.printed()
        return max(missing, 0) + unprinted, duplicate + printed_twice


@contextmanager
def open_range(
    database: str, folder: Path, size: Size, *, journal: bool = True, by_gateway: bool = False
) -> Iterator[Range]:
    """A seeded database with its surroundings; texts go to the folder, or to a gateway."""
    arena.seed(size.emails, size.letters, size.texts, size.plans)
    kept = reset.keep(database)
    forker, gateway = Forker(), Gateway() if by_gateway else None
    with arena.surroundings(folder, journal=journal) as relay:
        if gateway:
            settings.SMS = {**settings.SMS, "gateway": gateway.address}
        try:
            yield Range(size, kept, relay, forker, folder, gateway)
        finally:
            forker.end()
            if gateway:
                gateway.stop()


def named_in_the_sources() -> set[str]:
    """Every fault point of the reminder flow, as the product's files name them."""
    files = [file for source in SOURCES for file in [ROOT / source, *(ROOT / source).rglob("*.py")] if file.is_file()]
    return {name for file in files for name in POINT.findall(file.read_text())}


def first_of_each(points: Iterable[Any]) -> list[int]:
    """The places (from 1) at which each name comes for the first time."""
    seen: dict[Any, int] = {}
    for place, name in enumerate(points, 1):
        seen.setdefault(name, place)
    return sorted(seen.values())
