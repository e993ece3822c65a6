"""Forms of the reminders' desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import Pause


class TakeOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is this reminder taken out?"),
        max_length=200,
        help_text=_("For example: talks are under way. It stays on record with your name."),
    )


class PauseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Pause.Reason.choices, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Until this day, the day included"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y.%m.%d.", "%Y. %m. %d.", "%Y.%m.%d"],
        error_messages={"invalid": _("Write the day as year, month, day: 2026-11-23.")},
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class SettleForm(forms.Form):
    """Two buttons: it went out, or it did not."""

    was_sent = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda text: text == "yes")

    def said(self) -> bool | None:
        sent: Any = self.cleaned_data["was_sent"] if self.is_valid() else None
        return sent if isinstance(sent, bool) else None
