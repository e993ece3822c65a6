"""Forms about money: they check the shape of what was typed, the verbs check its meaning."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import ComfortGrade
from cases.tenancies.desk.forms import ForintField, day_field, possible
from cases.tenancies.models import Acknowledgement, Charge, Modifier, RecurringCharge, ReductionProposal
from cases.tenancies.models.tenancy import RentBasis
from kernel.money import format_forint

MOST = 50_000_000
BY_HAND = (
    Charge.Kind.COST,
    Charge.Kind.SERVICE,
    Charge.Kind.WATER,
    Charge.Kind.COMMON,
    Charge.Kind.RENT,
    Charge.Kind.USE_CHARGE,
    Charge.Kind.OTHER,
)


class AmountField(ForintField):
    """An amount of more than nothing and less than a slip of the finger."""

    def __init__(self, label: Any = None, **known: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label=label or _("Amount in forints"), widget=widget, **known)

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        if amount is not None and amount <= 0:
            raise forms.ValidationError(_("Write an amount of more than nothing."))
        if amount is not None and amount > MOST:
            raise forms.ValidationError(_("This is more than 50 000 000 Ft: check the number of zeros."))
        return amount


class MonthField(forms.DateField):
    """A month, as its first day."""

    def __init__(self, **known: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
            input_formats=["%Y-%m", "%Y. %m.", "%Y.%m", "%Y-%m-%d"],
            validators=[possible],
            error_messages={"invalid": _("Write the month as year and month: 2026-11.")},
            **known,
        )


def _past_day(label: Any) -> forms.DateField:
    field = day_field(label)
    field.validators.append(_not_in_the_future)
    return field


def _not_in_the_future(day: date) -> None:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come: check it."))


def _reason(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=200, required=required, help_text=help_text)


class ChargeForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is charged"), choices=[(kind.value, kind.label) for kind in BY_HAND])
    amount = AmountField()
    period = MonthField(label=_("For the month"))
    due_on = day_field(_("Due day"))
    note = _reason(_("What it is for"), required=False, help_text=_("Stands on the statement instead of the kind"))


class CorrectionForm(forms.Form):
    LESS, MORE = "less", "more"

    direction = forms.ChoiceField(
        label=_("What was wrong"),
        choices=[(LESS, _("Too much was charged: credit note")), (MORE, _("Too little was charged: supplement"))],
        widget=forms.RadioSelect,
        initial=LESS,
    )
    amount = AmountField(label=_("By how many forints"))
    reason = _reason(_("Why"), help_text=_("Stands on the account for ever"))


class TitleForm(forms.Form):
    TITLE, FLAT = "title", "flat"

    what = forms.ChoiceField(
        label=_("What ended"),
        choices=[
            (TITLE, _("The title ended, and people still live there: a use charge follows")),
            (FLAT, _("The flat was given back: nothing more is charged")),
        ],
        widget=forms.RadioSelect,
        initial=TITLE,
    )
    on = day_field(_("Last day"))


class RecurringForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in RecurringCharge.KINDS])
    label = forms.CharField(
        label=_("Name"), max_length=60, required=False, help_text=_("For example lift, cleaning; may stay empty")
    )
    amount = AmountField(label=_("Forints a month"))
    valid_from = day_field(_("From this day on"))


class MarkForm(forms.Form):
    modifier = forms.ModelChoiceField(label=_("Modifier"), queryset=Modifier.objects.all(), empty_label=_("Choose one"))
    valid_from = day_field(_("From this day on"))


class ConfirmedForm(forms.Form):
    """A question with one answer: the button."""

    confirmed = forms.CharField(widget=forms.HiddenInput, initial="1")


class EndForm(forms.Form):
    on = day_field(_("Last day"))


class ProposalForm(forms.Form):
    """How much of each open charge is to be given up; an empty field leaves the charge alone."""

    kind = forms.ChoiceField(
        label=_("What is proposed"),
        choices=[(kind.value, kind.label.capitalize()) for kind in ReductionProposal.KINDS],
        widget=forms.RadioSelect,
        initial=ReductionProposal.KINDS[0],
    )
    reason = _reason(_("Why"), help_text=_("Whoever decides on it reads this"))

    def __init__(self, *args: Any, charges: Iterable[Charge], **known: Any) -> None:
        super().__init__(*args, **known)
        self.charges = list(charges)
        for charge in self.charges:
            self.fields[self.name_of(charge)] = AmountField(
                label=f"{charge.title} {charge.period:%Y-%m}",
                required=False,
                help_text=_("open: %(amount)s") % {"amount": format_forint(charge.open_amount)},  # type: ignore[attr-defined]  # annotated
            )

    def amount_fields(self) -> "list[Any]":
        return [self[self.name_of(charge)] for charge in self.charges]

    @staticmethod
    def name_of(charge: Charge) -> str:
        return f"amount_{charge.pk.hex}"

    def amounts(self) -> Mapping[UUID, int]:
        """Forints by charge; call it on a valid form."""
        found = {charge.pk: self.cleaned_data.get(self.name_of(charge)) for charge in self.charges}
        return {pk: amount for pk, amount in found.items() if amount}


class DecisionForm(forms.Form):
    APPROVE, REFUSE, WITHDRAW = "approve", "refuse", "withdraw"

    decision = forms.ChoiceField(choices=[(word, word) for word in (APPROVE, REFUSE, WITHDRAW)])


class PayBackForm(forms.Form):
    amount = AmountField()
    name = forms.CharField(label=_("Paid to"), max_length=140)
    account = forms.CharField(
        label=_("Bank account"), max_length=40, required=False, help_text=_("Empty for the cash desk")
    )
    note = _reason(_("Note"), required=False)


class SendBackForm(forms.Form):
    name = forms.CharField(label=_("Paid to"), max_length=140)
    account = forms.CharField(
        label=_("Bank account"), max_length=40, required=False, help_text=_("Empty for the cash desk")
    )
    note = _reason(_("Note"), required=False)


class DepositForm(forms.Form):
    amount = AmountField()
    on = _past_day(_("Received on"))
    note = _reason(_("Note"), required=False)


class SetOffForm(forms.Form):
    amount = AmountField()


class DayForm(forms.Form):
    on = day_field(_("Day"))


class PastDayForm(forms.Form):
    on = _past_day(_("Day"))


class AcknowledgementForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=Acknowledgement.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("A demand by itself is not enough: it does not start the time again."),
    )
    on = _past_day(_("On this day"))
    charges = forms.MultipleChoiceField(
        label=_("For which items"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none, and it is for everything that was open and due on that day."),
    )
    note = _reason(_("Note"), required=False)

    def __init__(self, *args: Any, charges: Iterable[Charge], **known: Any) -> None:
        super().__init__(*args, **known)
        self.fields["charges"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (str(charge.pk), f"{charge.title} {charge.period:%Y-%m}: {format_forint(charge.open_amount)}")  # type: ignore[attr-defined]  # annotated
            for charge in charges
        ]


class PeriodForm(forms.Form):
    since = day_field(_("From"))
    until = day_field(_("Until"))


class RentRateForm(forms.Form):
    basis = forms.ChoiceField(label=_("Basis of the rent"), choices=RentBasis.choices)
    category = forms.CharField(label=_("Category"), max_length=40, required=False, help_text=_("If the decree has one"))
    comfort = forms.ChoiceField(label=_("Comfort grade"), choices=ComfortGrade.choices)
    forints_per_m2 = AmountField(label=_("Forints per m² and month"))
    valid_from = day_field(_("In force from"))
    decree = forms.CharField(label=_("Decree"), max_length=120, required=False)


class ModifierForm(forms.Form):
    name = forms.CharField(label=_("What it is"), max_length=80, help_text=_("For example no lift, damp, ground floor"))
    percent = forms.IntegerField(
        label=_("Percent"), min_value=-100, max_value=300, help_text=_("−10 takes a tenth off, 5 adds a twentieth")
    )
    valid_from = day_field(_("In force from"))
    decree = forms.CharField(label=_("Decree"), max_length=120, required=False)


class RuleForm(forms.Form):
    use_charge_percent = forms.IntegerField(
        label=_("Use charge from the third month, in percent of the rent"),
        min_value=100,
        max_value=1000,
        help_text=_("100 is the rent itself, 200 twice the rent (Housing Act 20. §)"),
    )
    charges_interest = forms.BooleanField(label=_("Late interest is charged"), required=False)
    interest_minimum = forms.IntegerField(
        label=_("No interest below so many forints"), min_value=0, max_value=1_000_000, initial=0
    )
    posts_interest_monthly = forms.BooleanField(
        label=_("It is charged by itself on the first of every month"),
        required=False,
        help_text=_("On what was paid late until then. Otherwise a clerk charges it by a button."),
    )
    valid_from = day_field(_("In force from"))
    decree = forms.CharField(label=_("Decree"), max_length=120, required=False)
