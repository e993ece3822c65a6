"""An exchange brought to any step by the offices' own verbs, written as short as it can be read."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from cases.tenancies.models.tenancy import RentBasis
from exchange.moves import applications, closing, consents, moving, screening, seats, viewings
from exchange.moves.models import Consent, Settlement
from exchange.moves.moving import Reading
from exchange.moves.seats import Exchange
from exchange.pool import proposals
from exchange.pool.crossing import meeting_place
from exchange.pool.models import Leg, Proposal
from exchange.pool.steps import Stage
from kernel.access import Robot
from tenants import context
from tenants.registry.models import Office
from tests.exchange.pool.cast import NOON, TODAY
from worker import delivery

ADVISER, HEAD = Robot("adviser", "system"), Robot("head", "system")


def offices(proposal: Proposal) -> list[Office]:
    with meeting_place():
        return list(Office.objects.filter(schema_name__in=proposal.offices).order_by("schema_name"))


def everywhere(proposal: Proposal, deed: Callable[[Exchange], None]) -> None:
    """Do it in every office of the exchange, in turn."""
    for office in offices(proposal):
        with context.entered(office):
            deed(seats.of(Proposal.objects.get(pk=proposal.pk)))


def screen(exchange: Exchange) -> None:
    screening.screen(proposal=exchange.proposal, by=ADVISER, at=NOON)


def answer(exchange: Exchange) -> None:
    for seat in exchange.ours:
        for leg in Leg.objects.filter(proposal=exchange.proposal, mover=seat.flat.listing_id, answer="waiting"):
            proposals.answer(leg=leg, accepted=True, by=ADVISER, at=NOON)


def open_names(exchange: Exchange) -> None:
    if not exchange.is_done("open"):
        screening.open_names(proposal=exchange.proposal, by=HEAD, at=NOON)


def view(exchange: Exchange) -> None:
    for seat in exchange.ours:
        if seat.gets is not None and not exchange.is_done("view", seat.position):
            viewings.seen(proposal=exchange.proposal, position=seat.position, by=ADVISER, at=NOON)


def consent(exchange: Exchange) -> None:
    for seat in exchange.ours:
        for party in consents.parties(seat):
            if not party.has_agreed:
                consents.record(
                    proposal=exchange.proposal, position=seat.position, role=party.role, name=party.name,
                    outcome=Consent.Outcome.GIVEN, way=Consent.Way.PERSON, on=TODAY, by=ADVISER, at=NOON,
                )  # fmt: skip


def file(exchange: Exchange, *, ground: str = "other") -> None:
    for seat in exchange.ours:
        if not exchange.is_done("file", seat.position):
            applications.file(
                proposal=exchange.proposal, position=seat.position, ground=ground, missing_papers=[], papers_by=None,
                right_holder="none", by=ADVISER, on=TODAY, at=NOON,
            )  # fmt: skip


def decide(exchange: Exchange) -> None:
    for seat in exchange.ours:
        application = applications.of_seat(seat)
        if application is not None and not application.is_decided:
            proposal = exchange.proposal
            applications.prepare(
                application=application, proposal=proposal, outcome="approved", decider="polgármester", by=ADVISER,
                on=TODAY,
            )  # fmt: skip
            applications.confirm(application=application, proposal=proposal, by=HEAD, on=TODAY, at=NOON)


def sign(exchange: Exchange) -> None:
    for seat in exchange.ours:
        moving.sign(
            proposal=exchange.proposal, position=seat.position, signed_on=TODAY, moves_on=TODAY + timedelta(days=8),
            lawyer="", by=ADVISER, at=NOON,
        )  # fmt: skip


def hand_over(exchange: Exchange) -> None:
    for seat in exchange.ours:
        moving.hand_over(
            proposal=exchange.proposal, position=seat.position, handed_on=TODAY, keys=2, present="mindkét fél",
            readings=[Reading("gas", Decimal("1234.5"), "G-1")], condition="", defects="", by=ADVISER, at=NOON,
        )  # fmt: skip


def settle(exchange: Exchange) -> None:
    terms = {"way": Settlement.Way.NONE, "debt": 0, "paid": 0, "utilities_transferred": True}
    for seat in exchange.ours:
        if seat.gets is not None:
            moving.settle(proposal=exchange.proposal, position=seat.position, terms=terms, by=ADVISER, at=NOON)


def close(exchange: Exchange) -> None:
    for seat in exchange.ours:
        if seat.comes is not None:
            closing.let_again(
                proposal=exchange.proposal, position=seat.position, basis=RentBasis.SOCIAL, monthly_rent=40_000,
                due_day=15, by=ADVISER,
            )  # fmt: skip
    closing.close(proposal=exchange.proposal, by=ADVISER, on=TODAY, at=NOON)


STEPS = {
    Stage.COMPUTED: screen,
    Stage.SENT: answer,
    Stage.VIEWING: lambda exchange: (open_names(exchange), view(exchange)),
    Stage.CONSENTS: consent,
    Stage.ALL_CONSENTED: file,
    Stage.LANDLORD_REVIEW: decide,
    Stage.CONTRACTS: sign,
    Stage.SIGNED: hand_over,
    Stage.KEYS: settle,
    Stage.SETTLED: close,
}


def bring(proposal: Proposal, stage: Stage) -> Proposal:
    """Every office does its part until the exchange stands at that step."""
    for _turn in range(len(STEPS) + 1):
        present = Proposal.objects.get(pk=proposal.pk)
        if present.stage == stage:
            return present
        everywhere(present, STEPS[present.stage])
        everywhere(present, lambda _exchange: delivery.drain(at=NOON + timedelta(minutes=6)))
    raise AssertionError(f"{proposal} did not come to {stage}: {present.stage}")
