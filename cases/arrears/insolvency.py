"""Whether a personal debt settlement is worth a talk: the law's conditions as information. Pure.

2015:CV on the debt settlement of natural persons ("magáncsőd"), as last seen: debts of 2 to 80 million forints, at
least 70 and at most 200 percent of the assets, one debt at least 90 days overdue, at most five creditors. The
Family Insolvency Protection Service decides; here nothing is decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.money import format_forint

LEAST_DEBT, MOST_DEBT = 2_000_000, 80_000_000
LEAST_PERCENT, MOST_PERCENT = 70, 200
LEAST_DAYS = 90
MOST_CREDITORS = 5


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known; None is not known. Forints, days, people."""

    debt: int
    creditors: int
    oldest_days: int | None
    assets: int | None = None
    has_housing_loan: bool | None = None
    had_procedure: bool | None = None
    has_income: bool | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One condition: what it asks, what was found, and the answer."""

    wanted: "Promise | str"
    found: "Promise | str"
    answer: Answer


def _answer(is_met: bool | None) -> Answer:
    return Answer.UNKNOWN if is_met is None else Answer.YES if is_met else Answer.NO


def checklist(facts: Facts) -> Sequence[Item]:
    """The household's facts in; every condition with yes, no or unknown out."""
    assets = facts.assets
    unknown = _("not known")
    worth = unknown if assets is None else format_lazy(_("assets {amount}"), amount=format_forint(assets))
    late = unknown if facts.oldest_days is None else format_lazy(_("{days} days"), days=facts.oldest_days)
    at_least = None if assets is None else facts.debt * 100 >= assets * LEAST_PERCENT
    at_most = None if assets is None else facts.debt * 100 <= assets * MOST_PERCENT
    said = {None: unknown, True: _("yes"), False: _("no")}
    return [
        Item(
            _("Debts of 2 to 80 million forints altogether"),
            format_forint(facts.debt),
            _answer(LEAST_DEBT <= facts.debt <= MOST_DEBT),
        ),
        Item(_("Debts are at least 70 % of the assets"), worth, _answer(at_least)),
        Item(_("Debts are at most 200 % of the assets"), worth, _answer(at_most)),
        Item(
            _("One debt is at least 90 days overdue"),
            late,
            _answer(None if facts.oldest_days is None else facts.oldest_days >= LEAST_DAYS),
        ),
        Item(
            _("At most five creditors"),
            format_lazy(_("{count} creditors"), count=facts.creditors),
            _answer(0 < facts.creditors <= MOST_CREDITORS),
        ),
        Item(_("There is a main creditor: a mortgage on the home"), said[facts.has_housing_loan],
             _answer(facts.has_housing_loan)),
        Item(_("There is a regular income for a plan"), said[facts.has_income], _answer(facts.has_income)),
        Item(_("No earlier procedure stands in the way"),
             unknown if facts.had_procedure is None else said[not facts.had_procedure],
             _answer(None if facts.had_procedure is None else not facts.had_procedure)),
    ]  # fmt: skip


def outlook(items: Sequence[Item]) -> Answer:
    """Yes when every condition is met, no when one is not, otherwise unknown."""
    answers = {item.answer for item in items}
    if Answer.NO in answers:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES
