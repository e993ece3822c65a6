"""Giving up a debt: one person proposes a waiver or a write-off, another one decides on it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.tenancies import corrections, settlement
from cases.tenancies.models import ProposedReduction, ReductionProposal, Tenancy
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

State = ReductionProposal.State


class CannotPropose(Refused):
    """The debt cannot be proposed to be given up."""


class CannotDecide(Refused):
    """The proposal cannot be decided on like this."""


@transaction.atomic
def propose(
    *, tenancy: Tenancy, kind: str, amounts: Mapping[UUID, int], reason: str, on: date, by: Actor
) -> ReductionProposal:
    """Propose to waive (`waiver`) or write off (`write_off`) so many forints of these open charges.

    Nothing changes on the account yet. Refuses a proposal without a reason or an amount, more than is open of a
    charge, another tenancy's charge, and a charge that another proposal waits for.
    """
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if not reason.strip():
        raise CannotPropose(_("Write why the debt is to be given up."))
    if not amounts:
        raise CannotPropose(_("Choose at least one item and write how much of it is to be given up."))
    left = {charge.pk: charge.open_amount for charge in settlement.open_charges([tenancy.pk])}  # type: ignore[attr-defined]  # annotated
    if any(not 0 < amount <= left.get(pk, 0) for pk, amount in amounts.items()):
        raise CannotPropose(_("No more can be given up than is open of an item: check the amounts."))
    waiting = ProposedReduction.objects.filter(proposal__state=State.PROPOSED, charge__in=list(amounts))
    if waiting.exists():
        raise CannotPropose(_("A proposal for one of these items waits already: decide on it first."))
    proposal = ReductionProposal.objects.create(
        tenancy=tenancy, kind=kind, reason=reason.strip()[:300], proposed_on=on, proposed_by=by.actor_id
    )
    ProposedReduction.objects.bulk_create(
        ProposedReduction(proposal=proposal, charge_id=pk, amount=amount) for pk, amount in amounts.items()
    )
    audit.record(by, "reduction_proposed", proposal, kind=kind, amount=sum(amounts.values()))
    return proposal


@transaction.atomic
def approve(*, proposal: ReductionProposal, on: date, by: Actor) -> ReductionProposal:
    """Give the debt up, as it was proposed. Refuses who proposed it, and what was paid meanwhile."""
    proposal = _undecided(proposal)
    _require_another_person(proposal, by)
    items = list(proposal.items.select_related("charge"))
    left = {charge.pk: charge.open_amount for charge in settlement.open_charges([proposal.tenancy_id])}  # type: ignore[attr-defined]  # annotated
    if any(item.amount > left.get(item.charge_id, 0) for item in items):
        raise CannotDecide(_("Less is open than was proposed, somebody has paid: refuse it and propose it anew."))
    for item in items:
        corrections.reduce(
            charge=item.charge,
            kind=proposal.kind,
            amount=item.amount,
            reason=proposal.reason,
            on=on,
            by=by,
            proposal=proposal,
        )
    _decide(proposal, State.APPROVED, on=on, by=by)
    audit.record(by, "reduction_approved", proposal, amount=sum(item.amount for item in items))
    return proposal


@transaction.atomic
def refuse(*, proposal: ReductionProposal, on: date, by: Actor) -> ReductionProposal:
    """The debt stays owed. Refuses who proposed it: that person withdraws."""
    proposal = _undecided(proposal)
    _require_another_person(proposal, by)
    _decide(proposal, State.REFUSED, on=on, by=by)
    audit.record(by, "reduction_refused", proposal)
    return proposal


@transaction.atomic
def withdraw(*, proposal: ReductionProposal, on: date, by: Actor) -> ReductionProposal:
    """Who proposed it takes it back."""
    proposal = _undecided(proposal)
    if proposal.proposed_by != by.actor_id:
        raise CannotDecide(_("Only who proposed it can withdraw it: approve or refuse it instead."))
    _decide(proposal, State.WITHDRAWN, on=on, by=by)
    audit.record(by, "reduction_withdrawn", proposal)
    return proposal


def _undecided(proposal: ReductionProposal) -> ReductionProposal:
    Tenancy.objects.locked(proposal.tenancy_id)
    proposal = ReductionProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != State.PROPOSED:
        raise CannotDecide(_("This proposal is decided already: look at the list again."))
    return proposal


def _require_another_person(proposal: ReductionProposal, by: Actor) -> None:
    if proposal.proposed_by == by.actor_id:
        raise CannotDecide(_("You proposed this yourself: somebody else has to decide on it."))


def _decide(proposal: ReductionProposal, state: str, *, on: date, by: Actor) -> None:
    proposal.state, proposal.decided_on, proposal.decided_by = state, on, by.actor_id
    proposal.save(update_fields=["state", "decided_on", "decided_by"])
