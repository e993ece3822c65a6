"""Forms of a payment plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.case_forms import day_field, forint_field
from cases.arrears.instalments import MOST_INSTALMENTS
from cases.arrears.models import PaymentPlan
from cases.arrears.plan_limits import Terms


class PlanForm(forms.Form):
    """The terms that are talked about; shown with the schedule before anything is kept."""

    count = forms.IntegerField(
        label=_("Number of instalments"),
        min_value=1,
        max_value=MOST_INSTALMENTS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    first_due_on = day_field(_("First instalment due"))
    down = forint_field(_("Down payment (Ft)"), required=False, help_text=_("Leave empty if there is none."))
    down_due_on = day_field(_("Down payment due"), required=False)
    interest = forms.ChoiceField(label=_("Interest"), choices=PaymentPlan.Interest.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def terms(self) -> Terms:
        cleaned: dict[str, Any] = self.cleaned_data
        return Terms(
            count=cleaned["count"],
            first_due_on=cleaned["first_due_on"],
            down=cleaned["down"] or 0,
            down_due_on=cleaned["down_due_on"],
            interest=cleaned["interest"],
        )


class SignForm(forms.Form):
    signed_on = day_field(_("Signed on"))


class EndForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[
            (value, PaymentPlan.EndReason(value).label)
            for value in (PaymentPlan.EndReason.WITHDRAWN, PaymentPlan.EndReason.BY_HAND)
        ],
        widget=forms.RadioSelect,
    )
