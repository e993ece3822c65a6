"""All questions about a flat and a wish, asked together at the desk and one by one at the portal."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import ComfortGrade
from exchange.adverts import wording
from exchange.adverts.models import Advert
from exchange.adverts.models.adverts import MOST_PRICE
from exchange.adverts.publishing import NEEDED
from exchange.pool import places
from exchange.pool.columns import MOST_MONTHLY_COST, Heating, Tenure

ROOMS = [("", "–"), *((str(number), wording.rooms(number)) for number in range(1, 17))]
HOME_FIELDS = ("place", "half_rooms", "area_m2", "comfort", "heating", "floor", "has_lift", "step_free", "monthly_cost")
WISH_FIELDS = (
    "wish_places", "wish_half_rooms_min", "wish_half_rooms_max", "wish_area_min", "wish_area_max", "wish_cost_max",
    "wish_comfort_min", "wish_heatings", "wish_lift", "wish_step_free", "wish_tenures", "household_size",
    "area_per_person",
)  # fmt: skip
OWNER_FIELDS = ("asking_price", "wants_sale")
DESK_FIELDS = ("contact", "stated_affordable_cost", "note")
NEEDED_FIELDS = frozenset({"place", *NEEDED}) - {"town", "tenure"}
PAIRS = (("wish_half_rooms_min", "wish_half_rooms_max"), ("wish_area_min", "wish_area_max"))


def _rooms(label: Any, hint: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=ROOMS, coerce=int, empty_value=None, help_text=hint)


def _number(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=hint)


def _choice(label: Any, choices: Sequence[tuple[str, Any]], hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "–"), *choices], help_text=hint)


def _several(label: Any, choices: Sequence[tuple[str, Any]], hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, help_text=hint)


class AnswersForm(forms.Form):
    """The questions named in `only`; those in `needed` must be answered."""

    place = _choice(_("Where is the flat?"), [])
    half_rooms = _rooms(_("How many rooms?"), _("A small room counts as a half."))
    area_m2 = _number(_("Floor area (m²)"), 6, 500)
    comfort = _choice(_("Comfort grade"), ComfortGrade.choices, _("It is written in the tenancy contract."))
    heating = _choice(_("Heating"), Heating.choices)
    floor = _number(_("Floor"), -2, 30, _("0 is the ground floor."))
    has_lift = forms.BooleanField(label=_("The house has a lift"))
    step_free = forms.BooleanField(label=_("You can get in without steps"))
    monthly_cost = _number(
        _("Monthly cost (Ft)"), 0, MOST_MONTHLY_COST, _("Rent, common charges and utilities together.")
    )
    asking_price = _number(
        _("Price you ask for the flat (Ft)"), 1, MOST_PRICE, _("Leave empty if you only want to exchange it.")
    )
    wants_sale = forms.BooleanField(label=_("Selling this flat and buying another would do as well"))
    wish_places = _several(_("Where would you like to live?"), [], _("Choose none if any place will do."))
    wish_half_rooms_min = _rooms(_("At least this many rooms"))
    wish_half_rooms_max = _rooms(_("At most this many rooms"))
    wish_area_min = _number(_("At least this large (m²)"), 0, 500)
    wish_area_max = _number(_("At most this large (m²)"), 0, 500)
    wish_cost_max = _number(
        _("Highest monthly cost (Ft)"), 0, MOST_MONTHLY_COST, _("Rent, common charges and utilities together.")
    )
    wish_comfort_min = _choice(_("Lowest comfort grade"), ComfortGrade.choices)
    wish_heatings = _several(_("Which heating will do?"), Heating.choices, _("Choose none if any will do."))
    wish_lift = forms.BooleanField(label=_("Ground floor or a lift is needed"))
    wish_step_free = forms.BooleanField(label=_("It must be possible to get in without steps"))
    wish_tenures = _several(_("Tenancy or ownership?"), Tenure.choices, _("Choose none if both will do."))
    household_size = _number(_("How many people will live there?"), 1, 30)
    area_per_person = _number(_("At least this many m² for each person"), 0, 100, _("0 if it does not matter."))
    contact = forms.ChoiceField(
        label=_("How should we reach you?"), choices=Advert.Contact.choices, widget=forms.RadioSelect
    )
    stated_affordable_cost = _number(
        _("What the household can pay a month (Ft)"), 0, MOST_MONTHLY_COST,
        _("Leave empty to take it from the payments of the last six months."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Stays in this office.")
    )

    def __init__(self, *args: Any, only: Collection[str], needed: Collection[str] = (), **known: Any) -> None:
        super().__init__(*args, **known)
        for name in [name for name in self.fields if name not in only]:
            del self.fields[name]
        for name, field in self.fields.items():
            field.required = name in needed or name == "contact"
        listed = places.choices() if {"place", "wish_places"} & set(only) else []
        if "place" in self.fields:
            self.fields["place"].choices = [("", "–"), *listed]  # type: ignore[attr-defined]  # a choice field
        if "wish_places" in self.fields:
            self.fields["wish_places"].choices = listed  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for least, most in PAIRS:
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, _("This is less than the smallest you gave."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What was answered, by the advert's columns."""
        given = dict(self.cleaned_data)
        if "place" in given:
            given["town"], given["district"] = places.split(given.pop("place"))
        for column, value in (("household_size", 1), ("area_per_person", 0)):
            if column in given and given[column] is None:
                given[column] = value
        return given


def initial_of(advert: Advert) -> dict[str, Any]:
    """The advert's present answers, as the form asks them."""
    columns = (*HOME_FIELDS[1:], *OWNER_FIELDS, *WISH_FIELDS, *DESK_FIELDS)
    known = {column: getattr(advert, column) for column in columns}
    return known | {"place": places.join(advert.town, advert.district)}


class PhotoForm(forms.Form):
    """A photograph of the flat, and what it shows."""

    photo = forms.FileField(
        label=_("Photograph"),
        help_text=_("A JPEG, PNG or WebP of up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        error_messages={"required": _("Choose a photograph first.")},
    )
    caption = forms.CharField(label=_("What does it show?"), max_length=120, required=False)


class CaptionForm(forms.Form):
    """What a photograph shows."""

    caption = forms.CharField(max_length=120, required=False)


class AnswerForm(forms.Form):
    """A yes or a no to one move; a no may say why."""

    answer = forms.ChoiceField(
        label=_("Would you move into this flat?"),
        choices=[("accepted", _("Yes, I would like to move")), ("declined", _("No, I would not"))],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("If no: why?"), required=False)

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, Any]], **known: Any) -> None:
        super().__init__(*args, **known)
        self.fields["reason"].choices = list(reasons)  # type: ignore[attr-defined]  # a choice field
