"""The statement of account at the desk: on the page, and as a letter."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.csp import csp_override

from cases.tenancies import account_statement, statement_files
from cases.tenancies.account_statement import NoSuchPeriod
from cases.tenancies.desk.money_forms import PeriodForm
from cases.tenancies.models import Tenancy
from cases.tenancies.permissions import TenanciesPermission
from cases.tenancies.statement_letters import Occasion
from kernel import access, audit
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def account(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Opening, movements, closing of a period, and what is open; the letters are one press away."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    tenancy, today = statement_files.with_parties(pk), timezone.localdate()
    audit.read(request.user, tenancy, what="statement")
    form, built = period_of(request, tenancy, today)
    return page(
        request,
        "tenancies/desk/account.html",
        tenancy=tenancy,
        form=form,
        built=built,
        last_year=today.year - 1,
        today=today,
    )


@desk
@csp_override(statement_files.VIEWER)
def account_letter(request: DeskRequest, pk: UUID, occasion: str) -> HttpResponse:
    """The statement, the balance confirmation or the year-end statement as a PDF."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    if occasion not in set(Occasion):
        raise Http404
    tenancy, today = statement_files.with_parties(pk), timezone.localdate()
    _form, built = period_of(request, tenancy, today)
    audit.record(
        request.user, "statement_written", tenancy, occasion=occasion, since=str(built.since), until=str(built.until)
    )
    return statement_files.letter_of(built, Occasion(occasion))


def period_of(request: DeskRequest, tenancy: Tenancy, today: date) -> Any:
    """The form and the statement of the period in the address; without a possible one, of the last twelve months."""
    since = (today - timedelta(days=365)).replace(day=1)
    asked = request.GET if "since" in request.GET else {"since": since.isoformat(), "until": today.isoformat()}
    form = PeriodForm(asked)
    if form.is_valid():
        try:
            return form, account_statement.build(tenancy, on=today, **form.cleaned_data)
        except NoSuchPeriod as refusal:
            form.add_error("until", str(refusal))
    return form, account_statement.build(tenancy, since=since, until=today, on=today)
