"""When nobody may be put out of a home: the winter eviction moratorium. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from kernel.calendar import Calendar

# Bailiff Enforcement Act 1994:LIII, § 182/A: both days included. Of natural persons' dwellings; not for squatters.
MORATORIUM_STARTS = (11, 15)
MORATORIUM_ENDS = (4, 30)


@dataclass(frozen=True, slots=True)
class EvictionDay:
    """Whether the moratorium lets an eviction happen on the day, and the first day that it may be set for."""

    allowed: bool
    earliest: date


def moratorium_end(on: date) -> date | None:
    """The last day of the moratorium that covers the day; None when none does."""
    place = (on.month, on.day)
    if place >= MORATORIUM_STARTS:
        return date(on.year + 1, *MORATORIUM_ENDS)
    if place <= MORATORIUM_ENDS:
        return date(on.year, *MORATORIUM_ENDS)
    return None


def eviction_day(on: date, calendar: Calendar) -> EvictionDay:
    """A wanted day and the working-day calendar in; whether it is allowed and the earliest one out.

    Inside the moratorium (15 November to 30 April, § 182/A of 1994:LIII) the earliest day is the first working
    day after it. Only the physical eviction waits: termination and lawsuit go on.
    """
    end = moratorium_end(on)
    if end is None:
        return EvictionDay(True, on)
    return EvictionDay(False, calendar.next_working_day(end + timedelta(days=1)))
