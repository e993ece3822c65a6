"""Forms of the imports: a file, the columns as they were understood, an account, a search."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cases.tenancies.desk.forms import day_field
from cases.tenancies.rent_roll.columns import Field, Mapping

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
        help_text=_("camt.053 (.xml), MT940 or the bank's .csv. The same file twice books nothing twice."),
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


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Find the tenancy"),
        required=False,
        max_length=80,
        help_text=_("Name, address, tenancy number or old identifier"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )
