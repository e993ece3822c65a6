"""A sale and a cheaper home instead, worked out: what is paid, what is left, what the month costs then. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from exchange.matching import solvency
from exchange.matching.solvency import Means
from exchange.sales import settlement
from exchange.sales.duty import Duty, percent_of
from exchange.sales.settlement import OWNERSHIP, TENANCY, Claim, PlanOffer, Rank, Settlement, Side


class NewHome(StrEnum):
    """What the household moves into."""

    PURCHASE = "purchase"
    RENTAL = "rental"
    MUNICIPAL = "municipal"


class Trouble(StrEnum):
    """Why the plan does not come out."""

    HOME_NOT_PAID = "home_not_paid"
    SECURED_LEFT = "secured_left"
    COSTS_LEFT = "costs_left"
    NOTHING_LEFT = "nothing_left"
    MEANS_UNKNOWN = "means_unknown"
    PLAN_TOO_LONG = "plan_too_long"
    OVER_MEANS = "over_means"
    NOT_CHEAPER = "not_cheaper"


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known, in forints; percents of the sale price (agent) and of the bought home's price (lawyer).

    `tenure` is the right to the home that is left. `new_deposit` is paid for a let home. `carries` is what the
    household can pay a month for home and debts together, None where nobody knows.
    """

    price: int
    new_home: str
    new_price: int = 0
    new_deposit: int = 0
    tenure: str = OWNERSHIP
    landlord_debt: int = 0
    utility_debt: int = 0
    common_charges_debt: int = 0
    mortgage: int = 0
    enforcement_debt: int = 0
    lawyer_percent: Decimal = Decimal(0)
    agent_percent: Decimal = Decimal(0)
    energy_certificate: int = 0
    land_registry_fee: int = 0
    moving: int = 0
    other_costs: int = 0
    cost_before: int = 0
    cost_after: int = 0
    carries: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Who gets what of the price, what stays as debt and how it is paid off, and what the month costs.

    Months are None where nothing is left for the debt; without `knows_means` nobody can tell them.
    """

    settlement: Settlement
    duty: Duty
    costs: int
    debts: int
    debts_paid: int
    debt_left: int
    rest: int
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

    @property
    def missing(self) -> int:
        """Forints short for the next home and the costs."""
        return self.settlement.remaining(Rank.COST, Rank.HOME)


def claims_of(figures: Figures, duty: Duty) -> list[Claim]:
    """Everything that is to be paid from the price, by the words of `Figures`."""
    lawyer = percent_of(figures.new_price, figures.lawyer_percent)
    agent = percent_of(figures.price, figures.agent_percent)
    return [
        Claim("landlord_debt", Rank.LANDLORD, figures.landlord_debt),
        Claim("utility_debt", Rank.UTILITY, figures.utility_debt),
        Claim("common_charges_debt", Rank.UTILITY, figures.common_charges_debt),
        Claim("mortgage", Rank.SECURED, figures.mortgage),
        Claim("enforcement_debt", Rank.SECURED, figures.enforcement_debt),
        Claim("lawyer", Rank.COST, lawyer),
        Claim("agent", Rank.COST, agent),
        Claim("energy_certificate", Rank.COST, figures.energy_certificate),
        Claim("land_registry_fee", Rank.COST, figures.land_registry_fee),
        Claim("duty", Rank.COST, duty.amount),
        Claim("moving", Rank.COST, figures.moving),
        Claim("other_costs", Rank.COST, figures.other_costs),
        Claim("new_deposit", Rank.HOME, figures.new_deposit),
        Claim("new_price", Rank.HOME, figures.new_price),
    ]


def calculate(figures: Figures, *, duty: Duty) -> Result:
    """Figures and the duty in; what the sale comes to out.

    Refuses (PriceForTenancy) money for a municipal tenancy, sold or bought, and (CannotSettle) negative amounts.
    """
    new_tenure = TENANCY if figures.new_home == NewHome.MUNICIPAL else OWNERSHIP
    settlement.refuse_priced_tenancy(Side(figures.tenure, figures.price), Side(new_tenure, figures.new_price))
    claims = claims_of(figures, duty)
    settled = settlement.settle(figures.price, claims)
    debts = settlement.total(claims, *settlement.DEBTS)
    left = settled.remaining(*settlement.DEBTS)
    carries = figures.carries or 0
    plan = settlement.offer_plan(left, carries=carries, cost=figures.cost_after)
    return Result(
        settlement=settled,
        duty=duty,
        costs=settlement.total(claims, Rank.COST),
        debts=debts,
        debts_paid=settled.paid(*settlement.DEBTS),
        debt_left=left,
        rest=settled.rest,
        cost_before=figures.cost_before,
        cost_after=figures.cost_after,
        months_before=solvency.months_to_clear(Means(carries, 0, debts), cost=figures.cost_before),
        months_after=solvency.months_to_clear(Means(carries, 0, left), cost=figures.cost_after),
        plan=plan,
        troubles=_troubles(figures, settled, left, plan),
        knows_means=figures.carries is not None,
    )


def _troubles(figures: Figures, settled: Settlement, left: int, plan: PlanOffer | None) -> tuple[Trouble, ...]:
    """A mortgage or an enforcement that stays on the home keeps it from being sold free of burdens."""
    found = []
    if settled.remaining(Rank.SECURED):
        found.append(Trouble.SECURED_LEFT)
    if settled.remaining(Rank.COST):
        found.append(Trouble.COSTS_LEFT)
    if settled.remaining(Rank.HOME):
        found.append(Trouble.HOME_NOT_PAID)
    if left and plan is None:
        found.append(Trouble.MEANS_UNKNOWN if figures.carries is None else Trouble.NOTHING_LEFT)
    if plan is not None and plan.is_too_long:
        found.append(Trouble.PLAN_TOO_LONG)
    if figures.carries is not None and figures.cost_after > figures.carries and Trouble.NOTHING_LEFT not in found:
        found.append(Trouble.OVER_MEANS)
    if figures.cost_after >= figures.cost_before and figures.cost_before:
        found.append(Trouble.NOT_CHEAPER)
    return tuple(found)
