"""Forms of the tenancies' desk: they check the shape of what was typed, the verbs check its meaning."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import ComfortGrade, Dwelling
from cases.people.models import LetterLanguage, Person
from cases.tenancies.models import Payment
from cases.tenancies.models.tenancy import RentBasis
from kernel import money

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
PHONE = RegexValidator(r"^\+?[0-9][0-9 ()/.-]{4,}$", _("Write the number in digits: +36 20 123 4567."))


class ForintField(forms.CharField):
    """An amount as people type it: 12345, 12 345, 12.345 Ft. Whole forints out."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return money.parse_forint(text)
        except money.NotWholeForints as error:
            raise forms.ValidationError(_("Write a whole amount in forints, for example 45 000.")) from error


def possible(day: date) -> None:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise forms.ValidationError(_("Check the year: it is between 1900 and 2199."))


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[possible],
        input_formats=["%Y-%m-%d", "%Y.%m.%d.", "%Y. %m. %d.", "%Y.%m.%d"],
        error_messages={"invalid": _("Write the day as year, month, day: 2026-11-23.")},
    )


class ListForm(forms.Form):
    """What the list shows. Anything unknown in the address falls back to the whole list."""

    SHOW = (("", _("All tenancies")), ("arrears", _("Only in arrears")), ("ended", _("Ended, account still open")))
    ORDER = (("name", _("Name")), ("address", _("Address")), ("balance", _("Largest debt first")))

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        help_text=_("Name (accents do not matter), address, tenancy number or old identifier"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOW)
    order = forms.ChoiceField(label=_("Sort by"), required=False, choices=ORDER)

    def chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name, ""))


class ContactForm(forms.Form):
    """How a tenant is reached."""

    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
        validators=[PHONE],
    )
    sms_consent_on = day_field(
        _("Agreed to text messages on"), required=False, help_text=_("Leave it empty if they did not agree.")
    )
    postal_address = forms.CharField(
        label=_("Letters go to"),
        required=False,
        max_length=200,
        help_text=_("Leave it empty if letters go to the flat."),
    )
    letter_language = forms.ChoiceField(
        label=_("Reads letters better in"),
        required=False,
        choices=[("", _("Hungarian")), *LetterLanguage.choices],
        help_text=_("Letters stay in Hungarian; where the office has them in this language too, both are sent."),
    )
    wants_due_notice = forms.BooleanField(
        label=_("Wants a message three days before the rent falls due"),
        required=False,
        help_text=_("By e-mail, or by text message where they agreed to those."),
    )
    is_reached = forms.BooleanField(label=_("The address is right: post reaches them again"), required=False)


class PaymentForm(forms.Form):
    amount = ForintField(
        label=_("Amount in forints"), widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    paid_on = day_field(_("Paid on"))
    source = forms.ChoiceField(
        label=_("How it was paid"),
        choices=[
            (Payment.Source.CASH.value, Payment.Source.CASH.label),
            (Payment.Source.BANK.value, Payment.Source.BANK.label),
        ],
        widget=forms.RadioSelect,
        initial=Payment.Source.CASH,
    )
    bank_reference = forms.CharField(
        label=_("Receipt or bank reference"), required=False, max_length=80, help_text=_("If there is one")
    )

    def clean_amount(self) -> int:
        amount = int(self.cleaned_data["amount"])
        if amount <= 0:
            raise forms.ValidationError(_("A payment is more than nothing."))
        if amount > 50_000_000:
            raise forms.ValidationError(_("This is more than 50 000 000 Ft: check the number of zeros."))
        return amount

    def clean_paid_on(self) -> date:
        day: date = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come: write the day the money came in."))
        return day


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160, help_text=_("As on the identity card, family name first"))
    born_on = day_field(_("Date of birth"), required=False)
    mother_name = forms.CharField(label=_("Mother's birth name"), required=False, max_length=160)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    postal_address = forms.CharField(
        label=_("Address for letters"), required=False, max_length=200, help_text=_("Only if it is not the flat itself")
    )


class DwellingForm(forms.Form):
    postcode = forms.CharField(
        label=_("Postcode"),
        validators=[RegexValidator(r"^[1-9][0-9]{3}$", _("A postcode is four digits."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    town = forms.CharField(label=_("Town"), max_length=60)
    street = forms.CharField(label=_("Street"), max_length=100, help_text=_("With utca, tér, út …"))
    house_number = forms.CharField(label=_("House number"), max_length=20)
    stair = forms.CharField(label=_("Staircase"), required=False, max_length=10)
    floor = forms.CharField(label=_("Floor"), required=False, max_length=10)
    door = forms.CharField(label=_("Door"), required=False, max_length=10)
    parcel_number = forms.CharField(label=_("Parcel number"), required=False, max_length=40)
    area_m2 = forms.DecimalField(
        label=_("Floor area in square metres"),
        required=False,
        min_value=1,
        max_value=999,
        decimal_places=1,
        localize=True,
        help_text=_("Needed if the rent table is to price the flat"),
    )
    rooms = forms.IntegerField(label=_("Whole rooms"), required=False, min_value=0, max_value=15)
    half_rooms = forms.IntegerField(label=_("Half rooms"), required=False, min_value=0, max_value=10)
    comfort = forms.ChoiceField(
        label=_("Comfort grade"), required=False, choices=[("", _("not known")), *ComfortGrade.choices]
    )

    def described(self) -> dict[str, Any]:
        """The cleaned values as the verb takes them: rooms counted in halves."""
        values = dict(self.cleaned_data)
        halves = 2 * (values.pop("rooms") or 0) + (values["half_rooms"] or 0)
        return {**values, "half_rooms": halves or None}


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    """People told apart by what a clerk asks: the date of birth, the mother's name."""

    def label_from_instance(self, obj: Any) -> str:
        born = f"{obj.born_on:%Y. %m. %d.}" if obj.born_on else ""
        return ", ".join(part for part in (obj.name, born, obj.mother_name, obj.phone) if part)


class LettingForm(forms.Form):
    """A new tenancy. `people` are whom the search found and who were ticked before."""

    dwelling = forms.ModelChoiceField(
        label=_("Flat"),
        queryset=Dwelling.objects.none(),
        empty_label=_("Choose a flat"),
        help_text=_("Only flats that are not let now"),
    )
    find = forms.CharField(label=_("Find a person by name"), required=False, max_length=80)
    parties = PeopleField(
        label=_("Tenants"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody who signs the contract. The first one ticked is written to first."),
    )
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"), required=False, help_text=_("Leave empty for an open-ended contract"))
    basis = forms.ChoiceField(label=_("Basis of the rent"), choices=RentBasis.choices)
    monthly_rent = ForintField(
        label=_("Monthly rent in forints"),
        required=False,
        help_text=_("Leave empty to price the flat by the office's rent table"),
    )
    due_day = forms.IntegerField(label=_("Rent is due on this day of the month"), min_value=1, max_value=28, initial=15)

    def __init__(self, *args: Any, flats: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dwelling"].queryset = flats  # type: ignore[attr-defined]  # the form's own field
        self.fields["parties"].queryset = people  # type: ignore[attr-defined]  # the form's own field

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The contract ends before it starts. Correct one of the two days."))
        return values
