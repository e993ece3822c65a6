"""The checklist of one advert as a sheet to be filled in, and how the office works."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.tenancies.desk.asking import staff_names
from exchange.adverts import checklist, checks
from exchange.adverts.checklist import Item, Outcome
from exchange.adverts.models import Advert, AdvertCheck
from exchange.adverts.verification import Finding


@dataclass(frozen=True)
class Row:
    """One item as a page shows it. `state` is 'open', 'good', 'stale' or 'refused'."""

    item: Item
    check: AdvertCheck | None
    checked_by: str
    state: str


def rows_of(advert: Advert, *, standing: checklist.Standing) -> list[Row]:
    """Every item that the advert needs with what was found."""
    known = {Item(row.item): row for row in AdvertCheck.objects.filter(advert=advert)}
    names = staff_names({row.checked_by for row in known.values()})
    rows = []
    for item in checks.items_of(advert):
        check = known.get(item)
        rows.append(Row(item, check, names.get(check.checked_by, "") if check else "", _state(item, standing)))
    return rows


def _state(item: Item, standing: checklist.Standing) -> str:
    for state, items in (("open", standing.missing), ("refused", standing.refused), ("stale", standing.stale)):
        if item in items:
            return state
    return "good"


class ChecklistForm(forms.Form):
    """For every item: what came of it and, if wanted, the date on the paper. What is too old is asked anew."""

    def __init__(self, sent: Any = None, *, rows: Sequence[Row]) -> None:
        super().__init__(sent)
        self.rows = rows
        for row in rows:
            known = row.check if row.state != "stale" else None
            self.fields[f"outcome_{row.item}"] = forms.ChoiceField(
                label=row.item.label,
                required=False,
                choices=[("", _("not checked yet")), *((one.value, one.label) for one in checklist.OUTCOMES[row.item])],
                initial=known.outcome if known else "",
            )
            self.fields[f"paper_{row.item}"] = forms.DateField(
                label=_("Date of the paper: %(item)s") % {"item": row.item.label},
                required=False,
                initial=known.paper_on if known else None,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": _("Write the date as 2026-11-25.")},
            )

    def sheet(self) -> list[tuple[Row, forms.BoundField, forms.BoundField]]:
        """The rows with their two fields."""
        return [(row, self[f"outcome_{row.item}"], self[f"paper_{row.item}"]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for row in self.rows:
            if cleaned.get(f"paper_{row.item}") and not cleaned.get(f"outcome_{row.item}"):
                self.add_error(f"outcome_{row.item}", _("Choose what came of it: %(item)s.") % {"item": row.item.label})
        return cleaned

    def findings(self) -> Mapping[Item, Finding | None]:
        """What was found of every item; None where nothing was."""
        found: dict[Item, Finding | None] = {}
        for row in self.rows:
            outcome = self.cleaned_data[f"outcome_{row.item}"]
            paper_on = self.cleaned_data[f"paper_{row.item}"]
            found[row.item] = Finding(Outcome(outcome), paper_on) if outcome else None
        return found


class SettingForm(forms.Form):
    """Who lets an advert out of the office."""

    CHOICES: Collection[tuple[str, Any]] = (
        ("yes", _("An adviser verifies every advert, then publishes it")),
        ("no", _("Residents publish their adverts by themselves, nothing is verified")),
    )
    verify_first = forms.ChoiceField(
        label=_("Who lets an advert out of the office?"), choices=CHOICES, widget=forms.RadioSelect
    )
