"""When a claim lapses by limitation, and what starts its time again. Pure.

Five years from the due day (Civil Code 2013:V, 6:22. §). The time starts again on the day the debtor acknowledges
the debt, signs an agreement about it, or the creditor claims it in court or in an insolvency procedure (6:25. §);
a demand by itself starts nothing. The last day is not moved by a rest day: of two readings, the one that demands
less is taken.
"""

from collections.abc import Iterable
from datetime import date

YEARS = 5
WARNING_MONTHS = 6


def years_later(on: date, years: int) -> date:
    """The same day so many years later; the 28th of February for a 29th that the year does not have.

    Beyond the calendar's first and last year, its first and last day.
    """
    year = on.year + years
    if not date.min.year <= year <= date.max.year:
        return date.min if year < date.min.year else date.max
    try:
        return on.replace(year=year)
    except ValueError:
        return on.replace(year=year, day=28)


def last_day(due_on: date, interruptions: Iterable[date] = ()) -> date:
    """The due day and the days of interruption in; the last day on which the claim can still be enforced out.

    An interruption after the last day comes too late: what has lapsed does not start again.
    """
    last = years_later(due_on, YEARS)
    for day in sorted(interruptions):
        if due_on <= day <= last:
            last = years_later(day, YEARS)
    return last


def is_barred(due_on: date, *, on: date, interruptions: Iterable[date] = ()) -> bool:
    """Whether the claim has lapsed on the day: it may be paid, but it is not demanded any more."""
    return on > last_day(due_on, interruptions)
