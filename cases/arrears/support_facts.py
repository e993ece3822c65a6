"""What a decree on debt support says, what is known of a household, and the measures between them. Pure.

Support for debts exists only by local decree (municipal support, 1993:III 45. §), so the rule is a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise

LOAN = "housing_loan"

Words = Promise | str


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Formula(StrEnum):
    """How the decree makes the amount: a share of the debt, what the household cannot pay itself, or not said."""

    SHARE = "share"
    DIFFERENCE = "difference"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Scale:
    """The consumption units of a decree, in tenths: Szentendre's scale unless said otherwise."""

    first_adult: int = 10
    second_adult: int = 9
    further_adult: int = 8
    first_minors: int = 8  # the first and the second minor
    further_minor: int = 7
    disabled: int = 2
    single_parent: int = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """What one decree says. Forints, percents (of the reference base for incomes), months; None: not asked."""

    kinds: frozenset[str]
    min_debt: int | None = None
    is_min_exceeded: bool = False  # the debt must be more than `min_debt`, not just as much
    max_debt: int | None = None
    loan_min_debt: int | None = None
    loan_max_debt: int | None = None
    min_debt_per_kind: int | None = None
    min_age_any: int | None = None
    min_age_each: int | None = None
    max_age: int | None = None
    disconnected_ok: bool = False
    formula: str = Formula.SHARE
    max_share: int | None = None
    cap: int | None = None
    loan_cap: int | None = None
    own_share_min: int | None = None
    own_share_waived_up_to: int | None = None
    max_instalments: int | None = None
    income_limit: int | None = None
    income_limit_alone: int | None = None
    is_per_unit: bool = False
    scale: Scale = field(default_factory=Scale)
    single_asset_multiple: int | None = None
    all_assets_multiple: int | None = None
    flat_sizes: tuple[int, ...] = ()
    flat_size_more: int = 0
    excluded_stages: frozenset[str] = frozenset()
    repeat_wait_months: int | None = None


@dataclass(frozen=True, slots=True)
class Owing:
    """One debt of the household: creditor kind, name, forints, oldest unpaid day, the creditor's stage."""

    kind: str
    name: str
    amount: int
    since: date
    stage: str = "none"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the household. None is not known; money in forints, income and free amount a month."""

    adults: int
    minors: int
    debts: tuple[Owing, ...]
    disabled: int = 0
    is_single_parent: bool = False
    income: int | None = None
    free: int | None = None
    single_asset: int | None = None
    all_assets: int | None = None
    flat_m2: Decimal | None = None
    had_support: bool | None = None
    last_support_on: date | None = None

    @property
    def people(self) -> int:
        return self.adults + self.minors


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition: what the decree asks, what was found, and whether it is met."""

    name: Words
    outcome: Outcome
    wanted: Words
    found: Words


@dataclass(frozen=True, slots=True)
class Amounts:
    """Forints: the debts in scope, the support and the household's own share in its instalments."""

    debt: int
    support: int
    own_share: int
    instalments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`eligible`, `not_eligible` or `cannot_tell`, every condition with its reason, and the amounts if known."""

    outcome: str
    criteria: Sequence[Criterion]
    amounts: Amounts | None

    def failing(self) -> list[Criterion]:
        return [one for one in self.criteria if one.outcome == Outcome.NOT_MET]

    def unknown(self) -> list[Criterion]:
        return [one for one in self.criteria if one.outcome == Outcome.UNKNOWN]


def months_between(since: date, on: date) -> int:
    """Whole months from one day to another; 0 before a month is full."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return max(months - (on.day < since.day), 0)


def units(scale: Scale, *, adults: int, minors: int, disabled: int = 0, is_single_parent: bool = False) -> Fraction:
    """Consumption units of a household: two adults and two minors are 3.5 by Szentendre's scale."""
    tenths = sum(
        scale.first_adult if place == 0 else scale.second_adult if place == 1 else scale.further_adult
        for place in range(adults)
    )
    tenths += sum(scale.first_minors if place < 2 else scale.further_minor for place in range(minors))
    tenths += disabled * scale.disabled + (scale.single_parent if is_single_parent and minors else 0)
    return Fraction(tenths, 10)


def flat_limit(rule: Rule, people: int) -> int | None:
    """The recognised size for so many people in square metres; None when the decree has no table."""
    if not rule.flat_sizes:
        return None
    last = len(rule.flat_sizes)
    return (
        rule.flat_sizes[people - 1] if people <= last else rule.flat_sizes[-1] + (people - last) * rule.flat_size_more
    )


def income_percent(rule: Rule, facts: Facts, base: int | None) -> Fraction | None:
    """The household's income by head or unit, percent of the reference base; None when something is not known."""
    if facts.income is None or not base:
        return None
    return Fraction(facts.income * 100) / divisor(rule, facts) / base


def divisor(rule: Rule, facts: Facts) -> Fraction:
    if not rule.is_per_unit:
        return Fraction(facts.people)
    return units(
        rule.scale,
        adults=facts.adults,
        minors=facts.minors,
        disabled=facts.disabled,
        is_single_parent=facts.is_single_parent,
    )
