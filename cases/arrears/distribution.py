"""Spreading one monthly amount over several creditors until every debt is paid. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from kernel.refusal import Refused

MOST_MONTHS = 600


class CannotDistribute(Refused):
    """The monthly amount does not make a plan."""


class Method(StrEnum):
    PRIORITY = "priority"
    PROPORTION = "proportion"


@dataclass(frozen=True, slots=True)
class Part:
    """A debt to be paid: its key and forints."""

    key: str
    amount: int


@dataclass(frozen=True, slots=True)
class Phase:
    """So many months, from that one on (1 is the first), in which each creditor gets the same every month."""

    first_month: int
    months: int
    amounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Distribution:
    """The phases one after another, and in which month each debt is paid off."""

    phases: Sequence[Phase]
    cleared_in: Mapping[str, int]

    @property
    def months(self) -> int:
        return max(self.cleared_in.values(), default=0)


def distribute(parts: Sequence[Part], *, monthly: int, method: Method, step: int = 100) -> Distribution:
    """Debts in the order of their priority, forints a month, a way and a rounding step in; the phases out.

    By priority everything goes to the first debt until it is paid, then to the next. In proportion every debt gets
    its part of the month's amount, rounded down to the step, and what is left goes by priority; parts are worked
    out anew when a debt is paid off. Every month is paid in full and every debt exactly. No interest is counted.
    Refuses (CannotDistribute) an amount of nothing or less, and more than 600 months.
    """
    total = sum(part.amount for part in parts)
    if monthly <= 0 or step < 1:
        raise CannotDistribute(_("Write a monthly amount of more than nothing."))
    if any(part.amount <= 0 for part in parts):
        raise CannotDistribute(_("Every debt in the plan is more than nothing: correct the debt file."))
    if total > monthly * MOST_MONTHS:
        raise CannotDistribute(
            _("With this amount the debts are not paid off in 50 years: look for support or a debt settlement.")
        )
    rest = {part.key: part.amount for part in parts}
    phases: list[Phase] = []
    cleared: dict[str, int] = {}
    month = 1
    while rest:
        amounts = _allot(rest, monthly, method, step)
        months = min(rest[key] // amount for key, amount in amounts.items())
        phases.append(Phase(month, months, amounts))
        month += months
        for key, amount in amounts.items():
            rest[key] -= amount * months
            if rest[key] == 0:
                cleared[key] = month - 1
                del rest[key]
    return Distribution(phases, cleared)


def _allot(rest: Mapping[str, int], monthly: int, method: Method, step: int) -> dict[str, int]:
    """One month's amounts, in the order of priority; together the month's amount or all that is owed."""
    total = sum(rest.values())
    given = dict.fromkeys(rest, 0)
    if method == Method.PROPORTION and total > monthly:
        given = {key: monthly * amount // total // step * step for key, amount in rest.items()}
    left = min(monthly, total) - sum(given.values())
    for key, amount in rest.items():
        more = min(left, amount - given[key])
        given[key] += more
        left -= more
    return {key: amount for key, amount in given.items() if amount}
