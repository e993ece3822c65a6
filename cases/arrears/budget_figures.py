"""What a household's budget comes to, and what it can pay. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.money import format_forint
from kernel.refusal import Refused

INCOME = frozenset({"wage", "pension", "family_allowance", "care", "benefits", "support", "other_income"})
# What keeps the home: rent and the bills that go with it.
HOUSING = frozenset({"rent", "common_charges", "electricity", "gas", "heating", "water", "waste"})
LARGEST_LINE = 100_000_000


class CannotFigure(Refused):
    """The budget's figures do not make sense."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its kind, forints, how often (monthly, weekly, yearly), a note."""

    kind: str
    amount: int
    how_often: str = "monthly"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """The office's setting: percents of the income and of the free amount, the step of an instalment in forints."""

    housing_limit_percent: int
    instalment_percent: int
    instalment_step: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Forints a month. `room` is what the guard leaves for an instalment beside the housing costs."""

    income: int
    expenses: int
    housing: int
    room: int
    suggested: int

    @property
    def free(self) -> int:
        return self.income - self.expenses

    @property
    def limit(self) -> int:
        """The largest instalment that is affordable."""
        return max(min(self.free, self.room), 0)

    @property
    def housing_percent(self) -> int | None:
        """How much of the income housing takes, percent rounded up; None without an income."""
        return -(-self.housing * 100 // self.income) if self.income else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an instalment fits, why, what is free and what is the most that fits (forints a month).

    `is_known` is False when nobody can tell: there is no sheet, it is too old, or the office set no guard.
    """

    is_affordable: bool
    reason: "Promise | str"
    free: int
    limit: int
    is_known: bool = True


def is_income(kind: str) -> bool:
    return kind in INCOME


def per_month(line: Line) -> int:
    """Forints a month: a week counts 52/12, a year 1/12; an income is rounded down, an expense up.

    Rounding goes against the household's free amount, so that no instalment is promised from a rounding.
    Refuses (CannotFigure) nothing or less, more than 100 million, and another rhythm.
    """
    if not 0 < line.amount <= LARGEST_LINE:
        raise CannotFigure(_("Every line is more than nothing and at most 100 000 000 Ft: check the amounts."))
    rhythms = {"monthly": (1, 1), "weekly": (52, 12), "yearly": (1, 12)}
    if line.how_often not in rhythms:
        raise CannotFigure(_("Say for every line whether it is a month's, a week's or a year's amount."))
    times, parts = rhythms[line.how_often]
    whole = line.amount * times
    return whole // parts if is_income(line.kind) else -(-whole // parts)


def figures(lines: Iterable[Line], guard: Guard) -> Figures:
    """Lines and the office's guard in; the month's figures out.

    The guard: housing costs and instalment together at most a percent of the income (Újpest's rule: 75). The
    suggestion is a percent of the free amount, never more than the guard leaves, rounded down to the step.
    """
    amounts = [(line.kind, per_month(line)) for line in lines]
    income = sum(amount for kind, amount in amounts if is_income(kind))
    expenses = sum(amount for kind, amount in amounts if not is_income(kind))
    housing = sum(amount for kind, amount in amounts if kind in HOUSING)
    room = income * guard.housing_limit_percent // 100 - housing
    wished = max(min((income - expenses) * guard.instalment_percent // 100, room), 0)
    return Figures(income, expenses, housing, room, wished // guard.instalment_step * guard.instalment_step)


def judge(found: Figures, *, instalment: int, guard: Guard) -> Verdict:
    """Whether a monthly instalment (forints) fits the figures. Refuses (CannotFigure) nothing or less."""
    if instalment <= 0:
        raise CannotFigure(_("An instalment is more than nothing: check the amount."))
    after = found.housing + instalment
    if instalment > found.free:
        return Verdict(
            False,
            format_lazy(
                _("{instalment} is more than what is left in a month ({free})."),
                instalment=format_forint(instalment),
                free=format_forint(found.free),
            ),
            found.free,
            found.limit,
        )
    if instalment > found.room:
        return Verdict(
            False,
            format_lazy(
                _("Housing and the instalment ({after}) would take more than {percent} % of the income ({income})."),
                after=format_forint(after),
                percent=guard.housing_limit_percent,
                income=format_forint(found.income),
            ),
            found.free,
            found.limit,
        )
    return Verdict(
        True,
        format_lazy(
            _("{left} is left in a month, and housing with the instalment stays within {percent} % of the income."),
            left=format_forint(found.free - instalment),
            percent=guard.housing_limit_percent,
        ),
        found.free,
        found.limit,
    )


def with_instalment(found: Figures, instalment: int) -> Figures:
    """The month as it would be with the instalment (forints) paid beside the housing costs."""
    return Figures(
        found.income,
        found.expenses + instalment,
        found.housing + instalment,
        found.room - instalment,
        max(found.suggested - instalment, 0),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One kind before and after, forints a month."""

    kind: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


def compare(before: Iterable[Line], after: Iterable[Line]) -> list[Change]:
    """Two sheets in; every kind that stands on one of them out, in the order of first appearance."""
    sums: dict[str, list[int]] = {}
    for side, lines in enumerate((before, after)):
        for line in lines:
            sums.setdefault(line.kind, [0, 0])[side] += per_month(line)
    return [Change(kind, *both) for kind, both in sums.items()]
