"""Forms of the household budget: one row for every kind of income and expense, as on the paper sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.arrears.budget_figures import Line
from cases.arrears.models.budgets import ExpenseKind, HowOften, IncomeKind
from cases.tenancies.desk.forms import ForintField, day_field

# How many rows of a kind the empty sheet offers where one is not enough.
ROWS = {IncomeKind.WAGE: 2, IncomeKind.PENSION: 2, IncomeKind.OTHER: 2, ExpenseKind.LOAN: 2, ExpenseKind.OTHER: 2}
MOST_ROWS = 6


@dataclass(frozen=True)
class Row:
    """One row of the sheet."""

    kind: str
    label: Any
    amount: BoundField
    how_often: BoundField
    note: BoundField


class BudgetForm(forms.Form):
    drawn_up_on = day_field(_("Day of the talk"))
    adults = forms.IntegerField(label=_("Adults"), min_value=1, max_value=30)
    minors = forms.IntegerField(label=_("Minors"), min_value=0, max_value=30)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: what the household could save on, and what it wants to try."),
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Sequence[Line] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names: list[tuple[str, str, Any]] = []
        for choice in (*IncomeKind, *ExpenseKind):
            written = [line for line in lines if line.kind == choice.value]
            for place in range(min(max(ROWS.get(choice, 1), len(written)), MOST_ROWS)):
                line = written[place] if place < len(written) else None
                self._add_row(choice.value, place, choice.label, line)
        if self.is_bound:
            self._add_posted_rows()

    def _add_row(self, kind: str, place: int, label: Any, line: Line | None) -> None:
        name = f"{kind}-{place}"
        self.names.append((name, kind, label))
        self.fields[f"{name}-amount"] = ForintField(
            label=label,
            required=False,
            max_length=20,
            initial=line.amount if line else None,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.fields[f"{name}-often"] = forms.ChoiceField(
            label=_("How often"), choices=HowOften.choices, initial=line.how_often if line else HowOften.MONTHLY
        )
        self.fields[f"{name}-note"] = forms.CharField(
            label=_("Whose, what"), required=False, max_length=80, initial=line.note if line else ""
        )

    def _add_posted_rows(self) -> None:
        """Rows that the form had when it was drawn, beyond what the empty sheet offers."""
        for choice in (*IncomeKind, *ExpenseKind):
            for place in range(MOST_ROWS):
                name = f"{choice.value}-{place}-amount"
                if name in self.data and name not in self.fields:
                    self._add_row(choice.value, place, choice.label, None)

    def rows(self, kinds: type[IncomeKind] | type[ExpenseKind]) -> list[Row]:
        return [
            Row(kind, label, self[f"{name}-amount"], self[f"{name}-often"], self[f"{name}-note"])
            for name, kind, label in self.names
            if kind in kinds.values
        ]

    def income_rows(self) -> list[Row]:
        return self.rows(IncomeKind)

    def expense_rows(self) -> list[Row]:
        return self.rows(ExpenseKind)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name, _kind, _label in self.names:
            amount = values.get(f"{name}-amount")
            if amount is not None and not 0 <= amount <= 50_000_000:
                self.add_error(f"{name}-amount", _("Write an amount between 0 and 50 000 000 Ft."))
        return values

    def lines(self) -> list[Line]:
        """The rows with an amount, in the sheet's order."""
        values = self.cleaned_data
        return [
            Line(kind, values[f"{name}-amount"], values[f"{name}-often"], values[f"{name}-note"])
            for name, kind, _label in self.names
            if values.get(f"{name}-amount")
        ]


class TryForm(forms.Form):
    """An instalment to be tried on the last sheet; sent with GET."""

    instalment = ForintField(
        label=_("Monthly instalment to try"),
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_instalment(self) -> int:
        amount = int(self.cleaned_data["instalment"])
        if not 0 < amount <= 50_000_000:
            raise forms.ValidationError(_("Write an amount between 1 and 50 000 000 Ft."))
        return amount

    def tried(self) -> int | None:
        return self.cleaned_data["instalment"] if self.is_bound and self.is_valid() else None


class CompareForm(forms.Form):
    """Two versions side by side; sent with GET."""

    before = forms.TypedChoiceField(label=_("Earlier sheet"), coerce=int)
    after = forms.TypedChoiceField(label=_("Later sheet"), coerce=int)

    def __init__(self, *args: Any, versions: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["before"].choices = versions  # type: ignore[attr-defined]  # the form's own field
        self.fields["after"].choices = versions  # type: ignore[attr-defined]  # the form's own field


class GuardForm(forms.Form):
    housing_limit_percent = forms.IntegerField(
        label=_("Housing costs and instalment together, at most, percent of the income"), min_value=1, max_value=100
    )
    instalment_percent = forms.IntegerField(
        label=_("Suggested instalment, percent of what is left in a month"), min_value=1, max_value=100
    )
    instalment_step = forms.IntegerField(label=_("Rounded down to a step of, forints"), min_value=1, max_value=100_000)
    fresh_months = forms.IntegerField(label=_("A sheet counts for, months"), min_value=1, max_value=24)
    legal_basis = forms.CharField(label=_("Decree or decision"), max_length=200)
    valid_from = day_field(_("In force from"))
