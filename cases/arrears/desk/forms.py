"""Forms of the reminders' desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.case_forms import day_field
from cases.arrears.models import Pause


class TakeOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is this reminder taken out?"),
        max_length=200,
        help_text=_("For example: talks are under way. It stays on record with your name."),
    )


class PauseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Pause.Reason.choices, widget=forms.RadioSelect)
    until = day_field(_("Until this day, the day included"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class ForecastForm(forms.Form):
    on = day_field(_("Day of the run"))


class SettleForm(forms.Form):
    """Two buttons: it went out, or it did not."""

    was_sent = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda text: text == "yes")

    def said(self) -> bool | None:
        sent: Any = self.cleaned_data["was_sent"] if self.is_valid() else None
        return sent if isinstance(sent, bool) else None
