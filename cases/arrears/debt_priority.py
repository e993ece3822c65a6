"""Which debt comes first: what keeps the home and the light on, before what only costs money. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

OWN = "own"  # the office's own ledger
HOME = frozenset({OWN, "rent", "common_charges", "housing_loan"})
ENERGY = frozenset({"electricity", "gas", "district_heating", "water"})
PUBLIC = frozenset({"tax", "waste", "bailiff"})
INFORMAL = "informal"


class Rank(IntEnum):
    """The order, first to last."""

    EVICTION = 1
    DISCONNECTION = 2
    MINOR_AT_HOME = 3
    HOME_DEMANDED = 4
    ENFORCEMENT = 5
    ORDER = 6
    HOME_AND_ENERGY = 7
    PUBLIC = 8
    OTHERS = 9
    INFORMAL = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """One debt: forints, days, the creditor's stage; `may_be_planned` is False for usury not yet seen by a lawyer."""

    key: str
    kind: str
    name: str
    amount: int
    since: date
    stage: str = "none"
    eviction_on: date | None = None
    disconnection_on: date | None = None
    may_be_planned: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A claim's place in the order, why, and the day that presses (None: no day)."""

    rank: Rank
    reason: "Promise | str"
    presses_on: date | None = None


def place(claim: Claim, *, has_minor: bool, on: date) -> Place:
    """The first rule that fits decides (the profession's order: home, energy, force, the rest).

    1 an eviction is set; 2 a supply is cut or a day is set for it; 3 home or energy with a minor in the
    household; 4 the home's creditor has sent a formal demand; 5 enforcement runs; 6 an order for payment (15 days
    to oppose); 7 other debts for home and energy; 8 tax, waste, bailiff; 9 loans and others; last, an informal
    lender: nobody pays before a lawyer has looked at it (usury, Civil Code 6:97 §).
    """
    is_home, is_energy, stage = claim.kind in HOME, claim.kind in ENERGY, claim.stage
    eviction, cut = claim.eviction_on, claim.disconnection_on
    rules: list[tuple[bool, Rank, Promise | str, date | None]] = [
        (claim.kind == INFORMAL, Rank.INFORMAL, _("informal lender: first a lawyer, because it may be usury"), None),
        (eviction is not None, Rank.EVICTION, _dated(_("eviction set for {day}"), eviction, on), eviction),
        (stage == "disconnected", Rank.DISCONNECTION, _("the supply is cut off"), cut),
        (cut is not None, Rank.DISCONNECTION, _dated(_("disconnection set for {day}"), cut, on), cut),
        (
            has_minor and (is_home or is_energy),
            Rank.MINOR_AT_HOME,
            _("home or energy, and a minor lives in the household"),
            None,
        ),
        (
            is_home and stage in {"demand", "order", "enforcement"},
            Rank.HOME_DEMANDED,
            _("the home is at stake: the creditor has gone beyond reminders"),
            None,
        ),
        (
            stage == "enforcement",
            Rank.ENFORCEMENT,
            _("enforcement runs: costs grow, earnings may be attached"),
            None,
        ),
        (stage == "order", Rank.ORDER, _("order for payment: 15 days to oppose, then enforcement"), None),
        (is_home or is_energy, Rank.HOME_AND_ENERGY, _("keeps the home or the energy"), None),
        (claim.kind in PUBLIC, Rank.PUBLIC, _("public debt: it is collected without a court"), None),
        (True, Rank.OTHERS, _("no danger to the home"), None),
    ]
    return next(Place(rank, reason, day) for fits, rank, reason, day in rules if fits)


def _dated(words: Any, day: date | None, on: date) -> "Promise | str":
    if day is None:
        return ""
    text = format_lazy(words, day=f"{day:%Y. %m. %d.}")
    return text if day >= on else format_lazy(_("{text} – the day has passed: correct it"), text=text)


def order(claims: Iterable[Claim], *, has_minor: bool, on: date) -> list[tuple[Claim, Place]]:
    """The claims with their places, first to last.

    Inside a rank the nearest pressing day stands first, then the oldest debt, the larger one, the name.
    """
    placed = [(claim, place(claim, has_minor=has_minor, on=on)) for claim in claims]
    return sorted(placed, key=lambda pair: _key(*pair))


def _key(claim: Claim, found: Place) -> tuple[int, date, date, int, str, str]:
    return (found.rank, found.presses_on or date.max, claim.since, -claim.amount, claim.name, claim.key)
