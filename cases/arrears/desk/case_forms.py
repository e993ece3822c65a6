"""Forms of the case: what is known, what was said, how it ends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import ArrearsCase, Cause, Contact
from tenants.accounts.models import StaffMember

DAY_FORMATS = ["%Y-%m-%d", "%Y.%m.%d.", "%Y. %m. %d.", "%Y.%m.%d"]


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day: a calendar where the browser has one, and the Hungarian ways to write it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=DAY_FORMATS,
        error_messages={"invalid": _("Write the day as year, month, day: 2026-11-23.")},
    )


def forint_field(label: Any, *, required: bool = True, least: int = 0, help_text: Any = "") -> forms.IntegerField:
    """Whole forints, up to two thousand million."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=2_000_000_000,
        help_text=help_text,
        error_messages={"invalid": _("Write whole forints, digits only: 15500.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was it?"), choices=Contact.Kind.choices, widget=forms.RadioSelect)
    on = day_field(_("When?"))
    text = forms.CharField(
        label=_("What was said or done?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    promised_amount = forint_field(_("Promised amount (Ft)"), required=False, help_text=_("Only for a promise to pay."))
    promised_on = day_field(_("Promised by"), required=False, help_text=_("Only for a promise to pay."))


class InvitationForm(forms.Form):
    come_by = day_field(_("Come or call by"), help_text=_("Usually two weeks from now."))


class CaseForm(forms.Form):
    """What is known of the case; `version` notices that somebody else wrote meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    adviser_id = forms.TypedChoiceField(label=_("Adviser"), required=False, coerce=str, empty_value=None)
    next_on = day_field(_("Next step on"), required=False)
    next_action = forms.CharField(label=_("Next step"), required=False, max_length=160)
    causes = forms.MultipleChoiceField(
        label=_("Why did they fall behind?"), required=False, choices=Cause.choices, widget=forms.CheckboxSelectMultiple
    )
    has_minor = forms.BooleanField(label=_("A child lives in the household"), required=False)
    disconnection_on = day_field(_("Announced disconnection"), required=False)
    eviction_on = day_field(_("Eviction set for"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = StaffMember.objects.filter(account__is_active=True).order_by("name")
        choices = [("", _("nobody yet")), *((str(member.pk), member.name) for member in colleagues)]
        self.fields["adviser_id"].choices = choices  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(value, ArrearsCase.Stage(value).label) for value in ArrearsCase.CLOSED],
        widget=forms.RadioSelect,
    )
