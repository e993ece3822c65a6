"""Forms of the cooperation: a goal, how it ended, a meeting, the month of a report."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import Goal, Meeting
from cases.tenancies.desk.forms import day_field


class GoalForm(forms.Form):
    text = forms.CharField(
        label=_("Goal"), max_length=200, help_text=_("For example: the current rent is paid each month.")
    )
    due_on = day_field(_("To be reached by"), required=False)


class GoalEndForm(forms.Form):
    """Two buttons: reached, or given up."""

    state = forms.ChoiceField(
        choices=[(state.value, state.label) for state in (Goal.State.REACHED, Goal.State.DROPPED)]
    )


class MeetingForm(forms.Form):
    met_on = day_field(_("Day of the meeting"))
    where = forms.ChoiceField(label=_("Where they met"), choices=Meeting.Where.choices)
    who = forms.MultipleChoiceField(
        label=_("Who met"), choices=Meeting.Who.choices, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("What was agreed"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    next_on = day_field(_("Next meeting"), required=False)


class MonthForm(forms.Form):
    """The month of a report; sent with GET."""

    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [  # type: ignore[attr-defined]  # the form's own field
            (f"{month:%Y-%m}", f"{month:%Y. %m.}") for month in months
        ]

    def chosen(self, otherwise: date) -> date:
        if not self.is_bound or not self.is_valid():
            return otherwise
        year, month = self.cleaned_data["month"].split("-")
        return date(int(year), int(month), 1)
