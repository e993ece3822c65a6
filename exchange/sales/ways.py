"""Four ways to treat rent arrears when flats are exchanged: what each needs, and what it comes to. Pure.

Which of them an office allows, and which it takes first, is the office's own dated rule.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from exchange.matching import solvency
from exchange.matching.solvency import Means
from exchange.sales import settlement
from exchange.sales.settlement import Claim, PlanOffer, Rank, Share


class Way(StrEnum):
    """How the arrears are treated."""

    SETTLED_BEFORE = "settled_before"
    FROM_DIFFERENCE = "from_difference"
    PLAN_CONTINUES = "plan_continues"
    ASSUMED = "assumed"


class Need(StrEnum):
    """What must lie on the table before the landlord consents."""

    NO_RENT_ARREARS = "no_rent_arrears"
    NO_UTILITY_ARREARS = "no_utility_arrears"
    STATEMENT_OF_DEBT = "statement_of_debt"
    DEPOSIT = "deposit"
    PAYMENT_ORDER = "payment_order"
    LANDLORD_ACCEPTS = "landlord_accepts"
    PLAN_SIGNED = "plan_signed"
    PLAN_KEPT = "plan_kept"
    DATA_CONSENT = "data_consent"
    NEW_LANDLORD_TOLD = "new_landlord_told"
    ASSUMPTION = "assumption"
    CREDITOR_CONSENT = "creditor_consent"


NEEDS: dict[Way, tuple[Need, ...]] = {
    Way.SETTLED_BEFORE: (Need.NO_RENT_ARREARS, Need.NO_UTILITY_ARREARS),
    Way.FROM_DIFFERENCE: (
        Need.STATEMENT_OF_DEBT, Need.DEPOSIT, Need.PAYMENT_ORDER, Need.LANDLORD_ACCEPTS, Need.NO_UTILITY_ARREARS,
    ),
    Way.PLAN_CONTINUES: (
        Need.PLAN_SIGNED, Need.PLAN_KEPT, Need.DATA_CONSENT, Need.NEW_LANDLORD_TOLD, Need.NO_UTILITY_ARREARS,
    ),
    Way.ASSUMED: (Need.STATEMENT_OF_DEBT, Need.ASSUMPTION, Need.CREDITOR_CONSENT, Need.NO_UTILITY_ARREARS),
}  # fmt: skip


class Trouble(StrEnum):
    """Why a way does not come out."""

    OWN_MONEY_SHORT = "own_money_short"
    DIFFERENCE_SHORT = "difference_short"
    COSTS_UNPAID = "costs_unpaid"
    NOTHING_LEFT = "nothing_left"
    MEANS_UNKNOWN = "means_unknown"
    BEYOND_DIFFERENCE = "beyond_difference"
    OVER_MEANS = "over_means"


@dataclass(frozen=True, slots=True)
class Terms:
    """One household's side of an exchange, forints. `difference` is negative when the household pays it.

    `carries`: what it can pay a month for home and debt together, None where nobody knows; `own_money`: what it has for
    paying at once.
    """

    difference: int
    arrears: int
    costs: int
    cost_before: int
    cost_after: int
    carries: int | None
    own_money: int = 0


@dataclass(frozen=True, slots=True)
class Net:
    """What one way comes to. `worth` is difference − arrears − costs, whichever way; `in_hand` what the household
    holds after signing, negative when it must still find money; `debt_left` what it goes on paying.
    """

    way: Way
    needs: tuple[Need, ...]
    worth: int
    in_hand: int
    shares: tuple[Share, ...]
    debt_left: int
    cost_before: int
    cost_after: int
    months_before: int | None
    months_after: int | None
    plan: PlanOffer | None
    troubles: tuple[Trouble, ...]
    knows_means: bool = True

    @property
    def comes_out(self) -> bool:
        return not self.troubles

    @property
    def saving(self) -> int:
        """What the month costs less; negative where it costs more."""
        return self.cost_before - self.cost_after


def missing(way: Way, *, present: Collection[Need]) -> tuple[Need, ...]:
    """What the way still needs before the landlord consents."""
    return tuple(need for need in NEEDS[way] if need not in present)


def net_result(way: Way, terms: Terms) -> Net:
    """One way worked out for one household. Refuses (CannotSettle) negative debts and costs.

    In `assumed` the partner pays the creditor instead of paying the difference to the household: what is taken over
    beyond the difference has no counter-value, and for a tenancy it would be a hidden price (Housing Act 29. §).
    """
    goal = _to_be_paid(way, terms)
    coming = max(terms.difference + terms.own_money, 0)
    claims = [Claim("arrears", Rank.LANDLORD, goal), Claim("costs", Rank.COST, terms.costs)]
    settled = settlement.settle(coming, claims)
    left, carries = _debt_left(way, terms, settled), terms.carries or 0
    in_hand = terms.difference + terms.own_money - terms.costs - (goal - (left if way == Way.FROM_DIFFERENCE else 0))
    return Net(
        way=way,
        needs=NEEDS[way] if terms.arrears else NEEDS[Way.SETTLED_BEFORE],
        worth=terms.difference - terms.arrears - terms.costs,
        in_hand=in_hand,
        shares=settled.shares,
        debt_left=left,
        cost_before=terms.cost_before,
        cost_after=terms.cost_after,
        months_before=solvency.months_to_clear(Means(carries, 0, terms.arrears), cost=terms.cost_before),
        months_after=solvency.months_to_clear(Means(carries, 0, left), cost=terms.cost_after),
        plan=settlement.offer_plan(left, carries=carries, cost=terms.cost_after),
        troubles=_troubles(way, terms, left=left, in_hand=in_hand),
        knows_means=terms.carries is not None,
    )


def all_results(terms: Terms, *, allowed: Sequence[Way]) -> list[Net]:
    """The ways that the office allows, in its order."""
    return [net_result(way, terms) for way in allowed]


def _to_be_paid(way: Way, terms: Terms) -> int:
    """What of the arrears is paid before or at signing, if there is money enough."""
    if way == Way.PLAN_CONTINUES:
        return 0
    return min(terms.arrears, max(terms.difference, 0)) if way == Way.ASSUMED else terms.arrears


def _debt_left(way: Way, terms: Terms, settled: settlement.Settlement) -> int:
    """What the household itself still owes after signing."""
    if way == Way.PLAN_CONTINUES:
        return terms.arrears
    return settled.remaining(Rank.LANDLORD) if way == Way.FROM_DIFFERENCE else 0


def _troubles(way: Way, terms: Terms, *, left: int, in_hand: int) -> tuple[Trouble, ...]:
    found = []
    if way == Way.SETTLED_BEFORE and terms.own_money < terms.arrears:
        found.append(Trouble.OWN_MONEY_SHORT)
    if way == Way.FROM_DIFFERENCE and left:
        found.append(Trouble.DIFFERENCE_SHORT)
    if way == Way.ASSUMED and terms.arrears > max(terms.difference, 0):
        found.append(Trouble.BEYOND_DIFFERENCE)
    if in_hand < 0:
        found.append(Trouble.COSTS_UNPAID)
    if left and terms.carries is None:
        found.append(Trouble.MEANS_UNKNOWN)
    elif left and (terms.carries or 0) <= terms.cost_after:
        found.append(Trouble.NOTHING_LEFT)
    elif terms.carries is not None and terms.cost_after > terms.carries:
        found.append(Trouble.OVER_MEANS)
    return tuple(found)
