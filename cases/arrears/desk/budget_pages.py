"""What the budget's pages show: lines by kind with their month's amount, figures, two sheets side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.arrears import budget_figures, budgets
from cases.arrears.budget_figures import Figures, Line
from cases.arrears.desk import household_pages
from cases.arrears.models import ArrearsCase, BudgetSetting, BudgetSheet
from cases.arrears.models.budgets import ExpenseKind, HowOften, IncomeKind
from kernel.money import format_forint
from shell.letters import sheets

LABELS = {choice.value: choice.label for choice in (*IncomeKind, *ExpenseKind)}
RHYTHMS = {choice.value: choice.label for choice in HowOften}


@dataclass(frozen=True)
class ShownLine:
    """One line in words, with what it is a month."""

    label: Any
    note: str
    amount: int
    how_often: Any
    monthly: int
    is_monthly: bool


@dataclass(frozen=True)
class ShownChange:
    label: Any
    before: int
    after: int
    difference: int
    is_better: bool


def lines(found: Sequence[Line], *, income: bool) -> list[ShownLine]:
    return [
        ShownLine(
            LABELS[line.kind],
            line.note,
            line.amount,
            RHYTHMS[line.how_often],
            budget_figures.per_month(line),
            line.how_often == HowOften.MONTHLY,
        )
        for line in found
        if budget_figures.is_income(line.kind) == income
    ]


def shown(sheet: BudgetSheet, *, on: date) -> dict[str, Any]:
    """Everything a page shows of one sheet; without a rule in force there are no figures but the reason."""
    written = budgets.lines_of(sheet)
    try:
        setting = budgets.setting_on(on)
    except budgets.NoBudgetSetting as refusal:
        return {"incomes": lines(written, income=True), "expenses": lines(written, income=False), "gap": str(refusal)}
    guard = budgets.guard_of(setting)
    return {
        "incomes": lines(written, income=True),
        "expenses": lines(written, income=False),
        "figures": budget_figures.figures(written, guard),
        "setting": setting,
        "is_stale": budgets.is_stale(sheet, on=on, months=setting.fresh_months),
    }


def changes(before: Sequence[Line], after: Sequence[Line]) -> list[ShownChange]:
    """What changed, kind by kind; more income or less expense is better."""
    return [
        ShownChange(
            LABELS[change.kind],
            change.before,
            change.after,
            change.difference,
            (change.difference > 0) == budget_figures.is_income(change.kind),
        )
        for change in budget_figures.compare(before, after)
    ]


def tables(found: Sequence[Line], figures: Figures) -> list[sheets.Table]:
    """The two tables of the paper sheet."""
    made = []
    for income, title, total in ((True, _("Income"), figures.income), (False, _("Expenses"), figures.expenses)):
        rows = [
            (
                f"{line.label}{' – ' + line.note if line.note else ''}",
                "" if line.is_monthly else f"{format_forint(line.amount)} {line.how_often}",
                format_forint(line.monthly),
            )
            for line in lines(found, income=income)
        ]
        columns = [_("Item"), _("As told"), _("A month")]
        made.append(sheets.Table(title, columns, [*rows, (_("Together"), "", format_forint(total))], [1, 2], True))
    return made


def paper(case: ArrearsCase, sheet: BudgetSheet, *, on: date) -> HttpResponse:
    """The sheet on the office's paper, with the lines to sign on."""
    found = budgets.lines_of(sheet)
    guard = budgets.guard_of(budgets.setting_on(on))
    figures = budget_figures.figures(found, guard)
    return household_pages.on_paper(
        case,
        title=_("Household budget"),
        on=sheet.drawn_up_on,
        facts=[
            (_("Tenants"), household_pages.names_of(case)),
            (_("Flat"), case.tenancy.dwelling.address),
            (
                _("Household"),
                _("%(adults)s adults, %(minors)s minors") % {"adults": sheet.adults, "minors": sheet.minors},
            ),
            (_("Version"), str(sheet.number)),
            (_("Left in a month"), format_forint(figures.free)),
            (_("Affordable instalment"), format_forint(figures.suggested)),
        ],
        tables=tables(found, figures),
        paragraphs=[
            *([sheet.note] if sheet.note else []),
            _("The amounts are what the household told; they are used only to look for a way out of the debt."),
        ],
        signatures=[_("for the household"), _("debt adviser")],
    )


def household_of(sheet: BudgetSheet) -> str:
    return _("%(adults)s adults, %(minors)s minors") % {"adults": sheet.adults, "minors": sheet.minors}


def versions(found: Iterable[BudgetSheet]) -> list[tuple[int, str]]:
    return [(sheet.pk, f"{sheet.number}. – {sheet.drawn_up_on:%Y. %m. %d.}") for sheet in found]


def compared(before: BudgetSheet, after: BudgetSheet, *, on: date) -> dict[str, Any]:
    """The figures of both, and what changed kind by kind."""
    lines_before, lines_after = budgets.lines_of(before), budgets.lines_of(after)
    guard = budgets.guard_of(budgets.setting_on(on))
    old, new = budget_figures.figures(lines_before, guard), budget_figures.figures(lines_after, guard)
    rows = changes(lines_before, lines_after)
    return {"before": before, "after": after, "changes": rows, "old": old, "new": new, "gained": new.free - old.free}


def setting_start(on: date) -> dict[str, Any]:
    """What the form of the rule starts with: the rule in force."""
    try:
        rule = budgets.setting_on(on)
    except budgets.NoBudgetSetting:
        rule = BudgetSetting()
    return {
        "housing_limit_percent": rule.housing_limit_percent,
        "instalment_percent": rule.instalment_percent,
        "instalment_step": rule.instalment_step,
        "fresh_months": rule.fresh_months,
        "valid_from": on,
    }
