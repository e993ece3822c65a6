"""What a resident may answer on the way to the keys."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.pool.models import Reason

OWN_REASONS = (Reason.PLACE, Reason.COST, Reason.SIZE, Reason.CONDITION, Reason.STAYS)


class LeaveForm(forms.Form):
    """Why the household does not want the flat any more."""

    reason = forms.ChoiceField(
        label=_("Why?"), choices=[(one.value, one.label) for one in OWN_REASONS], widget=forms.RadioSelect
    )
