"""What a move does to a household's debt: what it can carry, and how long the debt takes before and after. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Means:
    """Forints. `carries`: what the household can pay a month for its home and its debt together; `instalment`: what
    it is to pay a month on the debt; `debt`: what is overdue.
    """

    carries: int
    instalment: int
    debt: int

    @property
    def affordable(self) -> int:
        """The highest monthly cost of a home that leaves the instalment."""
        return max(self.carries - self.instalment, 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One move, forints a month. Months are None where nothing is left for the debt, 0 where there is none."""

    cost_before: int
    cost_after: int
    months_before: int | None
    months_after: int | None
    is_relief: bool

    @property
    def saving(self) -> int:
        """What the month costs less; negative where it costs more."""
        return self.cost_before - self.cost_after


def outcome(means: Means, *, cost_before: int, cost_after: int) -> Outcome:
    """Means and the monthly cost of both homes in; what the move does out.

    A move relieves a household in arrears when the new home's full cost and the instalment together stay within what
    it can carry (the budget rule of the office: Újpest's is 75 percent of the income).
    """
    return Outcome(
        cost_before,
        cost_after,
        months_to_clear(means, cost=cost_before),
        months_to_clear(means, cost=cost_after),
        means.debt > 0 and cost_after <= means.affordable,
    )


def months_to_clear(means: Means, *, cost: int) -> int | None:
    """How many months the debt takes when everything that the home leaves of the means goes to it."""
    left = means.carries - cost
    if not means.debt:
        return 0
    return -(-means.debt // left) if left > 0 else None
