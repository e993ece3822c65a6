"""What a budget comes to: rhythms, the guard, the suggestion, two sheets compared. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.arrears import budget_figures
from cases.arrears.budget_figures import CannotFigure, Change, Guard, Line
from cases.arrears.models.budgets import ExpenseKind, IncomeKind

GUARD = Guard(75, 80, 100)


@pytest.mark.parametrize(
    ("line", "monthly"),
    [
        (Line("wage", 280_000), 280_000),
        (Line("wage", 60_000, "weekly"), 260_000),
        (Line("wage", 10_000, "weekly"), 43_333),  # 43 333.33 down
        (Line("food", 10_000, "weekly"), 43_334),  # and up
        (Line("benefits", 100_000, "yearly"), 8_333),
        (Line("medicine", 100_000, "yearly"), 8_334),
        (Line("waste", 1, "yearly"), 1),
        (Line("wage", 1, "yearly"), 0),
    ],
)
def test_a_line_is_worked_out_per_month_against_the_free_amount(line, monthly):
    assert budget_figures.per_month(line) == monthly


@pytest.mark.parametrize(
    "line",
    [Line("wage", 0), Line("food", -1), Line("wage", 100_000_001), Line("wage", 5, "daily"), Line("wage", 5, "")],
)
def test_absurd_lines_are_refused(line):
    with pytest.raises(CannotFigure):
        budget_figures.per_month(line)


def test_the_figures_of_a_family():
    found = budget_figures.figures(
        [Line("wage", 300_000), Line("rent", 60_000), Line("electricity", 40_000), Line("food", 120_050)], GUARD
    )

    assert (found.income, found.expenses, found.free, found.housing) == (300_000, 220_050, 79_950, 100_000)
    assert found.room == 125_000  # 75 % of 300 000 less housing
    assert found.suggested == 63_900  # 80 % of 79 950 is 63 960
    assert found.limit == 79_950
    assert found.housing_percent == 34


def test_the_guard_and_not_the_free_amount_limits_a_dear_home():
    found = budget_figures.figures([Line("wage", 200_000), Line("rent", 140_000)], GUARD)

    assert (found.free, found.room, found.limit, found.suggested) == (60_000, 10_000, 10_000, 10_000)


def test_nothing_is_suggested_where_nothing_is_left():
    found = budget_figures.figures([Line("pension", 100_000), Line("food", 130_000)], GUARD)

    assert (found.free, found.limit, found.suggested) == (-30_000, 0, 0)


def test_no_income_has_no_percent():
    assert budget_figures.figures([Line("rent", 10)], GUARD).housing_percent is None


@pytest.mark.parametrize(
    ("instalment", "fits", "why"),
    [
        (10_000, True, "50 000 Ft is left"),
        (10_001, False, "more than 75 % of the income"),
        (60_000, False, "75 %"),
        (60_001, False, "more than what is left in a month"),
    ],
)
def test_an_instalment_is_judged_at_the_edge(settings, instalment, fits, why):
    from django.utils import translation

    found = budget_figures.figures([Line("wage", 200_000), Line("rent", 140_000)], GUARD)
    with translation.override("en"):
        verdict = budget_figures.judge(found, instalment=instalment, guard=GUARD)
        assert why in str(verdict.reason).replace("\u00a0", " ")

    assert (verdict.is_affordable, verdict.free, verdict.limit) == (fits, 60_000, 10_000)


@pytest.mark.parametrize("instalment", [0, -5_000])
def test_an_instalment_of_nothing_is_refused(instalment):
    with pytest.raises(CannotFigure):
        budget_figures.judge(budget_figures.figures([], GUARD), instalment=instalment, guard=GUARD)


def test_the_month_with_the_instalment_beside_the_month_without():
    found = budget_figures.figures([Line("wage", 200_000), Line("rent", 100_000), Line("food", 40_000)], GUARD)
    after = budget_figures.with_instalment(found, 30_000)

    assert (found.free, found.housing_percent, found.room) == (60_000, 50, 50_000)
    assert (after.free, after.housing_percent, after.room) == (30_000, 65, 20_000)


def test_two_sheets_are_compared_kind_by_kind():
    before = [Line("wage", 200_000), Line("phone_tv", 22_000)]
    after = [Line("wage", 150_000), Line("wage", 90_000), Line("phone_tv", 12_000), Line("benefits", 8_000)]

    assert budget_figures.compare(before, after) == [
        Change("wage", 200_000, 240_000), Change("phone_tv", 22_000, 12_000), Change("benefits", 0, 8_000),
    ]  # fmt: skip
    assert [change.difference for change in budget_figures.compare(before, after)] == [40_000, -10_000, 8_000]


LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from([*IncomeKind.values, *ExpenseKind.values]),
        st.integers(1, 2_000_000),
        st.sampled_from(["monthly", "weekly", "yearly"]),
    ),
    max_size=12,
)


@given(LINES, st.integers(1, 100), st.integers(1, 100), st.sampled_from([1, 100, 500]))
def test_the_suggestion_always_passes_the_guard_it_comes_from(lines, percent, factor, step):
    guard = Guard(percent, factor, step)
    found = budget_figures.figures(lines, guard)

    assert 0 <= found.suggested <= found.limit
    assert found.suggested % step == 0
    if found.suggested:
        assert budget_figures.judge(found, instalment=found.suggested, guard=guard).is_affordable
    if found.limit:
        assert budget_figures.judge(found, instalment=found.limit, guard=guard).is_affordable
    assert not budget_figures.judge(found, instalment=found.limit + 1, guard=guard).is_affordable


def test_every_kind_is_on_one_side():
    assert set(IncomeKind.values) == budget_figures.INCOME
    assert set(ExpenseKind.values) >= budget_figures.HOUSING
    assert not set(ExpenseKind.values) & budget_figures.INCOME
