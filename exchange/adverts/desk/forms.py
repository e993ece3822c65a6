"""The advert on one dense page, for an adviser with the household beside them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.adverts import forms as advert_forms
from exchange.adverts.models import Advert
from exchange.pool.models import Reason
from exchange.pool.states import WRITABLE_STATES

REASONS = [choice for choice in Reason.choices if choice[0] != Reason.WITHDRAWN]


def advert_form(advert: Advert, sent: Any = None) -> advert_forms.AnswersForm:
    """All questions at once; a draft may stay unfinished, a published advert may not."""
    wished = () if advert.is_vacant else advert_forms.WISH_FIELDS
    owned = advert_forms.OWNER_FIELDS if advert.is_owner else ()
    return advert_forms.AnswersForm(
        sent,
        only=(*advert_forms.HOME_FIELDS, *owned, *wished, *advert_forms.DESK_FIELDS),
        needed=() if advert.state in WRITABLE_STATES else advert_forms.NEEDED_FIELDS,
        initial=advert_forms.initial_of(advert),
    )


def answer_form(sent: Any = None) -> advert_forms.AnswerForm:
    return advert_forms.AnswerForm(sent, reasons=REASONS)


class OwnerForm(forms.Form):
    """An owner whom the office does not know yet."""

    name = forms.CharField(label=_("Name of the owner"), max_length=160)


class PlaceForm(forms.Form):
    """A place for the list that all offices choose from."""

    town = forms.CharField(label=_("Town"), max_length=60)
    district = forms.CharField(label=_("District"), max_length=60, required=False)
