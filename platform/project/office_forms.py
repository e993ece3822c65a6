"""Forms of the office's own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from project import roles
from tenants.accounts import tokens

# A resident is no colleague, and the operator works on the bare host.
STAFF_ROLES = [
    (name, label) for name, label in zip(roles.ROLES, roles.LABELS, strict=True) if name not in {"resident", "operator"}
]


class TakeOnForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=STAFF_ROLES, widget=forms.CheckboxSelectMultiple)
    password = forms.CharField(
        label=_("First password"),
        help_text=_("At least 12 characters. Hand it over in person; it can be changed after signing in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Which system is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=list(tokens.SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("Valid for this many days"), min_value=1, max_value=tokens.LONGEST_DAYS, initial=180
    )
