"""What a tenancy is charged, at the desk: by hand, every month, corrected, and when its title ends."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.tenancies import contracts, corrections, ledger, queries, rent, tariff
from cases.tenancies.desk.asking import ask
from cases.tenancies.desk.money_forms import (
    ChargeForm,
    ConfirmedForm,
    CorrectionForm,
    EndForm,
    MarkForm,
    RecurringForm,
    TitleForm,
)
from cases.tenancies.models import Charge, DwellingModifier, RecurringCharge, Tenancy
from cases.tenancies.permissions import TenanciesPermission
from kernel import access, audit
from kernel.money import format_forint
from shell.guards import DeskRequest, desk
from shell.pages import page


def shown(pk: UUID) -> Any:
    """The tenancy with its balance, its flat and its first tenant's name."""
    return get_object_or_404(queries.with_balance(Tenancy.objects.select_related("dwelling")), pk=pk)


@desk
def charge_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    tenancy, today = shown(pk), timezone.localdate()
    form = ChargeForm(request.POST or None, initial={"period": today, "due_on": today})

    def work() -> str:
        made = ledger.charge(tenancy=tenancy, by=request.user, **form.cleaned_data)
        return _("%(amount)s is charged.") % {"amount": format_forint(made.amount)}

    return ask(
        request,
        form,
        work,
        back=reverse("tenancy", args=[pk]),
        tenancy=tenancy,
        title=_("Charge something"),
        intro=_("A charge cannot be deleted; a mistake is put right by a correction."),
        button=_("Charge it"),
    )


@desk
def charge(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One charge: what settled it, what was corrected, when it lapses."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    found = get_object_or_404(Charge.objects.select_related("tenancy__dwelling", "supplements"), pk=pk)
    audit.read(request.user, found.tenancy, what="charge")
    return page(
        request,
        "tenancies/desk/charge.html",
        charge=found,
        open_amount=corrections.open_amount(found),
        shares=found.shares.select_related("payment", "reduction").order_by("pk"),
        acknowledgements=found.acknowledgements.select_related("acknowledgement").order_by("on"),
        may_correct=access.allowed(request.user, TenanciesPermission.PAYMENTS_WRITE),
    )


@desk
def charge_correct(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    wrong = get_object_or_404(Charge.objects.select_related("tenancy"), pk=pk)
    form, today = CorrectionForm(request.POST or None), timezone.localdate()

    def work() -> str:
        known = {"charge": wrong, "amount": form.cleaned_data["amount"], "reason": form.cleaned_data["reason"]}
        if form.cleaned_data["direction"] == CorrectionForm.LESS:
            corrections.credit(on=today, by=request.user, **known)
            return _("The credit note is on the account.")
        corrections.supplement(due_on=today, by=request.user, **known)
        return _("The supplement is charged.")

    return ask(
        request,
        form,
        work,
        back=reverse("charge", args=[pk]),
        tenancy=shown(wrong.tenancy_id),
        title=_("Correct a charge"),
        button=_("Correct it"),
        intro=f"{wrong.title} {wrong.period:%Y-%m}: {format_forint(wrong.amount)}",
    )


@desk
def title_end(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.WRITE)
    tenancy = shown(pk)
    form = TitleForm(request.POST or None, initial={"on": timezone.localdate()})

    def work() -> str:
        if form.cleaned_data["what"] == TitleForm.TITLE:
            contracts.end_title(tenancy=tenancy, on=form.cleaned_data["on"], by=request.user)
            return _("The end of the title is taken down. From the next month on a use charge is raised.")
        contracts.give_back(tenancy=tenancy, on=form.cleaned_data["on"], by=request.user)
        return _("The flat is given back. Nothing is charged for months after that day.")

    return ask(
        request,
        form,
        work,
        back=reverse("tenancy", args=[pk]),
        tenancy=tenancy,
        button=_("Take it down"),
        title=_("The title ended or the flat was given back"),
    )


@desk
def monthly_charges(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What a month costs this tenancy: the rent and where it comes from, the flat's modifiers, what recurs."""
    access.require(request.user, TenanciesPermission.WRITE if request.method == "POST" else TenanciesPermission.READ)
    tenancy, today, what = shown(pk), timezone.localdate(), request.POST.get("what", "")
    start = {"valid_from": today.replace(day=1)}
    recurring = RecurringForm(request.POST if what == "recurring" else None, initial=start)
    mark = MarkForm(request.POST if what == "mark" else None, initial=start)
    form, work = _monthly(request, tenancy, recurring, mark)
    return ask(
        request,
        form,
        work,
        back=reverse("monthly_charges", args=[pk]),
        template="tenancies/desk/monthly_charges.html",
        tenancy=tenancy,
        today=today,
        recurring=recurring,
        mark=mark,
        charges=tenancy.recurring_charges.order_by("valid_until", "kind", "label"),
        marked=tenancy.dwelling.modifiers.select_related("modifier").order_by("-valid_from"),
        percents=rent.modifiers(tenancy.dwelling, on=today),
        may_write=access.allowed(request.user, TenanciesPermission.WRITE),
    )


def _monthly(request: DeskRequest, tenancy: Tenancy, recurring: RecurringForm, mark: MarkForm) -> Any:
    """The form that was sent (or the first one) and what it does."""

    def add() -> str:
        tariff.set_recurring(tenancy=tenancy, by=request.user, **recurring.cleaned_data)
        return _("From that day on it is charged every month.")

    def set_mark() -> str:
        tariff.mark_dwelling(dwelling=tenancy.dwelling, by=request.user, **mark.cleaned_data)
        return _("The flat has this modifier from that day on.")

    return (mark, set_mark) if request.POST.get("what") == "mark" else (recurring, add)


@desk
def rent_follows(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Whether the rent follows the table: asked, then changed."""
    access.require(request.user, TenanciesPermission.WRITE)
    tenancy = shown(pk)
    form = ConfirmedForm(request.POST or None)

    def work() -> str:
        tariff.follow_table(tenancy=tenancy, follows=not tenancy.rent_from_table, by=request.user)
        return _("The rent stays as agreed.") if tenancy.rent_from_table else _("The rent follows the table.")

    title = _("Keep the rent as agreed?") if tenancy.rent_from_table else _("Price the rent by the table?")
    return ask(
        request,
        form,
        work,
        back=reverse("monthly_charges", args=[pk]),
        tenancy=tenancy,
        title=title,
        intro=_("It holds from the next month that is charged."),
        button=_("Yes"),
    )


@desk
def recurring_end(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, TenanciesPermission.WRITE)
    ending = get_object_or_404(RecurringCharge.objects.select_related("tenancy"), pk=pk)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})

    def work() -> str:
        tariff.end_recurring(charge=ending, on=form.cleaned_data["on"], by=request.user)
        return _("It is charged for the last time in that month.")

    return ask(
        request,
        form,
        work,
        back=reverse("monthly_charges", args=[ending.tenancy_id]),
        tenancy=shown(ending.tenancy_id),
        title=_("End a monthly charge"),
        button=_("End it"),
        intro=f"{ending.title}: {format_forint(ending.amount)}",
    )


@desk
def modifier_end(request: DeskRequest, pk: UUID, mark: int) -> HttpResponse:
    access.require(request.user, TenanciesPermission.WRITE)
    tenancy = shown(pk)
    ending = get_object_or_404(
        DwellingModifier.objects.select_related("modifier"), pk=mark, dwelling=tenancy.dwelling_id
    )
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})

    def work() -> str:
        tariff.unmark_dwelling(marked=ending, on=form.cleaned_data["on"], by=request.user)
        return _("The flat has this modifier until that day.")

    return ask(
        request,
        form,
        work,
        back=reverse("monthly_charges", args=[pk]),
        tenancy=tenancy,
        title=_("End a modifier"),
        button=_("End it"),
        intro=ending.modifier.name,
    )
