"""The winter moratorium, day by day."""

from datetime import date, timedelta

import pytest

from cases.arrears.eviction import eviction_day, moratorium_end
from kernel.calendar import Calendar


def test_every_day_of_ten_years_is_covered_or_not_as_the_law_says():
    day, covered = date(2026, 5, 1), 0
    while day < date(2036, 5, 1):
        inside = (day.month, day.day) >= (11, 15) or (day.month, day.day) <= (4, 30)
        found = eviction_day(day, Calendar())
        assert found.allowed is not inside
        assert (found.earliest == day) is not inside
        assert Calendar().is_working_day(found.earliest) or found.allowed
        covered += inside
        day += timedelta(days=1)
    assert covered == 10 * 167 + 3  # three leap days: 2028, 2032, 2036


@pytest.mark.parametrize(
    ("on", "end"),
    [
        (date(2026, 11, 14), None),
        (date(2026, 11, 15), date(2027, 4, 30)),
        (date(2027, 4, 30), date(2027, 4, 30)),
        (date(2027, 5, 1), None),
    ],
)
def test_the_moratorium_s_first_and_last_day(on, end):
    assert moratorium_end(on) == end
