"""Deposits and money that goes back, at the desk."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.tenancies import deposits, payouts
from cases.tenancies.desk.asking import ask
from cases.tenancies.desk.charges import shown
from cases.tenancies.desk.money_forms import DepositForm, PayBackForm, SetOffForm
from cases.tenancies.models import Payout, Tenancy
from cases.tenancies.permissions import TenanciesPermission
from kernel import access, audit
from kernel.money import format_forint
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def refund_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    tenancy, today = shown(pk), timezone.localdate()
    credit = payouts.credit_of(tenancy)
    form = PayBackForm(request.POST or None, initial={"amount": credit or "", "name": tenancy.main_party})

    def work() -> str:
        payout = payouts.refund(tenancy=tenancy, on=today, by=request.user, **form.cleaned_data)
        return _("%(amount)s is on the list of what is to be sent back.") % {"amount": format_forint(payout.amount)}

    return ask(
        request,
        form,
        work,
        back=reverse("tenancy", args=[pk]),
        tenancy=tenancy,
        title=_("Pay a credit back"),
        intro=_("In credit now: %(amount)s") % {"amount": format_forint(credit)},
        button=_("Order it"),
    )


@desk
def payout_list(request: DeskRequest) -> HttpResponse:
    """What the cashier has to send back, the newest first."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    rows = sheet(Payout.objects.select_related("tenancy", "line"), request)
    return page(request, "tenancies/desk/payouts.html", sheet=rows)


@desk
def deposit(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A tenancy's deposit: its movements, and what can be done with it."""
    access.require(
        request.user,
        TenanciesPermission.PAYMENTS_WRITE if request.method == "POST" else TenanciesPermission.PAYMENTS_READ,
    )
    tenancy, what = shown(pk), request.POST.get("what", "")
    audit.read(request.user, tenancy, what="deposit")
    receive = DepositForm(request.POST if what == "receive" else None, initial={"on": timezone.localdate()})
    set_off = SetOffForm(request.POST if what == "set_off" else None)
    pay_back = PayBackForm(request.POST if what == "pay_back" else None, initial={"name": tenancy.main_party})
    form, work = _moving(request, tenancy, {"receive": receive, "set_off": set_off, "pay_back": pay_back})
    return ask(
        request,
        form,
        work,
        back=reverse("deposit", args=[pk]),
        template="tenancies/desk/deposit.html",
        tenancy=tenancy,
        held=deposits.held(tenancy),
        entries=tenancy.deposit_entries.order_by("-on", "-pk"),
        receive=receive,
        set_off=set_off,
        pay_back=pay_back,
        may_book=access.allowed(request.user, TenanciesPermission.PAYMENTS_WRITE),
    )


def _moving(request: DeskRequest, tenancy: Tenancy, forms: dict[str, Any]) -> Any:
    """The form that was sent (or the first one) and what it does."""
    what, today = request.POST.get("what", ""), timezone.localdate()
    form = forms.get(what, forms["receive"])

    def work() -> str:
        if what == "set_off":
            deposits.set_off(tenancy=tenancy, on=today, by=request.user, **form.cleaned_data)
            return _("The debt is paid from the deposit.")
        if what == "pay_back":
            deposits.pay_back(tenancy=tenancy, on=today, by=request.user, **form.cleaned_data)
            return _("The deposit is on the list of what is to be sent back.")
        deposits.receive(tenancy=tenancy, by=request.user, **form.cleaned_data)
        return _("The deposit is booked.")

    return form, work
