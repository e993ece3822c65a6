"""A flat to rent on the market, as an adviser writes it down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.adverts.forms import ROOMS
from exchange.adverts.models import MarketFlat
from exchange.pool import places
from exchange.pool.columns import LARGEST_AREA, MOST_MONTHLY_COST, SMALLEST_AREA

PLAIN = ("half_rooms", "area_m2", "monthly_cost", "contact", "source", "note", "seen_on")


class MarketFlatForm(forms.Form):
    place = forms.ChoiceField(label=_("Where is the flat?"))
    half_rooms = forms.TypedChoiceField(
        label=_("How many rooms?"), choices=ROOMS, coerce=int, help_text=_("A small room counts as a half.")
    )
    area_m2 = forms.IntegerField(label=_("Floor area (m²)"), min_value=SMALLEST_AREA, max_value=LARGEST_AREA)
    monthly_cost = forms.IntegerField(
        label=_("Monthly cost (Ft)"),
        min_value=1,
        max_value=MOST_MONTHLY_COST,
        help_text=_("Rent, common charges and utilities together."),
    )
    contact = forms.CharField(
        label=_("Contact"), max_length=160, help_text=_("As the owner gives it to everybody: residents see it.")
    )
    source = forms.CharField(
        label=_("Source"), max_length=160, help_text=_("Where the office knows the flat from: residents do not see it.")
    )
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays in this office."),
    )  # fmt: skip
    seen_on = forms.DateField(
        label=_("Seen on"),
        help_text=_("The flat is shown for 30 days from this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, sent: Any = None, *, flat: MarketFlat | None = None, **known: Any) -> None:
        super().__init__(sent, initial=_initial(flat) if flat else None, **known)
        self.fields["place"].choices = [("", "–"), *places.choices()]  # type: ignore[attr-defined]  # a choice field

    def answers(self) -> dict[str, Any]:
        """What was written, by the flat's columns; the day it was seen apart."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen_on"}
        given["town"], given["district"] = places.split(given.pop("place"))
        return given


def _initial(flat: MarketFlat) -> dict[str, Any]:
    return {name: getattr(flat, name) for name in PLAIN} | {"place": places.join(flat.town, flat.district)}
