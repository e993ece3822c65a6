"""Forms of legal steps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.case_forms import day_field
from cases.arrears.models import LegalStep

ACTS = [
    ("file", _("filed")),
    ("served", _("reached the debtor")),
    ("oppose", _("opposed")),
    ("final", _("became final")),
    ("finish", _("carried out")),
    ("withdraw", _("withdrawn")),
]


class PrepareForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which step?"), choices=LegalStep.Kind.choices, widget=forms.RadioSelect)
    scheduled_on = day_field(_("Day set for the eviction"), required=False, help_text=_("Only for an eviction."))


class DayForm(forms.Form):
    act = forms.ChoiceField(label=_("What happened?"), choices=ACTS, widget=forms.RadioSelect)
    on = day_field(_("On this day"))
    text = forms.CharField(
        label=_("File number or outcome"), required=False, max_length=300,
        help_text=_("The file number when it was filed; what came of it when it ended."),
    )  # fmt: skip
