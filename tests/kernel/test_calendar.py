from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.calendar import Calendar, HalfYear, easter_sunday, half_year, month_end, public_holidays

YEAR_2026 = Calendar(
    moved_rest_days=frozenset({date(2026, 1, 2), date(2026, 8, 21), date(2026, 12, 24)}),
    working_saturdays=frozenset({date(2026, 1, 10), date(2026, 8, 8), date(2026, 12, 12)}),
    closed_days=frozenset({date(2026, 11, 20)}),
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    "easter",
    [
        date(1961, 4, 2),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
    ],
)
def test_easter(easter):
    assert easter_sunday(easter.year) == easter


def test_holidays_of_2026():
    assert public_holidays(2026) == {
        date(2026, 1, 1),
        date(2026, 3, 15),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 25),
        date(2026, 8, 20),
        date(2026, 10, 23),
        date(2026, 11, 1),
        date(2026, 12, 25),
        date(2026, 12, 26),
    }


def test_movable_holidays_of_2027():
    assert {date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 17)} < public_holidays(2027)


def test_good_friday_was_worked_until_2016():
    assert date(2016, 3, 25) not in public_holidays(2016)
    assert date(2017, 4, 14) in public_holidays(2017)


@pytest.mark.parametrize(
    ("due", "moved"),
    [
        (date(2026, 8, 15), date(2026, 8, 17)),
        (date(2026, 11, 15), date(2026, 11, 16)),
        (date(2026, 12, 12), date(2026, 12, 12)),
        (date(2026, 8, 20), date(2026, 8, 24)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2026, 4, 3), date(2026, 4, 7)),
        (date(2026, 11, 20), date(2026, 11, 20)),
    ],
)
def test_due_day_moves_to_the_next_working_day(due, moved):
    assert YEAR_2026.next_working_day(due) == moved


def test_newspaper_saturday_of_august_is_a_rest_day():
    assert YEAR_2026.is_working_day(date(2026, 8, 8))
    assert not YEAR_2026.is_working_day(date(2026, 8, 15))


def test_closing_day_shuts_the_counter_but_moves_no_deadline():
    assert not YEAR_2026.is_office_day(date(2026, 11, 20))
    assert YEAR_2026.is_office_day(date(2026, 11, 23))
    assert YEAR_2026.deadline(date(2026, 11, 12), 8) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 12, 11), 1, date(2026, 12, 12)),
        (date(2026, 12, 11), 2, date(2026, 12, 14)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2026, 12, 31), 3, date(2027, 1, 6)),
    ],
)
def test_working_days_are_counted_from_the_next_day(start, days, end):
    assert YEAR_2026.add_working_days(start, days) == end


def test_negative_terms_are_refused():
    with pytest.raises(ValueError, match="never negative"):
        YEAR_2026.add_working_days(date(2026, 1, 5), -1)
    with pytest.raises(ValueError, match="never negative"):
        YEAR_2026.deadline(date(2026, 1, 5), -1)


def test_table_without_any_working_day_is_an_error_not_a_hang():
    start = date(2026, 1, 1)
    never = Calendar(moved_rest_days=frozenset(start + timedelta(days=n) for n in range(90)))

    with pytest.raises(ValueError, match="no working day"):
        never.next_working_day(start)


@given(DAYS, st.integers(0, 60))
def test_deadline_is_the_first_working_day_not_before_the_term_ends(served_on, days):
    due = YEAR_2026.deadline(served_on, days)
    term = served_on + timedelta(days=days)

    assert due >= term
    assert YEAR_2026.is_working_day(due)
    assert not any(YEAR_2026.is_working_day(term + timedelta(days=n)) for n in range((due - term).days))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 6, 30), HalfYear(2026, 1)),
        (date(2026, 7, 1), HalfYear(2026, 2)),
        (date(2026, 12, 31), HalfYear(2026, 2)),
    ],
)
def test_half_year(on, expected):
    assert half_year(on) == expected


@given(DAYS)
def test_every_day_lies_in_its_half_year(on):
    period = half_year(on)

    assert period.first_day <= on <= period.last_day


@pytest.mark.parametrize(
    ("on", "end"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_month_end(on, end):
    assert month_end(on) == end
