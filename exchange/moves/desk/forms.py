"""Forms of the exchange's way to the keys: they check the shape of what was typed, the verbs check its meaning."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.tenancies.desk.forms import ForintField, day_field
from cases.tenancies.models.tenancy import RentBasis
from exchange.moves import consents
from exchange.moves.landlord_rules import Refusal, RightHolder
from exchange.moves.models import Application, Consent, MeterReading, Settlement
from exchange.pool.models import Reason

LEAVING = [choice for choice in Reason.choices if choice[0] not in {Reason.WITHDRAWN, Reason.LATE, Reason.LANDLORD, ""}]
METERS = list(MeterReading.Kind)


class LeaveForm(forms.Form):
    """Stepping out of an exchange."""

    reason = forms.ChoiceField(label=_("Why?"), choices=[("", "–"), *LEAVING])


class NoteForm(forms.Form):
    """A message to another office of the exchange."""

    to = forms.ChoiceField(label=_("To"))
    body = forms.CharField(label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = offices  # type: ignore[attr-defined]  # the form's own field


class TimeForm(forms.Form):
    """One time at which a flat can be seen."""

    starts_at = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y.%m.%d. %H:%M", "%Y-%m-%d %H:%M"],
    )


class ConsentForm(forms.Form):
    """What one party said."""

    outcome = forms.ChoiceField(label=_("What they said"), choices=[("", "–"), *Consent.Outcome.choices[1:]])
    way = forms.ChoiceField(label=_("In what way"), choices=[("", "–"), *Consent.Way.choices[1:]])
    given_on = day_field(_("On which day"))


class PartyForm(forms.Form):
    """Somebody else with a right to the flat."""

    role = forms.ChoiceField(label=_("Right"), choices=[(one.value, one.label) for one in consents.ADDED])
    name = forms.CharField(label=_("Name"), max_length=160)


class PapersForm(forms.Form):
    """What the landlord waits for before it can decide."""

    missing_papers = forms.MultipleChoiceField(
        label=_("Papers still missing"), choices=Application.Paper.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    papers_by = day_field(_("They must come by"), required=False)
    right_holder = forms.ChoiceField(
        label=_("Holder of a nomination right or provider of a maintenance contract"), choices=RightHolder.choices
    )


class FileForm(PapersForm):
    """The application for the landlord's consent."""

    ground = forms.ChoiceField(label=_("Why does the household exchange?"))

    field_order = ("ground", "right_holder", "missing_papers", "papers_by")

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]  # the form's own field


class AmendForm(PapersForm):
    """What came in since."""

    title_doubt = forms.BooleanField(label=_("There is doubt about the partner's title"), required=False)


class DecisionForm(forms.Form):
    """What the landlord decided."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=[("", "–"), *Application.Outcome.choices[1:]])
    decider = forms.CharField(
        label=_("Who decided"), max_length=160, help_text=_("For example: mayor, housing committee.")
    )
    condition = forms.CharField(label=_("Condition"), max_length=300, required=False)
    monthly_cost = ForintField(
        label=_("Monthly cost for the household that moves in (Ft)"), required=False,
        help_text=_("Only if it is not what the household consented to: then it is asked again."),
    )  # fmt: skip
    refusal = forms.ChoiceField(label=_("Reason of a refusal"), choices=[("", "–"), *Refusal.choices], required=False)
    reasoning = forms.CharField(
        label=_("Reasoning"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignForm(forms.Form):
    """The signed contract."""

    signed_on = day_field(_("Signed on"))
    moves_on = day_field(_("The household moves on"))
    lawyer = forms.CharField(
        label=_("Lawyer"), max_length=160, required=False, help_text=_("Needed for an owned flat: countersigned.")
    )


class HandoverForm(forms.Form):
    """The handover protocol with its meters."""

    handed_on = day_field(_("Keys handed over on"))
    keys = forms.IntegerField(label=_("Number of keys"), min_value=1, max_value=50)
    present = forms.CharField(label=_("Who was present"), max_length=300)
    condition = forms.CharField(
        label=_("Condition of the flat"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    defects = forms.CharField(
        label=_("Defects"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in METERS:
            self.fields[f"reading_{kind}"] = forms.DecimalField(
                label=kind.label, min_value=0, max_digits=12, decimal_places=3, required=False, localize=True
            )
            self.fields[f"serial_{kind}"] = forms.CharField(label=_("Meter number"), max_length=40, required=False)

    def meters(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"reading_{kind}"], self[f"serial_{kind}"]) for kind in METERS]


class SettleForm(forms.Form):
    """How the accounts of a household were settled, in the ways that the office allows."""

    way = forms.ChoiceField(label=_("How the debt is settled"))
    debt = ForintField(label=_("Debt on the day of the move (Ft)"))
    paid = ForintField(label=_("Paid of it (Ft)"))
    utilities_transferred = forms.BooleanField(label=_("The utilities are written over"), required=False)
    address_changed_on = day_field(
        _("Change of address registered on"), required=False, help_text=_("Within three working days of moving in.")
    )
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, ways: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = {Settlement.Way.NONE.value, *ways}
        choices = [(code, label) for code, label in Settlement.Way.choices if code in allowed]
        self.fields["way"].choices = choices  # type: ignore[attr-defined]  # the form's own field


class LetForm(forms.Form):
    """The new household's tenancy of one of our flats."""

    basis = forms.ChoiceField(label=_("Rent basis"), choices=RentBasis.choices)
    monthly_rent = ForintField(label=_("Monthly rent (Ft)"))
    due_day = forms.IntegerField(label=_("Due on this day of the month"), min_value=1, max_value=28, initial=15)


class PolicyForm(forms.Form):
    """What the office allows."""

    vacant_share = forms.IntegerField(
        label=_("Of a hundred empty flats on offer, so many take part in one search"), min_value=0, max_value=100
    )
    worse_comfort = forms.BooleanField(
        label=_("A household may be offered a lower comfort grade, if it did not say which grades it takes"),
        required=False,
    )
    screens_by_hand = forms.BooleanField(
        label=_("We look at every proposal before a household is asked"), required=False
    )
    two_persons = forms.BooleanField(
        label=_("Opening names and confirming a landlord's decision need a second person"), required=False
    )
    decision_days = forms.IntegerField(label=_("Days for the landlord's decision"), min_value=1, max_value=90)


class PaperTextForm(forms.Form):
    """The office's own wording of one of its papers."""

    title = forms.CharField(label=_("Title of the paper"), max_length=160)
    body = forms.CharField(label=_("Text of the paper"), max_length=20000, widget=forms.Textarea(attrs={"rows": 20}))
