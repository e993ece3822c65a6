"""Sample exchanges at every step of their way: the night's proposals, some of them brought on by their offices."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from exchange.moves import applications, consents, screening, seats, town_mail, viewings
from exchange.moves.models import Consent, TownMessage
from exchange.moves.seats import Exchange
from exchange.pool import proposals
from exchange.pool.models import Leg, Proposal
from exchange.pool.steps import Stage, Task
from kernel.access import SYSTEM, Robot
from tenants import context
from tenants.registry.models import Office

HEAD = Robot("demo-head", "system")
NOTE = "A megtekintésre a lépcsőház kulcsa nálunk vehető át, hétköznap 8 és 16 óra között."
Deed = Callable[[Exchange, datetime], None]


def bring_on(*, on: date) -> None:
    """Of every six proposals one stays as it was found; the others wait for answers, viewings, consents, landlords."""
    at = timezone.now()
    known = {office.schema_name: office for office in Office.objects.filter(is_demo=True, kind=Office.Kind.TOWN)}
    deeds: list[Deed] = [_screen, _answer, _open, _consent, _file]
    for place, proposal in enumerate(Proposal.objects.filter(state=Stage.COMPUTED).order_by("pk")):
        for deed in deeds[: (place + 3) % (len(deeds) + 1)]:
            for schema in proposal.offices:
                if schema in known:
                    with context.entered(known[schema]):
                        deed(seats.of(Proposal.objects.get(pk=proposal.pk)), at)


def _screen(exchange: Exchange, at: datetime) -> None:
    screening.screen(proposal=exchange.proposal, by=SYSTEM, at=at)


def _answer(exchange: Exchange, at: datetime) -> None:
    for seat in exchange.ours:
        for leg in Leg.objects.filter(proposal=exchange.proposal, mover=seat.flat.listing_id):
            proposals.answer(leg=leg, accepted=True, by=SYSTEM, at=at)


def _open(exchange: Exchange, at: datetime) -> None:
    screening.open_names(proposal=exchange.proposal, by=HEAD, at=at)
    opened = seats.of(exchange.proposal)
    others = [schema for schema in exchange.proposal.offices if schema != context.office().schema_name]
    if not opened.is_open:
        return
    first = timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=3), time(15, 30)))
    for seat in opened.ours:
        if seat.comes is not None:
            times = [first, first + timedelta(days=2, hours=-5)]
            viewings.offer(proposal=exchange.proposal, position=seat.position, times=times, by=SYSTEM, at=at)
    for schema in others[:1]:
        town_mail.write(
            kind=TownMessage.Kind.NOTE, proposal=exchange.proposal, to=schema, body=NOTE, by=SYSTEM, at=at,
            written_by="Minta Cseretanácsadó",
        )  # fmt: skip


def _consent(exchange: Exchange, at: datetime) -> None:
    for seat in exchange.ours:
        if seat.gets is not None:
            viewings.seen(proposal=exchange.proposal, position=seat.position, by=SYSTEM, at=at)
        for party in consents.parties(seat):
            consents.record(
                proposal=exchange.proposal, position=seat.position, role=party.role, name=party.name,
                outcome=Consent.Outcome.GIVEN, way=Consent.Way.PERSON, on=timezone.localdate(at), by=SYSTEM, at=at,
            )  # fmt: skip


def _file(exchange: Exchange, at: datetime) -> None:
    for seat in exchange.ours:
        if exchange.may(Task.FILE, seat.position):
            ground = "household" if seat.advert.person is not None and seat.position == 1 else "other"
            applications.file(
                proposal=exchange.proposal, position=seat.position, ground=ground, missing_papers=[], papers_by=None,
                right_holder="none", by=SYSTEM, on=timezone.localdate(at), at=at,
            )  # fmt: skip
