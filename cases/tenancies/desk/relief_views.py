"""Giving up a debt, at the desk: one proposes, another decides."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.tenancies import relief, settlement
from cases.tenancies.desk.asking import ask, staff_names
from cases.tenancies.desk.charges import shown
from cases.tenancies.desk.money_forms import DecisionForm, ProposalForm
from cases.tenancies.models import ReductionProposal
from cases.tenancies.permissions import TenanciesPermission
from kernel import access, audit
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def reduction_propose(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    tenancy, today = shown(pk), timezone.localdate()
    form = ProposalForm(request.POST or None, charges=settlement.open_charges([pk]))

    def work() -> str:
        relief.propose(
            tenancy=tenancy,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            amounts=form.amounts(),
            on=today,
            by=request.user,
        )
        return _("The proposal waits for somebody else to decide on it.")

    return ask(
        request,
        form,
        work,
        back=reverse("tenancy", args=[pk]),
        template="tenancies/desk/give_up.html",
        tenancy=tenancy,
        button=_("Propose it"),
        title=_("Propose to give up a debt"),
        intro=_("Write beside each item how much of it is to be given up. Nothing changes before the approval."),
    )


@desk
def reduction_proposals(request: DeskRequest) -> HttpResponse:
    """What waits for a decision first, then what was decided."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    rows = ReductionProposal.objects.select_related("tenancy__dwelling").prefetch_related("items")
    waiting = list(rows.filter(state=ReductionProposal.State.PROPOSED).order_by("proposed_on", "pk"))
    decided = sheet(rows.exclude(state=ReductionProposal.State.PROPOSED), request)
    return page(request, "tenancies/desk/proposals.html", waiting=waiting, sheet=decided)


@desk
def reduction_proposal(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One proposal with what is open of each item now, and the buttons of whoever may decide."""
    access.require(
        request.user,
        TenanciesPermission.PAYMENTS_WRITE if request.method == "POST" else TenanciesPermission.PAYMENTS_READ,
    )
    proposal = get_object_or_404(ReductionProposal.objects.select_related("tenancy__dwelling"), pk=pk)
    audit.read(request.user, proposal.tenancy, what="proposal")
    form = DecisionForm(request.POST or None)
    is_own = proposal.proposed_by == request.user.actor_id
    waits = proposal.state == ReductionProposal.State.PROPOSED
    return ask(
        request,
        form,
        lambda: _decide(request, proposal, form),
        back=reverse("reduction_proposals"),
        template="tenancies/desk/proposal.html",
        proposal=proposal,
        items=_items(proposal),
        names=staff_names({proposal.proposed_by, proposal.decided_by}),
        waits=waits,
        is_own=is_own,
        may_decide=waits and not is_own and access.allowed(request.user, TenanciesPermission.PAYMENTS_APPROVE),
    )


def _decide(request: DeskRequest, proposal: ReductionProposal, form: DecisionForm) -> str:
    decision, on = form.cleaned_data["decision"], timezone.localdate()
    if decision == DecisionForm.WITHDRAW:
        relief.withdraw(proposal=proposal, on=on, by=request.user)
        return _("The proposal is withdrawn.")
    access.require(request.user, TenanciesPermission.PAYMENTS_APPROVE)
    if decision == DecisionForm.APPROVE:
        relief.approve(proposal=proposal, on=on, by=request.user)
        return _("The debt is given up as proposed.")
    relief.refuse(proposal=proposal, on=on, by=request.user)
    return _("The proposal is refused. The debt stays owed.")


def _items(proposal: ReductionProposal) -> list[tuple[Any, int]]:
    """Each proposed item and what is open of its charge now."""
    left = {charge.pk: charge.open_amount for charge in settlement.open_charges([proposal.tenancy_id])}  # type: ignore[attr-defined]  # annotated
    return [(item, left.get(item.charge_id, 0)) for item in proposal.items.select_related("charge")]
