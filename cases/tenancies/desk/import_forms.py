"""Forms of the imports: a file, the columns as they were understood, an account, a search."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cases.tenancies.desk.forms import ForintField, day_field
from cases.tenancies.rent_roll.columns import Field, Mapping
from cases.tenancies.statements.csv_columns import Column, Shape, recognise

LARGEST_UPLOAD = 25 * 1024 * 1024

MEANINGS: dict[str, Any] = {
    "": _("– not used –"),
    Field.NAME: _("Name of the tenant"),
    Field.JOINT_NAME: _("Name of the joint tenant"),
    Field.IDENTIFIER: _("Identifier of the contract"),
    Field.ADDRESS: _("Full address"),
    Field.POSTCODE: _("Postcode"),
    Field.TOWN: _("Town"),
    Field.STREET: _("Street"),
    Field.STREET_TYPE: _("Kind of street"),
    Field.HOUSE_NUMBER: _("House number"),
    Field.BUILDING: _("Building"),
    Field.STAIR: _("Staircase"),
    Field.FLOOR: _("Floor"),
    Field.DOOR: _("Door"),
    Field.PARCEL_NUMBER: _("Parcel number"),
    Field.AREA: _("Floor area"),
    Field.ROOMS: _("Rooms"),
    Field.HALF_ROOMS: _("Half rooms"),
    Field.COMFORT: _("Comfort grade"),
    Field.BASIS: _("Basis of the rent"),
    Field.RENT: _("Monthly rent"),
    Field.STARTED_ON: _("Contract begins"),
    Field.ENDS_ON: _("Contract ends"),
    Field.ARREARS: _("Owed"),
    Field.OVERPAID: _("In credit"),
    Field.PHONE: _("Telephone"),
    Field.NOTE: _("Note"),
    Field.ORDINAL: _("Row number"),
    Field.IGNORED: _("Left out on purpose"),
}


def _bounded(upload: "UploadedFile[Any]") -> "UploadedFile[Any]":
    if (upload.size or 0) > LARGEST_UPLOAD:
        raise forms.ValidationError(_("The file is larger than 25 MB. Save only the needed sheet or period."))
    return upload


class RentRollForm(forms.Form):
    file = forms.FileField(
        label=_("Rent roll"),
        help_text=_("Excel (.xlsx, .xls), OpenDocument (.ods) or .csv, as you have it. Nothing is taken over yet."),
        error_messages={"empty": _("The file is empty. Choose another one.")},
    )
    as_of = day_field(_("The balances in the file are of this day"))

    def clean_file(self) -> "UploadedFile[Any]":
        return _bounded(self.cleaned_data["file"])


class MappingForm(forms.Form):
    """One choice for each heading of the file, filled in with what was recognised."""

    def __init__(self, *args: Any, mapping: Mapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = list(mapping.fields)
        for number, (heading, meaning) in enumerate(mapping.fields.items()):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading,
                required=False,
                choices=list(MEANINGS.items()),
                initial=meaning.value if meaning else "",
            )

    def mapping(self) -> Mapping:
        """The mapping as the clerk left it; call it on a valid form."""
        chosen: Iterable[str] = (self.cleaned_data[f"column_{number}"] for number in range(len(self.headings)))
        return Mapping.from_json(dict(zip(self.headings, (one or None for one in chosen), strict=True)))


class StatementForm(forms.Form):
    file = forms.FileField(
        label=_("Bank statement"),
        help_text=_(
            "camt.053 (.xml), MT940, the bank's .csv or the post's day file. The same file twice books nothing twice."
        ),
        error_messages={"empty": _("The file is empty. Choose another one.")},
    )
    account = forms.ChoiceField(
        label=_("Account"), required=False, help_text=_("Only needed when the file does not name it")
    )

    def __init__(self, *args: Any, accounts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [("", _("as in the file")), *((one, one) for one in accounts)]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_file(self) -> "UploadedFile[Any]":
        return _bounded(self.cleaned_data["file"])


COLUMNS: dict[str, Any] = {
    "": _("– not used –"),
    Column.BOOKED: _("Day of booking"),
    Column.VALUE: _("Value date"),
    Column.AMOUNT: _("Amount, with its sign"),
    Column.CREDIT: _("Credit (money in)"),
    Column.DEBIT: _("Debit (money out)"),
    Column.DIRECTION: _("In or out"),
    Column.CURRENCY: _("Currency"),
    Column.NAME: _("Name of the other side"),
    Column.ACCOUNT: _("Account of the other side"),
    Column.OWN_ACCOUNT: _("The office's own account"),
    Column.TEXT: _("Text"),
    Column.REFERENCE: _("The bank's transaction number"),
    Column.BALANCE: _("Balance after it"),
    Column.KIND: _("Kind of transaction"),
}


class ColumnsForm(forms.Form):
    """What each column of an unknown table holds, and the name it is saved under."""

    name = forms.CharField(
        label=_("Name of this format"), max_length=80, help_text=_("For example the bank's name; it is known next time")
    )
    account = forms.ChoiceField(
        label=_("Account"), required=False, help_text=_("Only needed when the file does not name it")
    )

    def __init__(self, *args: Any, shape: Shape, accounts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [("", _("as in the file")), *((one, one) for one in accounts)]  # type: ignore[attr-defined]  # a ChoiceField
        self.places = []
        for place, heading in enumerate(shape.headings):
            seen = ", ".join(row[place] for row in shape.rows[:3] if place < len(row) and row[place])
            self.places.append(f"column_{place}")
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or _("(without a heading)"),
                required=False,
                choices=list(COLUMNS.items()),
                help_text=seen[:120],
                initial=recognise(heading) or "",
            )

    def columns(self) -> "list[Any]":
        return [self[name] for name in self.places]

    def meanings(self) -> dict[int, str]:
        """What each place holds; call it on a valid form."""
        chosen = ((place, self.cleaned_data[name]) for place, name in enumerate(self.places))
        return {place: meaning for place, meaning in chosen if meaning}


class SplitForm(forms.Form):
    """Up to six tenancies by number, each with its part."""

    PARTS = 6

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, self.PARTS + 1):
            self.fields[f"number_{place}"] = forms.CharField(
                label=_("Tenancy number"), max_length=24, required=False, widget=forms.TextInput()
            )
            self.fields[f"amount_{place}"] = ForintField(
                label=_("Amount in forints"),
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    def rows(self) -> "list[tuple[Any, Any]]":
        return [(self[f"number_{place}"], self[f"amount_{place}"]) for place in range(1, self.PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for place in range(1, self.PARTS + 1):
            number, amount = values.get(f"number_{place}"), values.get(f"amount_{place}")
            if bool(number) != (amount is not None) and not self.errors:
                self.add_error(f"amount_{place}", _("Write both the number and the amount, or neither."))
        return values

    def parts(self) -> list[tuple[str, int]]:
        """Number and forints of each part; call it on a valid form."""
        found = (
            (self.cleaned_data[f"number_{place}"], self.cleaned_data[f"amount_{place}"])
            for place in range(1, self.PARTS + 1)
        )
        return [(number, amount) for number, amount in found if number]


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Find the tenancy"),
        required=False,
        max_length=80,
        help_text=_("Name, address, tenancy number or old identifier"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "accesskey": "k"}),
    )
