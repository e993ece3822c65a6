from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.arrears.clock import TerminationWindow, termination_window
from kernel.calendar import Calendar

CALENDAR = Calendar(
    moved_rest_days=frozenset({date(2026, 1, 2), date(2026, 8, 21), date(2026, 12, 24)}),
    working_saturdays=frozenset({date(2026, 1, 10), date(2026, 8, 8), date(2026, 12, 12)}),
)


@pytest.mark.parametrize(
    ("served_on", "window"),
    [
        (
            date(2026, 11, 3),
            TerminationWindow(date(2026, 11, 11), date(2026, 11, 12), date(2026, 11, 19), date(2026, 12, 31)),
        ),
        (
            date(2026, 12, 16),
            TerminationWindow(date(2026, 12, 28), date(2026, 12, 29), date(2027, 1, 5), date(2027, 1, 31)),
        ),
        (
            date(2002, 7, 15),
            TerminationWindow(date(2002, 7, 23), date(2002, 7, 24), date(2002, 7, 31), date(2002, 8, 31)),
        ),
    ],
)
def test_window_after_service(served_on, window):
    assert termination_window(served_on, CALENDAR) == window


def test_notice_three_days_after_service_is_too_early():
    window = termination_window(date(2002, 7, 15), CALENDAR)

    assert window.is_too_early(date(2002, 7, 18))
    assert not window.is_open(date(2002, 7, 18))


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2026, 11, 11), (True, False, False)),
        (date(2026, 11, 12), (False, True, False)),
        (date(2026, 11, 19), (False, True, False)),
        (date(2026, 11, 20), (False, False, True)),
    ],
)
def test_both_edges_of_the_window(on, verdict):
    window = termination_window(date(2026, 11, 3), CALENDAR)

    assert (window.is_too_early(on), window.is_open(on), window.has_lapsed(on)) == verdict


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_tenant_always_has_eight_days_and_fifteen_of_notice(served_on):
    window = termination_window(served_on, CALENDAR)

    assert window.pay_by - served_on >= timedelta(days=8)
    assert window.effective_on - window.terminate_until >= timedelta(days=15)
    assert (window.effective_on + timedelta(days=1)).day == 1
