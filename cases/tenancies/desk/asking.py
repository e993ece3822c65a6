"""A form with one effect: shown, or sent once and answered with a sentence."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kernel.refusal import NotAllowed, Refused
from shell import once
from shell.guards import DeskRequest
from shell.pages import page
from tenants.accounts.models import StaffMember

FORM = "tenancies/desk/money_form.html"


def ask(
    request: DeskRequest, form: Form, work: Callable[[], str], *, back: str, template: str = FORM, **values: Any
) -> HttpResponse:
    """Do the work of a valid form once and go back; otherwise the page with the form.

    `work` calls one verb and returns the sentence that says what was done. A refusal stands in the form; a form
    that was sent twice has its effect once.
    """
    if form.is_valid():
        try:
            messages.success(request, _once(request, work))
            return redirect(back)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, template, form=form, key=request.POST.get("key") or once.new_key(), back=back, **values)


@transaction.atomic
def _once(request: DeskRequest, work: Callable[[], str]) -> str:
    if not once.first_time(request.user, request.POST.get("key", "")):
        return _("This was done already.")
    return work()


def staff_names(actor_ids: set[str]) -> dict[str, str]:
    """Who the actors are, by name; what was not a person of the office is left out."""
    members = StaffMember.objects.annotate(actor=Cast("account_id", CharField())).filter(actor__in=actor_ids)
    return dict(members.values_list("actor", "name"))
