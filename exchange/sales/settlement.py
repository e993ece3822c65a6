"""Who is paid from the money of a sale or an exchange, in what order, and what stays to be paid. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from kernel.refusal import Refused

LARGEST = 10**11
STEP = 100
MOST_MONTHS = 120
TENANCY, OWNERSHIP = "tenancy", "ownership"
HOUSING_ACT_29 = "1993. évi LXXVIII. törvény 29. §"


class CannotSettle(Refused):
    """The figures cannot be settled as they stand."""


class PriceForTenancy(Refused):
    """Money for a municipal tenancy. It is exchanged for another flat's tenancy or ownership and for nothing else.

    Housing Act 1993:LXXVIII 29. §.
    """

    law = HOUSING_ACT_29

    def __init__(self) -> None:
        super().__init__(
            _(
                "A municipal tenancy has no price: it can be exchanged for another flat only, never for money "
                "(Housing Act 29. §). Write no price for it."
            )
        )


class Rank(StrEnum):
    """Whose turn it is. The order of `ORDER` is strict: nobody is paid before all in front of them are."""

    LANDLORD = "landlord"
    UTILITY = "utility"
    SECURED = "secured"
    COST = "cost"
    HOME = "home"


ORDER = (Rank.LANDLORD, Rank.UTILITY, Rank.SECURED, Rank.COST, Rank.HOME)
DEBTS = frozenset({Rank.LANDLORD, Rank.UTILITY, Rank.SECURED})


@dataclass(frozen=True, slots=True)
class Claim:
    """Something to be paid from the money, forints. `key` is the caller's own name for it."""

    key: str
    rank: Rank
    amount: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one claim gets of the money."""

    key: str
    rank: Rank
    owed: int
    paid: int

    @property
    def remaining(self) -> int:
        return self.owed - self.paid

    @property
    def is_debt(self) -> bool:
        """Owed already, unlike the costs and the next home."""
        return self.rank in DEBTS


@dataclass(frozen=True, slots=True)
class Settlement:
    """The money shared out: `inflow` is exactly the shares' payments and the household's `rest`."""

    inflow: int
    shares: tuple[Share, ...]
    rest: int

    def paid(self, *ranks: Rank) -> int:
        """Forints paid to these ranks."""
        return sum(share.paid for share in self.shares if share.rank in ranks)

    def remaining(self, *ranks: Rank) -> int:
        """Forints that these ranks are still owed."""
        return sum(share.remaining for share in self.shares if share.rank in ranks)

    @property
    def debts_left(self) -> tuple[Share, ...]:
        """Debts that the money did not reach, wholly or in part."""
        return tuple(share for share in self.shares if share.is_debt and share.remaining)


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """What stays, in monthly instalments that the household can carry; the last one balances."""

    debt: int
    instalment: int
    months: int
    last: int

    @property
    def is_too_long(self) -> bool:
        """More instalments than any plan has."""
        return self.months > MOST_MONTHS


@dataclass(frozen=True, slots=True)
class Side:
    """One home of an exchange: by what right it is held (`TENANCY`, `OWNERSHIP`), and the price agreed for it."""

    tenure: str
    price: int = 0


def settle(inflow: int, claims: Iterable[Claim]) -> Settlement:
    """Forints that come in and what is to be paid from them; who gets what.

    Landlord's debt, utility debts, debts on the home itself, costs, the next home; the rest is the household's.
    Within a rank in the order given. Claims of nothing are left out. Refuses (CannotSettle) negative amounts.
    """
    wanted = [claim for claim in claims if claim.amount]
    if not 0 <= inflow <= LARGEST or any(not 0 < claim.amount <= LARGEST for claim in wanted):
        raise CannotSettle(_("An amount is nothing or more, and no home costs that much: check the amounts."))
    left, shares = inflow, []
    for claim in sorted(wanted, key=lambda one: ORDER.index(one.rank)):
        paid = min(left, claim.amount)
        left -= paid
        shares.append(Share(claim.key, claim.rank, claim.amount, paid))
    return Settlement(inflow, tuple(shares), left)


def refuse_priced_tenancy(*sides: Side) -> None:
    """Refuses (PriceForTenancy) money on either side of a municipal tenancy."""
    if any(side.tenure == TENANCY and side.price for side in sides):
        raise PriceForTenancy


def value_difference(*, leaves: Side, gets: Side) -> int:
    """The homes left and got; forints that come to the household, negative when it pays.

    Between owned homes the agreed prices count. Where one home is a municipal tenancy there is no difference: nothing
    is paid for it, on either side (Housing Act 29. §). Refuses (PriceForTenancy) a price for a tenancy.
    """
    refuse_priced_tenancy(leaves, gets)
    for side in (leaves, gets):
        if not 0 <= side.price <= LARGEST:
            raise CannotSettle(_("An amount is nothing or more, and no home costs that much: check the amounts."))
    if TENANCY in (leaves.tenure, gets.tenure):
        return 0
    return leaves.price - gets.price


def offer_plan(debt: int, *, carries: int, cost: int, step: int = STEP) -> PlanOffer | None:
    """What is left to pay, what the household can pay a month in all, and what the home costs of it; a plan.

    Every instalment is what the home leaves, rounded down to the step so that it stays within the household's means;
    a household that could pay all at once has one instalment. None where there is no debt or nothing is left for it.
    """
    free = max(carries - cost, 0)
    instalment = min(debt, free // step * step or free)
    if debt <= 0 or instalment <= 0:
        return None
    months = -(-debt // instalment)
    return PlanOffer(debt, instalment, months, debt - instalment * (months - 1))


def total(claims: Sequence[Claim], *ranks: Rank) -> int:
    """Forints owed to these ranks."""
    return sum(claim.amount for claim in claims if claim.rank in ranks)
