"""The duty on getting a home, by dated rules (Duties Act 1990:XCIII). Pure: the rules are data and come in.

General rate 19. § (1); between homes exchanged, or sold and bought within the period of replacement, the difference
counts, 21. § (2); the cheaper home is free, 26. § (1) y). First buyers' and other reliefs are not counted here: the
lawyer knows them, and a duty that was told is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from kernel.refusal import Refused


class NoDutyRule(Refused):
    """The table has no rule for that day."""


class WrongDutyRule(Refused):
    """A row of the table cannot be."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule from a day on. Percents of the value up to `threshold` and above it, at most `most` forints a home.

    `years_before` and `years_after`: how long before or after buying the other home may be sold. `is_verified` says
    whether somebody has held the row against the law.
    """

    valid_from: date
    valid_until: date | None
    percent: Decimal
    upper_percent: Decimal
    threshold: int
    most: int
    years_before: int
    years_after: int
    source: str
    is_verified: bool = False


class Why(StrEnum):
    """What the duty was counted on."""

    NOTHING_BOUGHT = "nothing_bought"
    WHOLE_VALUE = "whole_value"
    DIFFERENCE = "difference"
    CHEAPER = "cheaper"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Duty:
    """Forints to pay, forints it was counted on, why, and until when the other home must be sold for that."""

    amount: int
    base: int
    why: Why
    sell_by: date | None = None


def validated(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rows in order. Refuses (WrongDutyRule) rows that overlap, impossible figures and a row without a source."""
    ordered = tuple(sorted(rules, key=lambda rule: rule.valid_from))
    for rule in ordered:
        figures = (rule.threshold, rule.most, rule.years_before, rule.years_after)
        if not (0 <= rule.percent <= 100 and 0 <= rule.upper_percent <= 100) or min(figures) < 0:
            raise WrongDutyRule(_("A duty is between 0 and 100 percent and no figure is negative: check the table."))
        if not rule.source.strip() or (rule.valid_until is not None and rule.valid_until < rule.valid_from):
            raise WrongDutyRule(_("A duty rule needs its source and an end that is not before its beginning."))
    for earlier, later in pairwise(ordered):
        if earlier.valid_until is None or earlier.valid_until >= later.valid_from:
            raise WrongDutyRule(_("Two duty rules count on the same day: end the earlier one first."))
    return ordered


def in_force(rules: Sequence[Rule], *, on: date) -> Rule:
    """The rule of the day. Refuses (NoDutyRule) a day without one."""
    for rule in rules:
        if rule.valid_from <= on and (rule.valid_until is None or rule.valid_until >= on):
            return rule
    raise NoDutyRule(_("No duty rule is known for that day: write the duty that the lawyer tells you."))


def percent_of(amount: int, percent: Decimal) -> int:
    """Forints and a percent; whole forints, half up."""
    return int((Decimal(amount) * percent / 100).to_integral_value(rounding=ROUND_HALF_UP))


def full(rule: Rule, value: int) -> int:
    """The duty on a value in forints."""
    below = min(value, rule.threshold)
    return min(percent_of(below, rule.percent) + percent_of(value - below, rule.upper_percent), rule.most)


def of_exchange(rule: Rule, *, leaves: int, gets: int) -> Duty:
    """Two private persons exchange owned homes of these market values; the duty of who leaves one and gets the other.

    Who gets the cheaper home pays nothing.
    """
    if gets <= leaves:
        return Duty(0, 0, Why.CHEAPER)
    return Duty(full(rule, gets - leaves), gets - leaves, Why.DIFFERENCE)


def of_purchase(
    rule: Rule, *, price: int, bought_on: date, sold_price: int | None = None, sold_on: date | None = None
) -> Duty:
    """A private person buys a home; with a home of theirs sold near enough in time, only the difference counts.

    A sale that is still to come (`sold_on` None) counts as in time, and `sell_by` is the last day for it.
    """
    if price <= 0:
        return Duty(0, 0, Why.NOTHING_BOUGHT)
    latest = years_on(bought_on, rule.years_after)
    in_time = sold_on is None or years_on(bought_on, -rule.years_before) <= sold_on <= latest
    if not sold_price or not in_time:
        return Duty(full(rule, price), price, Why.WHOLE_VALUE)
    replaced = of_exchange(rule, leaves=sold_price, gets=price)
    return Duty(replaced.amount, replaced.base, replaced.why, latest if sold_on is None else None)


def years_on(day: date, years: int) -> date:
    """The same day so many years later or, negative, earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
