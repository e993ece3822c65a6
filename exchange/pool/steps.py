"""From the night's search to the keys: every step of an exchange, what it waits for, and for how long. One table.

Where an exchange stands is never moved by hand: it is the first step for which something is still missing. Whatever
is opened again takes the exchange back to its own step and leaves everything else as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where an exchange stands."""

    COMPUTED = "computed", _("found: the offices look at it")
    SCREENED = "screened", _("looked at by every office")
    SENT = "sent", _("waiting for answers")
    VIEWING = "viewing", _("flats are being seen")
    CONSENTS = "consents", _("waiting for consents")
    ALL_CONSENTED = "all_consented", _("all consents are there")
    APPLICATIONS_FILED = "applications_filed", _("applications are with the landlords")
    LANDLORD_REVIEW = "landlord_review", _("the landlords decide")
    CONDITIONALLY_APPROVED = "conditionally_approved", _("approved with conditions")
    APPROVED = "approved", _("approved by every landlord")
    CONTRACTS = "contracts", _("contracts are being signed")
    SIGNED = "signed", _("signed: keys are handed over")
    KEYS = "keys", _("keys are handed over: accounts are settled")
    SETTLED = "settled", _("settled: the files are closed")
    COMPLETED = "completed", _("completed")
    COLLAPSED = "collapsed", _("fell through")


class Task(models.TextChoices):
    """What an exchange waits for."""

    SCREEN = "screen", _("look at the proposal")
    ANSWER = "answer", _("answer of the household")
    OPEN = "open", _("open the names to each other")
    VIEW = "view", _("see the flat")
    CONSENT = "consent", _("consents of everybody with a right")
    FILE = "file", _("file the application")
    DECIDE = "decide", _("decision of the landlord")
    FULFIL = "fulfil", _("meet the condition")
    SIGN = "sign", _("sign the contract")
    KEYS = "keys", _("hand over the keys")
    SETTLE = "settle", _("settle the accounts")
    CLOSE = "close", _("close the file")


class Outcome(models.TextChoices):
    """How a task ended, as far as the other offices must know: codes, nothing typed."""

    DONE = "done", _("done")
    PROTECTED = "protected", _("filed, with a ground on which no landlord may refuse")
    CONDITIONAL = "conditional", _("approved with a condition")
    WAIVED = "waived", _("not needed")


class Who(Enum):
    """Whose task it is: each office's, each household's, or each flat's that changes hands."""

    OFFICES = "offices"
    HOUSEHOLDS = "households"
    LANDLORDS = "landlords"
    CONDITIONED = "conditioned"
    FLATS = "flats"


@dataclass(frozen=True)
class Seat:
    """One flat of an exchange: its place in it (from 1), its office, who leaves it, and whether it has a landlord."""

    position: int
    office: str
    has_household: bool = True
    has_landlord: bool = True


@dataclass(frozen=True, order=True)
class Due:
    """One thing an exchange waits for. Position 0: the office itself, not one of its flats."""

    task: Task
    office: str
    position: int = 0


@dataclass(frozen=True)
class Row:
    """One step: what it waits for, days until its last day, and whether the exchange falls through after it."""

    stage: Stage
    tasks: Sequence[Task] = ()
    days: int = 0
    ends: bool = True


WHOSE: Mapping[Task, Who] = {
    Task.SCREEN: Who.OFFICES,
    Task.ANSWER: Who.HOUSEHOLDS,
    Task.OPEN: Who.OFFICES,
    Task.VIEW: Who.HOUSEHOLDS,
    Task.CONSENT: Who.HOUSEHOLDS,
    Task.FILE: Who.LANDLORDS,
    Task.DECIDE: Who.LANDLORDS,
    Task.FULFIL: Who.CONDITIONED,
    Task.SIGN: Who.FLATS,
    Task.KEYS: Who.FLATS,
    Task.SETTLE: Who.HOUSEHOLDS,
    Task.CLOSE: Who.OFFICES,
}
TABLE = (
    Row(Stage.COMPUTED, [Task.SCREEN], 7),
    Row(Stage.SCREENED),
    Row(Stage.SENT, [Task.ANSWER], 14),
    Row(Stage.VIEWING, [Task.OPEN, Task.VIEW], 30),
    Row(Stage.CONSENTS, [Task.CONSENT], 45),
    Row(Stage.ALL_CONSENTED, [Task.FILE], 30),
    Row(Stage.APPLICATIONS_FILED),
    Row(Stage.LANDLORD_REVIEW, [Task.DECIDE], 60),
    Row(Stage.CONDITIONALLY_APPROVED, [Task.FULFIL], 45),
    Row(Stage.APPROVED),
    Row(Stage.CONTRACTS, [Task.SIGN], 45),
    Row(Stage.SIGNED, [Task.KEYS], 30, ends=False),
    Row(Stage.KEYS, [Task.SETTLE], 30, ends=False),
    Row(Stage.SETTLED, [Task.CLOSE], 30, ends=False),
)
REMINDERS = (7, 14, 30)
ORDER = [row.stage for row in TABLE] + [Stage.COMPLETED]
ROWS: Mapping[Stage, Row] = {row.stage: row for row in TABLE}
STAGE_OF: Mapping[Task, Stage] = {task: row.stage for row in TABLE for task in row.tasks}
WAITING = tuple(row.stage for row in TABLE if row.tasks)
ENDING = tuple(row.stage for row in TABLE if row.tasks and row.ends)
ENDED = (Stage.COMPLETED, Stage.COLLAPSED)
# Papers may be gathered while others still look at their flats; what binds waits for its own step.
FROM: Mapping[Task, Stage] = {
    **STAGE_OF,
    Task.CONSENT: Stage.VIEWING,
    Task.FILE: Stage.VIEWING,
    Task.DECIDE: Stage.ALL_CONSENTED,
    Task.FULFIL: Stage.LANDLORD_REVIEW,
    Task.SETTLE: Stage.SIGNED,
    Task.CLOSE: Stage.SETTLED,
}

Done = Mapping[Due, str]


def due(task: Task, seats: Sequence[Seat], done: Done) -> list[Due]:
    """All that the exchange needs of one kind, done or not, in the order of its seats."""
    whose = WHOSE[task]
    if whose == Who.OFFICES:
        return [Due(task, office) for office in dict.fromkeys(seat.office for seat in seats)]
    return [Due(task, seat.office, seat.position) for seat in seats if _has_part(whose, seat, done)]


def missing(stage: Stage, seats: Sequence[Seat], done: Done) -> list[Due]:
    """What the exchange still waits for in a step."""
    return [one for task in ROWS[stage].tasks for one in due(task, seats, done) if one not in done]


def standing(seats: Sequence[Seat], done: Done) -> Stage:
    """Where an exchange stands: at the first step for which something is missing."""
    waiting = (row.stage for row in TABLE if row.tasks and missing(row.stage, seats, done))
    return next(waiting, Stage.COMPLETED)


def between(before: Stage, after: Stage) -> list[Stage]:
    """The steps entered on the way; a step without anybody to wait for is passed through. Back: only the end of it."""
    first, last = ORDER.index(before), ORDER.index(after)
    if last <= first:
        return [after]
    return [stage for stage in ORDER[first + 1 : last + 1] if stage != Stage.CONDITIONALLY_APPROVED or stage == after]


def has_reached(stage: Stage, other: Stage) -> bool:
    """Whether a step is that one or a later one; never for what fell through."""
    return stage != Stage.COLLAPSED and ORDER.index(stage) >= ORDER.index(other)


def may_fall(stage: Stage) -> bool:
    """Whether anybody can still step out: until everybody has signed."""
    return stage in ENDING


def _has_part(whose: Who, seat: Seat, done: Done) -> bool:
    if whose == Who.HOUSEHOLDS:
        return seat.has_household
    if whose == Who.CONDITIONED:
        return done.get(Due(Task.DECIDE, seat.office, seat.position)) == Outcome.CONDITIONAL
    return seat.has_landlord if whose == Who.LANDLORDS else True


def asked_before(days: int) -> int:
    """How many reminders a step has seen after so many days: one more after 7, 14 and 30."""
    return sum(days >= one for one in REMINDERS)


def positions(keys: Iterable[Due]) -> list[int]:
    """The seats that some things are waited for at."""
    return sorted({one.position for one in keys if one.position})
