"""A sale plan's figures on one dense page, a line of the checklist, a meeting, the office's rule, the calculators."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.case_forms import day_field, forint_field
from exchange.pool.columns import MOST_MONTHLY_COST, Tenure
from exchange.sales.models import Appointment, CheckItem, SalePlan, SaleRule
from exchange.sales.models.rules import MOST_PERCENT

# Left empty these are not known; all others are nothing.
UNKNOWN = frozenset({"carries", "told_duty", "sold_on", "bought_on"})
TIME_FORMATS = ["%H:%M", "%H.%M", "%H"]


def money(label: Any, hint: Any = "") -> forms.IntegerField:
    """Whole forints that may be left empty."""
    return forint_field(label, required=False, help_text=hint)


def monthly(label: Any, hint: Any = "") -> forms.IntegerField:
    """Whole forints a month."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_MONTHLY_COST,
        help_text=hint,
        error_messages={"invalid": _("Write whole forints, digits only: 15500.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


def percent(label: Any, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=MOST_PERCENT, max_digits=4, decimal_places=2, localize=True,
        help_text=hint,
    )  # fmt: skip


class FiguresForm(forms.Form):
    """The figures of a sale; what is left empty is nothing."""

    tenure = forms.ChoiceField(label=_("Right to the present home"), choices=Tenure.choices, initial=Tenure.OWNERSHIP)
    price = money(_("Price of the home (Ft)"), _("A municipal tenancy has no price (Housing Act 29. §)."))
    landlord_debt = money(_("Debt to the landlord (Ft)"))
    utility_debt = money(_("Utility debts (Ft)"))
    common_charges_debt = money(_("Common charges owed (Ft)"))
    mortgage = money(_("Mortgage loan (Ft)"), _("What the bank asks to let the home go."))
    enforcement_debt = money(_("Debt with the bailiff (Ft)"))
    new_home = forms.ChoiceField(label=_("The new home"), choices=SalePlan.Home.choices, initial=SalePlan.Home.PURCHASE)
    new_price = money(_("Its price (Ft)"))
    new_deposit = money(_("Its deposit (Ft)"), _("Only for a let home."))
    cost_before = monthly(_("Monthly cost now (Ft)"), _("Rent, common charges and utilities together."))
    cost_after = monthly(_("Monthly cost then (Ft)"))
    carries = monthly(_("Can pay a month in all (Ft)"), _("For the home and the debts together."))
    agent_percent = percent(_("Estate agent (%)"), _("Of the sale price."))
    lawyer_percent = percent(_("Lawyer (%)"), _("Of the price of the new home."))
    energy_certificate = money(_("Energy certificate (Ft)"))
    land_registry_fee = money(_("Land registry fee (Ft)"))
    moving = money(_("Moving (Ft)"))
    other_costs = money(_("Other costs (Ft)"))
    told_duty = money(_("Duty (Ft)"), _("Leave empty to have it counted."))

    def figures(self) -> dict[str, Any]:
        """What was written, by the plan's columns; empty is nothing, except where nothing means unknown."""
        return {
            name: 0 if value is None and name not in UNKNOWN else value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }


class PlanForm(FiguresForm):
    """The figures of a plan that is kept; `version` notices that somebody else wrote meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    address = forms.CharField(label=_("Address of the home"), required=False, max_length=200)
    sold_on = day_field(_("Sold on"), required=False, help_text=_("Empty: not yet sold."))
    bought_on = day_field(_("Bought on"), required=False, help_text=_("Empty: today."))
    note = forms.CharField(label=_("Note"), required=False, max_length=500)


def plan_form(plan: SalePlan, sent: Any = None) -> PlanForm:
    """The plan's present figures, or what was sent. Nothing is shown as an empty box."""
    known = {name: getattr(plan, name) for name in PlanForm.base_fields if hasattr(plan, name)}
    return PlanForm(
        sent, initial={name: None if value == 0 and name not in UNKNOWN else value for name, value in known.items()}
    )


class PersonForm(forms.Form):
    """Somebody whom the office does not know yet."""

    name = forms.CharField(label=_("Name of the owner"), max_length=160)


class ItemForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=CheckItem.State.choices)
    on = day_field(_("Day"))
    text = forms.CharField(label=_("Note"), required=False, max_length=200)


class CloseForm(forms.Form):
    state = forms.ChoiceField(choices=[("done", SalePlan.State.DONE.label), ("dropped", SalePlan.State.DROPPED.label)])


class AppointmentForm(forms.Form):
    kind = forms.ChoiceField(label=_("With whom?"), choices=Appointment.Kind.choices, widget=forms.RadioSelect)
    with_whom = forms.CharField(label=_("Name"), max_length=120)
    place = forms.CharField(label=_("Where?"), max_length=200)
    day = day_field(_("Day"))
    time = forms.TimeField(
        label=_("Time"),
        input_formats=TIME_FORMATS,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time as hours and minutes: 14:30.")},
    )
    bring = forms.CharField(
        label=_("What to bring?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def meeting(self) -> dict[str, Any]:
        """What was asked, as the verb takes it."""
        given = dict(self.cleaned_data)
        at = timezone.make_aware(datetime.combine(given.pop("day"), given.pop("time")))
        return given | {"at": at}


class RuleForm(forms.Form):
    """How the office treats arrears at an exchange, and what a sale usually costs."""

    allowed_ways = forms.MultipleChoiceField(
        label=_("Allowed ways to treat arrears"), choices=SaleRule.WayName.choices, widget=forms.CheckboxSelectMultiple
    )
    default_way = forms.ChoiceField(label=_("Taken first"), choices=SaleRule.WayName.choices)
    agent_percent = percent(_("Estate agent (%)"))
    lawyer_percent = percent(_("Lawyer (%)"))
    energy_certificate = forint_field(_("Energy certificate (Ft)"))
    land_registry_fee = forint_field(_("Land registry fee (Ft)"))
    moving = forint_field(_("Moving (Ft)"))
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)
    valid_from = day_field(_("Valid from"))


class WaysForm(forms.Form):
    """One household's side of an exchange."""

    leaves_tenure = forms.ChoiceField(label=_("Leaves"), choices=Tenure.choices)
    leaves_price = money(_("Its agreed price (Ft)"))
    gets_tenure = forms.ChoiceField(label=_("Gets"), choices=Tenure.choices)
    gets_price = money(_("Its agreed price (Ft)"))
    arrears = money(_("Rent arrears (Ft)"))
    costs = money(_("Costs together (Ft)"))
    own_money = money(_("Own money (Ft)"))
    cost_before = monthly(_("Monthly cost now (Ft)"))
    cost_after = monthly(_("Monthly cost then (Ft)"))
    carries = monthly(_("Can pay a month in all (Ft)"))


class DutyForm(forms.Form):
    """A home bought and another one sold, or two homes exchanged."""

    price = forint_field(_("Value of the new home (Ft)"), least=1)
    sold_price = money(_("Value of the home sold or exchanged (Ft)"))
    bought_on = day_field(_("Bought on"))
    sold_on = day_field(_("Sold on"), required=False, help_text=_("Empty: not yet sold."))
