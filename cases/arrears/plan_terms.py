"""The days of a plan and how it stands, from figures alone. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kernel.calendar import Calendar, month_end


@dataclass(frozen=True, slots=True)
class Due:
    """One amount of a plan and its day; number 0 is the down payment."""

    number: int
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan on a day, forints. `expected` came due by then, `actual` came in for it, `missed` instalments are open.

    `next_due` is the first amount that is not covered, `next_amount` what is left of it.
    """

    expected: int
    actual: int
    shortfall: int
    missed: int
    next_due: Due | None
    next_amount: int = 0

    @property
    def is_kept(self) -> bool:
        return self.missed == 0


def schedule(
    *, down: int, down_due_on: date, amounts: Sequence[int], first_due_on: date, calendar: Calendar
) -> list[Due]:
    """Amounts and the first days in; every instalment with its day out, month by month.

    A day of the month that does not exist is the month's last; a day that is not worked moves to the
    next working day (Civil Code 8:3 §), without moving the months after it.
    """
    dues = [Due(0, calendar.next_working_day(down_due_on), down)] if down else []
    for place, amount in enumerate(amounts):
        dues.append(Due(place + 1, calendar.next_working_day(_months_after(first_due_on, place)), amount))
    return dues


def _months_after(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    start = date(year, month + 1, 1)
    return start.replace(day=min(first.day, month_end(start).day))


def standing(
    dues: Sequence[Due], *, on: date, grace_days: int, tolerance: int, current_due: int, paid: int
) -> Standing:
    """The schedule, a day and the money in; how the plan stands out.

    `current_due`: forints of the current bills that count by the day (0 where they are no condition);
    `paid`: forints that came since the plan was made. Current bills are covered first, then the instalments,
    oldest first. An instalment is missed when it is not covered `grace_days` after its day; up to `tolerance`
    forints missing do not count.
    """
    counted = [due for due in dues if due.due_on + timedelta(days=grace_days) < on]
    expected = sum(due.amount for due in counted) + current_due
    shortfall = max(expected - paid, 0)
    missed, reached = 0, current_due
    for due in counted:
        reached += due.amount
        missed += reached - paid > tolerance
    # With every instalment paid ahead the current bill can still be missing: that counts as one.
    if not missed and shortfall > tolerance:
        missed = 1
    covered = paid - current_due
    coming = next((due for due in dues if (covered := covered - due.amount) < 0), None)
    left = min(-covered, coming.amount) if coming else 0
    return Standing(expected, paid, shortfall if shortfall > tolerance else 0, missed, coming, left)
