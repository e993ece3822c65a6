"""The office's dated prices and rules, and the proof of its ledger."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.housing_stock.models import ComfortGrade
from cases.tenancies import lapses, proving, raising, tariff
from cases.tenancies.desk.asking import ask
from cases.tenancies.desk.money_forms import DayForm, ModifierForm, RentRateForm, RuleForm
from cases.tenancies.models import ModifierRate, MoneyRule, ReductionProposal, RentRate
from cases.tenancies.models.tenancy import RentBasis
from cases.tenancies.permissions import TenanciesPermission
from cases.tenancies.rent import in_force
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page

DATED: dict[str, Any] = {"rate": RentRate, "modifier": ModifierRate, "rule": MoneyRule}


@desk
def money(request: DeskRequest) -> HttpResponse:
    """Where the office's money is looked after: what waits, and the ways to the rest."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    today = timezone.localdate()
    return page(
        request,
        "tenancies/desk/money.html",
        proposals=ReductionProposal.objects.filter(state=ReductionProposal.State.PROPOSED).count(),
        lapsing=lapses.soon_count(on=today),
        rule=raising.rule_on(today),
    )


@desk
def office_tariff(request: DeskRequest) -> HttpResponse:
    """The rent table, the modifiers and the rules on use charges and interest; the head sets new ones."""
    access.require(request.user, TenanciesPermission.TARIFF if request.method == "POST" else TenanciesPermission.READ)
    today, what = timezone.localdate(), request.POST.get("what", "")
    start = {"valid_from": today}
    rate = RentRateForm(request.POST if what == "rate" else None, initial=start)
    modifier = ModifierForm(request.POST if what == "modifier" else None, initial=start)
    rule = RuleForm(request.POST if what == "rule" else None, initial=start | {"use_charge_percent": 100})
    form, work = _setting(request, {"rate": rate, "modifier": modifier, "rule": rule})
    return ask(
        request,
        form,
        work,
        back=reverse("tariff"),
        template="tenancies/desk/tariff.html",
        today=today,
        what=what,
        rate=rate,
        modifier=modifier,
        rule=rule,
        rule_now=raising.rule_on(today),
        rates=_by_grade(RentRate.objects.filter(in_force(today))),
        coming_rates=_by_grade(RentRate.objects.filter(valid_from__gt=today)),
        percents=ModifierRate.objects.filter(in_force(today)).select_related("modifier"),
        coming_percents=ModifierRate.objects.filter(valid_from__gt=today).select_related("modifier"),
        rules=MoneyRule.objects.order_by("-valid_from"),
        may_set=access.allowed(request.user, TenanciesPermission.TARIFF),
    )


@desk
@require_POST
def tariff_withdraw(request: DeskRequest, what: str, pk: int) -> HttpResponse:
    """Take back a price or rule that is not in force yet."""
    access.require(request.user, TenanciesPermission.TARIFF)
    if what not in DATED:
        raise Http404
    row: Any = get_object_or_404(DATED[what], pk=pk)
    try:
        tariff.withdraw(row=row, on=timezone.localdate(), by=request.user)
        messages.success(request, _("It is taken back. What was in force goes on."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("tariff")


def _by_grade(rates: "QuerySet[RentRate]") -> list[RentRate]:
    """The rent table as decrees print it: by basis and category, the best comfort grade first."""
    bases, grades = list(RentBasis), list(ComfortGrade)
    return sorted(
        rates,
        key=lambda one: (
            bases.index(RentBasis(one.basis)),
            one.category,
            grades.index(ComfortGrade(one.comfort)),
            one.valid_from,
        ),
    )


def _setting(request: DeskRequest, forms: dict[str, Any]) -> Any:
    """The form that was sent (or the first one) and what it does."""
    what = request.POST.get("what", "")
    form = forms.get(what, forms["rate"])
    verbs: dict[str, Callable[..., object]] = {"modifier": tariff.set_modifier, "rule": tariff.set_rule}

    def work() -> str:
        verb = verbs.get(what, tariff.set_rent)
        verb(by=request.user, **form.cleaned_data)
        return _("It is in force from that day on.")

    return form, work


@desk
def ledger_proof(request: DeskRequest) -> HttpResponse:
    """The proof of a day: opening, movements by kind, closing; or the differences."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    today = timezone.localdate()
    form = DayForm(request.GET if "on" in request.GET else {"on": today.isoformat()})
    on = form.cleaned_data["on"] if form.is_valid() else today
    return page(request, "tenancies/desk/proof.html", form=form, proof=proving.prove(on=on))
