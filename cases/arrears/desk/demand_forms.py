"""Forms of demands, their service, and notices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.case_forms import day_field
from cases.arrears.models import Proof


class ServiceForm(forms.Form):
    proof = forms.ChoiceField(label=_("What proves it?"), choices=Proof.choices, widget=forms.RadioSelect)
    served_on = day_field(
        _("Day of service"), help_text=_("For a letter that was not claimed: the day it came back to the office.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=200, help_text=_("For example the post's number.")
    )


class NoticeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reasons"), max_length=600, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In plain words: what was not paid, since when, and what was tried to keep the tenancy."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why is it withdrawn?"), max_length=300)
