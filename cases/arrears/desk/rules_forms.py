"""Forms of what the office sets: rules, ladder, letter texts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.case_forms import day_field, forint_field
from cases.arrears.models import LadderStep


def _number(label: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class RulesForm(forms.Form):
    """Every rule of the office that is a figure, from one day on."""

    valid_from = day_field(_("In force from"))
    decree = forms.CharField(
        label=_("Decree"), max_length=160, help_text=_("For example: 12/2024. (V. 30.) rendelet 14. §")
    )
    case_amount = forint_field(_("A case opens at this debt (Ft)"), least=1)
    case_months = _number(_("or at this many months"), 1, 24)
    case_smallest = forint_field(_("but never below (Ft)"))
    instalment_step = forint_field(_("Instalments are rounded up to (Ft)"), least=1)
    smallest_instalment = forint_field(_("Smallest instalment (Ft)"))
    most_instalments_adviser = _number(_("Instalments an adviser may agree"), 1, 120)
    most_instalments_head = _number(_("Instalments with approval"), 1, 120)
    extension_instalments = _number(_("Instalments that one extension adds without approval"), 0, 60)
    least_down_percent = _number(_("Down payment, at least percent"), 0, 90)
    interest_free_months = _number(_("Without interest up to instalments"), 0, 120)
    needs_current_bill = forms.BooleanField(label=_("The current bill has to be paid as well"), required=False)
    grace_days = _number(_("Days of grace"), 0, 31)
    tolerance = forint_field(_("Missing this little does not count (Ft)"))
    missed_for_breach = _number(_("Missed instalments that breach a plan"), 1, 12)
    cure_days = _number(_("Days to make good"), 1, 60)
    wait_months_after_break = _number(_("Months until a new plan after a broken one"), 0, 60)
    quiet_from_hour = _number(_("No e-mail or text message from (hour)"), 12, 24)
    quiet_until_hour = _number(_("until (hour)"), 0, 11)
    sends_on_rest_days = forms.BooleanField(label=_("Messages also go out on rest days"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        adviser, head = cleaned.get("most_instalments_adviser"), cleaned.get("most_instalments_head")
        if adviser and head and head < adviser:
            self.add_error("most_instalments_head", _("With approval there are at least as many as without."))
        return cleaned


class StepForm(forms.Form):
    """One step of the ladder from a day on."""

    valid_from = day_field(_("In force from"))
    name = forms.CharField(label=_("Name"), max_length=80)
    days_overdue = _number(_("Days after the oldest unpaid due day"), 0, 1000)
    days_after_previous = _number(_("Days after the step before"), 0, 365)
    minimum_amount = forint_field(_("From this amount (Ft)"))
    minimum_months = _number(_("From this many months"), 0, 60)
    pay_within_days = _number(_("Days to pay"), 0, 90)
    fee = forint_field(_("Fee charged for the step (Ft)"))
    channel = forms.ChoiceField(label=_("Goes by"), choices=LadderStep.Channel.choices)
    approver = forms.ChoiceField(label=_("Released"), choices=LadderStep.Approver.choices)
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text of the letter"), widget=forms.Textarea(attrs={"rows": 12}), max_length=6000)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)


class TranslationForm(forms.Form):
    """A letter's words from a day on."""

    valid_from = day_field(_("In force from"))
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text of the letter"), widget=forms.Textarea(attrs={"rows": 16}), max_length=8000)


class TextForm(TranslationForm):
    """The Hungarian letter: its words and what they rest on."""

    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)


class ClosedDayForm(forms.Form):
    day = day_field(_("Closed on"))
    note = forms.CharField(label=_("Why"), required=False, max_length=80)
