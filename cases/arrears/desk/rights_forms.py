"""Forms of the household's rights: benefits that qualify, a supplier's registration, the debt settlement checklist."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.debt_forms import NUMERIC, AmountField
from cases.arrears.desk.support_forms import YES_NO_UNKNOWN, money_field
from cases.arrears.insolvency import Facts
from cases.arrears.models import ProtectedStatus
from cases.arrears.models.rights import Ground
from cases.tenancies.desk.forms import day_field


class BenefitsForm(forms.Form):
    ticked = forms.MultipleChoiceField(
        label=_("Somebody in the household receives"),
        required=False,
        choices=Ground.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class ProtectedForm(forms.Form):
    supply = forms.ChoiceField(label=_("Supply"), choices=ProtectedStatus.Supply.choices)
    ground = forms.ChoiceField(label=_("By what"), choices=Ground.choices)
    granted_on = day_field(_("Registered by the supplier on"))


class MonthsForm(forms.Form):
    """What a protected consumer may ask for; sent with GET."""

    debt = AmountField(label=_("Debt to the supplier, forints"), widget=forms.TextInput(attrs=NUMERIC))
    monthly_use = AmountField(label=_("An average month's bill, forints"), widget=forms.TextInput(attrs=NUMERIC))


class SettlementForm(forms.Form):
    """The facts that the checklist of a debt settlement needs; sent with GET."""

    debt = AmountField(label=_("All debts together, forints"), widget=forms.TextInput(attrs=NUMERIC))
    creditors = forms.IntegerField(label=_("Number of creditors"), min_value=0, max_value=999)
    oldest_days = forms.IntegerField(
        label=_("Oldest debt overdue for, days"), required=False, min_value=0, max_value=99_999
    )
    assets = money_field(_("Value of all assets with the home, forints"))
    has_housing_loan = forms.ChoiceField(label=_("A mortgage on the home"), choices=YES_NO_UNKNOWN, required=False)
    has_income = forms.ChoiceField(label=_("A regular income"), choices=YES_NO_UNKNOWN, required=False)
    had_procedure = forms.ChoiceField(
        label=_("A debt settlement in the last 10 years"), choices=YES_NO_UNKNOWN, required=False
    )

    def facts(self) -> Facts:
        values: dict[str, Any] = dict(self.cleaned_data)
        said = {"": None, "yes": True, "no": False}
        for name in ("has_housing_loan", "has_income", "had_procedure"):
            values[name] = said[values[name]]
        return Facts(**values)
