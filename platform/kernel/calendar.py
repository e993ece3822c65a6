"""Working days and legal deadlines. The clock is always an argument; moved days come from a table."""

import calendar as _month_lengths
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
SATURDAY = 5
GOOD_FRIDAY_IS_A_HOLIDAY_FROM = 2017
# Longer runs of rest days do not exist; the bound turns a wrong table into an error instead of a hang.
LONGEST_REST = 60


def easter_sunday(year: int) -> date:
    """Gregorian year in; the date of Easter Sunday out (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - moon - year_rest) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def public_holidays(year: int) -> frozenset[date]:
    """Gregorian year in; Hungary's public holidays of that year out (Labour Code 2012:I, § 102)."""
    easter = easter_sunday(year)
    holidays = {
        date(year, 1, 1),
        date(year, 3, 15),
        easter + ONE_DAY,
        date(year, 5, 1),
        easter + timedelta(days=50),
        date(year, 8, 20),
        date(year, 10, 23),
        date(year, 11, 1),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    if year >= GOOD_FRIDAY_IS_A_HOLIDAY_FROM:
        holidays.add(easter - timedelta(days=2))
    return frozenset(holidays)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    ``moved_rest_days`` and ``working_saturdays`` come from the yearly ministerial decree and bind everyone;
    ``closed_days`` are one office's own closing days: they shut its counter but move no legal deadline.
    """

    moved_rest_days: frozenset[date] = frozenset()
    working_saturdays: frozenset[date] = frozenset()
    closed_days: frozenset[date] = frozenset()

    def is_working_day(self, on: date) -> bool:
        """True if the law counts the day as worked."""
        if on in self.working_saturdays:
            return True
        if on.weekday() >= SATURDAY or on in self.moved_rest_days:
            return False
        return on not in public_holidays(on.year)

    def is_office_day(self, on: date) -> bool:
        """True if the office is open: a working day that is not one of its own closing days."""
        return self.is_working_day(on) and on not in self.closed_days

    def next_working_day(self, on: date) -> date:
        """The day itself if it is worked, otherwise the first working day after it."""
        day = on
        for _attempt in range(LONGEST_REST):
            if self.is_working_day(day):
                return day
            day += ONE_DAY
        raise ValueError(f"no working day within {LONGEST_REST} days of {on}")

    def add_working_days(self, start: date, days: int) -> date:
        """The last of ``days`` working days after ``start``, which is itself not counted. Refuses days < 0."""
        if days < 0:
            raise ValueError("a number of working days is never negative")
        day = start
        for _step in range(days):
            day = self.next_working_day(day + ONE_DAY)
        return day

    def deadline(self, served_on: date, days: int) -> date:
        """The last day of a term counted in calendar days from the day after service.

        A term that would end on a rest day ends on the next working day (Civil Code 8:3 §).
        """
        if days < 0:
            raise ValueError("a term is never negative")
        return self.next_working_day(served_on + timedelta(days=days))


class HalfYear(NamedTuple):
    """A calendar half-year: the period one late-interest rate is valid for (Civil Code 6:48 §)."""

    year: int
    half: int

    @property
    def first_day(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)


def half_year(on: date) -> HalfYear:
    """The half-year a day falls in."""
    return HalfYear(on.year, 1 if on.month <= 6 else 2)


def month_end(on: date) -> date:
    """The last day of the month a day falls in."""
    return on.replace(day=_month_lengths.monthrange(on.year, on.month)[1])
