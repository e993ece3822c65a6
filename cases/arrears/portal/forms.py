"""What a resident fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import ResidentMessage


class TalkForm(forms.Form):
    phone = forms.CharField(
        label=_("Where can we call you?"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    when = forms.ChoiceField(
        label=_("When is it good for you?"), choices=ResidentMessage.When.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What would you like to talk about?"),
        required=False,
        max_length=1000,
        help_text=_("You need not write anything here."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PaperForm(forms.Form):
    file = forms.FileField(
        label=_("Photograph or file"),
        help_text=_("A JPEG, PNG or PDF of up to 12 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    text = forms.CharField(label=_("What is it?"), required=False, max_length=200)
