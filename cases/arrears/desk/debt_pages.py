"""What the debt file's pages show: debts in their order with the reason, the plan across creditors, its paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.arrears import creditor_letters, creditor_plan
from cases.arrears.creditor_plan import Proposal
from cases.arrears.debt_priority import OWN, Claim, Place, Rank
from cases.arrears.desk import household_pages
from cases.arrears.models import ArrearsCase, CreditorLetter, DebtItem
from cases.arrears.models.debts import CreditorKind, DebtStage
from kernel.money import format_forint
from shell.letters import sheets

URGENT = (Rank.EVICTION, Rank.DISCONNECTION)


@dataclass(frozen=True)
class Row:
    """One debt of the file; the office's own ledger has no `debt`."""

    number: int
    claim: Claim
    place: Place
    debt: DebtItem | None
    kind: Any
    stage: Any
    is_urgent: bool
    last_letter: CreditorLetter | None


def label(kind: str) -> Any:
    return _("rent, our own ledger") if kind == OWN else CreditorKind(kind).label


def name(claim: Claim) -> str:
    return claim.name or _("this office")


def rows(case: ArrearsCase, *, on: date) -> list[Row]:
    """The open debts in their order; a constant number of questions."""
    items = {str(debt.pk): debt for debt in DebtItem.objects.open().filter(case=case).select_related("debtor")}
    letters: dict[str, CreditorLetter] = {}
    for letter in creditor_letters.letters_of(case):
        letters.setdefault(str(letter.debt_id), letter)
    return [
        Row(
            number,
            claim,
            place,
            items.get(claim.key),
            label(claim.kind),
            DebtStage(claim.stage).label,
            place.rank in URGENT,
            letters.get(claim.key),
        )
        for number, (claim, place) in enumerate(creditor_plan.ordered(case, on=on), 1)
    ]


@dataclass(frozen=True)
class PlanRow:
    """One creditor of the plan: what is paid in the first month, and when it is paid off."""

    number: int
    kind: Any
    name: str
    amount: int
    reason: Any
    first: int
    months: int


@dataclass(frozen=True)
class PlanPhase:
    first_month: int
    last_month: int
    amounts: list[tuple[str, int]]


def plan_rows(proposal: Proposal) -> list[PlanRow]:
    first = proposal.distribution.phases[0].amounts if proposal.distribution.phases else {}
    return [
        PlanRow(
            number,
            label(claim.kind),
            name(claim),
            claim.amount,
            place.reason,
            first.get(claim.key, 0),
            proposal.distribution.cleared_in[claim.key],
        )
        for number, (claim, place) in enumerate(proposal.planned, 1)
    ]


def plan_phases(proposal: Proposal) -> list[PlanPhase]:
    names = {claim.key: f"{name(claim)} ({label(claim.kind)})" for claim, _place in proposal.planned}
    return [
        PlanPhase(
            phase.first_month,
            phase.first_month + phase.months - 1,
            [(names[key], amount) for key, amount in phase.amounts.items()],
        )
        for phase in proposal.distribution.phases
    ]


def plan_paper(case: ArrearsCase, proposal: Proposal, *, on: date) -> HttpResponse:
    """The plan on one page, in plain words, for the household and the creditors."""
    creditors = sheets.Table(
        _("Creditors, in the order of urgency"),
        [_("Creditor"), _("Debt"), _("First month"), _("Paid off in month")],
        [
            (
                f"{row.number}. {row.name} ({row.kind})",
                format_forint(row.amount),
                format_forint(row.first),
                str(row.months),
            )
            for row in plan_rows(proposal)
        ],
        [1, 2, 3],
    )  # fmt: skip
    months = sheets.Table(
        _("Month by month"),
        [_("Months"), _("Who gets how much a month")],
        [
            (
                f"{phase.first_month}." if phase.first_month == phase.last_month
                else f"{phase.first_month}–{phase.last_month}.",
                "; ".join(f"{who}: {format_forint(amount)}" for who, amount in phase.amounts),
            )
            for phase in plan_phases(proposal)
        ],
        widths=[1, 6],
    )  # fmt: skip
    left_out = [
        _("Not in the plan: %(name)s, %(amount)s. A lawyer looks at this debt first.")
        % {"name": claim.name, "amount": format_forint(claim.amount)}
        for claim, _place in proposal.left_out
    ]
    return household_pages.on_paper(
        case,
        title=_("Proposal for paying all debts"),
        on=on,
        facts=[
            (_("Tenants"), household_pages.names_of(case)),
            (_("All debts in the plan"), format_forint(proposal.total)),
            (_("Monthly amount"), format_forint(proposal.monthly)),
            (_("Months until everything is paid"), str(proposal.distribution.months)),
        ],
        tables=[creditors, months],
        paragraphs=[
            *left_out,
            _("This is a proposal: it counts once the creditor agrees in writing. Later interest is not in it."),
        ],
        signatures=[_("for the household"), _("debt adviser")],
    )
