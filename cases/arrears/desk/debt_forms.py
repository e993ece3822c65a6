"""Forms of the debt file: a debt, its closing, a consent, a letter to a creditor, the office's texts."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.debts import Told
from cases.arrears.distribution import Method
from cases.arrears.models import Consent, CreditorText, DebtItem
from cases.arrears.models.debts import CreditorKind, DebtStage
from cases.people.models import Person
from cases.tenancies.desk.forms import ForintField, day_field

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


def person_choices(people: Sequence[Person]) -> list[tuple[str, str]]:
    return [(str(person.pk), person.name) for person in people]


class AmountField(ForintField):
    """Nothing or more, up to two thousand million forints."""

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        if amount is not None and not 0 <= amount <= 2_000_000_000:
            raise forms.ValidationError(_("Write an amount between 0 and 2 000 000 000 Ft."))
        return amount


class DebtForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of creditor"), choices=[("", _("Choose")), *CreditorKind.choices])
    creditor_name = forms.CharField(label=_("Creditor's name"), max_length=120)
    debtor_id = forms.TypedChoiceField(label=_("Debtor"), coerce=UUID, help_text=_("In whose name the contract is"))
    customer_number = forms.CharField(label=_("Customer or contract number"), required=False, max_length=60)
    principal = AmountField(label=_("Principal in forints"), widget=forms.TextInput(attrs=NUMERIC))
    extras = AmountField(
        label=_("Interest and costs in forints"), required=False, widget=forms.TextInput(attrs=NUMERIC)
    )
    since = day_field(_("Oldest unpaid due day"))
    stated_on = day_field(_("Day of the statement"), help_text=_("From the letter or bill the figures are taken from"))
    stage = forms.ChoiceField(label=_("How far it has gone"), choices=DebtStage.choices)
    disconnection_on = day_field(_("Day set for disconnection"), required=False)
    eviction_on = day_field(_("Day set for eviction"), required=False)
    creditor_address = forms.CharField(label=_("Creditor's postal address"), required=False, max_length=200)
    creditor_email = forms.EmailField(label=_("Creditor's e-mail address"), required=False)

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["debtor_id"].choices = person_choices(people)  # type: ignore[attr-defined]  # the form's own field

    def told(self) -> Told:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        values["extras"] = values["extras"] or 0
        return Told(**values)

    def seen_version(self) -> int:
        """Which version of the debt the form was drawn from."""
        return self.cleaned_data["version"] or 0


def start(debt: DebtItem | None, *, on: date) -> dict[str, Any]:
    """What the form starts with: the debt as it is known, or today's statement."""
    if debt is None:
        return {"stated_on": on, "stage": DebtStage.REMINDER}
    return {name: getattr(debt, name) for name in DebtForm.base_fields}


class CloseForm(forms.Form):
    because = forms.ChoiceField(label=_("Why it is closed"), choices=DebtItem.Closed.choices, widget=forms.RadioSelect)


class ReferralForm(forms.Form):
    referred_to = forms.CharField(label=_("Lawyer or legal aid office"), max_length=120)
    referred_on = day_field(_("Day of the referral"))


class ConsentForm(forms.Form):
    person = forms.ChoiceField(label=_("Who signed"))
    given_on = day_field(_("Day of the signature"))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = person_choices(people)  # type: ignore[attr-defined]  # the form's own field


class CooperationForm(ConsentForm):
    covers = forms.MultipleChoiceField(
        label=_("What the family support service may learn"),
        choices=Consent.Covers.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class LetterForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is asked"), choices=CreditorText.Kind.choices, widget=forms.RadioSelect)
    instalment = AmountField(
        label=_("Monthly instalment offered, forints"), required=False, widget=forms.TextInput(attrs=NUMERIC),
        help_text=_("Only with a request for instalments"),
    )  # fmt: skip

    def asked(self) -> dict[str, Any]:
        is_question = self.cleaned_data["kind"] == CreditorText.Kind.QUESTION
        return {
            "kind": self.cleaned_data["kind"],
            "instalment": None if is_question else self.cleaned_data["instalment"],
        }


class TextForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(label=_("Text of the letter"), max_length=6000, widget=forms.Textarea(attrs={"rows": 16}))
    answer_days = forms.IntegerField(label=_("Answer asked for within, days"), min_value=1, max_value=90)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)
    valid_from = day_field(_("In force from"))


class PlanForm(forms.Form):
    """How much a month and how it is spread; sent with GET."""

    METHODS = (
        (Method.PRIORITY.value, _("one after the other, by priority")),
        (Method.PROPORTION.value, _("everybody at once, in proportion")),
    )
    monthly = AmountField(label=_("Monthly amount in forints"), widget=forms.TextInput(attrs=NUMERIC))
    method = forms.ChoiceField(label=_("How it is spread"), choices=METHODS, widget=forms.RadioSelect)
