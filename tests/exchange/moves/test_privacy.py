"""What is written on the way to the keys stays in its office: the shared schema knows codes, days and seats."""

from exchange.moves import applications, seats, town_mail
from exchange.moves.models import Application, Consent, Handover, TownMessage
from exchange.pool import clearing
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from tenants import context
from tests.exchange.moves import cast as moves
from tests.exchange.moves.cast import ADVISER, HEAD
from tests.exchange.pool import cast
from tests.exchange.pool.cast import NOON, TODAY
from tests.exchange.pool.test_privacy import dump
from tests.report import say

CANARIES = ["Zsindelyes", "Pacsirta köz", "Titkos feltétel", "rákbeteg", "haszonélvező Vilma", "733101", "G-kanári"]


def planted(alder_office, birch_office):
    """A whole exchange in which every text field of our office carries a marker."""
    with context.entered(alder_office):
        cast.open_places()
        cast.advert("Zsindelyes Manó", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50)
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep"}
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, wish_area_min=70, **there)
    clearing.run(on=TODAY)
    proposal = moves.bring(Proposal.objects.get(), Stage.CONSENTS)
    with context.entered(alder_office):
        exchange = seats.of(proposal)
        seat = exchange.ours[0]
        known = {"proposal": proposal, "position": seat.position, "by": ADVISER, "at": NOON}
        moves.consents.add_party(role="usufructuary", name="haszonélvező Vilma", **known)
        town_mail.write(
            kind="note", proposal=proposal, to="t_birch", body="A bérlő rákbeteg, lakik: Pacsirta köz 147.", by=ADVISER,
            at=NOON, written_by="Zsindelyes Ügyintéző",
        )  # fmt: skip
    proposal = moves.bring(proposal, Stage.ALL_CONSENTED)
    with context.entered(alder_office):
        exchange = seats.of(proposal)
        moves.file(exchange, ground="health")
        application = applications.of_seat(exchange.ours[0])
        applications.prepare(
            application=application, proposal=proposal, outcome="conditional", decider="Zsindelyes polgármester",
            condition="Titkos feltétel: 733101 Ft óvadék", by=ADVISER, on=TODAY,
        )  # fmt: skip
        applications.confirm(application=application, proposal=proposal, by=HEAD, on=TODAY, at=NOON)
    with context.entered(birch_office):
        moves.file(seats.of(proposal))
        moves.decide(seats.of(Proposal.objects.get()))
    with context.entered(alder_office):
        applications.fulfil(
            application=application, proposal=proposal, position=seat.position, by=ADVISER, on=TODAY, at=NOON
        )
    proposal = moves.bring(proposal, Stage.SIGNED)
    with context.entered(alder_office):
        moves.moving.hand_over(
            **known | {"proposal": proposal}, handed_on=TODAY, keys=2, present="Zsindelyes Manó",
            readings=[moves.Reading("gas", moves.Decimal("1"), "G-kanári")], condition="Pacsirta köz", defects="",
        )  # fmt: skip
    return proposal


def test_canaries_of_a_whole_exchange_never_reach_the_shared_schema(alder_office, birch_office):
    planted(alder_office, birch_office)
    with context.entered(alder_office):
        kept = (Application, Consent, Handover, TownMessage)
        own = repr([list(model.objects.values()) for model in kept]) + repr(
            list(Handover.objects.values("readings__serial"))
        )
    text = dump()
    found = [(canary, table) for canary in CANARIES for table, rows in text.items() if canary in rows]

    say("I9", tried=len(CANARIES), survived=len(CANARIES) - len(found), leaked=len(found))
    assert all(canary in own for canary in CANARIES)
    assert "protected" in text["pool_milestone"] and "health" not in text["pool_milestone"]
    assert found == []


def test_the_other_office_holds_only_what_it_was_told(alder_office, birch_office):
    planted(alder_office, birch_office)
    with context.entered(birch_office):
        held = repr([list(model.objects.values()) for model in (Application, Consent, Handover, TownMessage)])
    assert "Zsindelyes Manó" in held and "rákbeteg" in held  # the name, when it was opened, and the message sent to it
    assert not any(canary in held for canary in ("Vilma", "Titkos feltétel", "733101", "G-kanári"))
