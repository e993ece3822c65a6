"""The legal clock between a demand for rent and the termination of a tenancy."""

from dataclasses import dataclass
from datetime import date, timedelta

from kernel.calendar import Calendar, month_end

DAYS_TO_PAY = 8
DAYS_TO_TERMINATE = 8


@dataclass(frozen=True, slots=True)
class TerminationWindow:
    """When a served demand must be paid, and when notice may be given if it was not."""

    pay_by: date
    terminate_from: date
    terminate_until: date
    effective_on: date

    def is_too_early(self, on: date) -> bool:
        """Notice on this day would be unlawful: the tenant still has time to pay."""
        return on < self.terminate_from

    def has_lapsed(self, on: date) -> bool:
        """Notice on this day would be unlawful: only a new demand opens a new window."""
        return on > self.terminate_until

    def is_open(self, on: date) -> bool:
        """Notice may be given on this day."""
        return self.terminate_from <= on <= self.terminate_until


def termination_window(served_on: date, calendar: Calendar) -> TerminationWindow:
    """Day of service and calendar in; the window out (Housing Act 1993:LXXVIII, §§ 24(1)a and 25).

    Eight days to pay, moved to a working day (Civil Code 8:3 §); then eight plain days to give notice: that
    second term is deliberately *not* moved, because doing so is only one interpretation. The tenancy ends on
    the last day of the month after the missed day, which always leaves the fifteen days of notice.
    With several joint tenants pass the latest day of service.
    """
    pay_by = calendar.deadline(served_on, DAYS_TO_PAY)
    return TerminationWindow(
        pay_by=pay_by,
        terminate_from=pay_by + timedelta(days=1),
        terminate_until=pay_by + timedelta(days=DAYS_TO_TERMINATE),
        effective_on=month_end(month_end(pay_by) + timedelta(days=1)),
    )
