"""Two offices answer, take back and let expire at the same moment: one end, equal for all, no flat in two."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Barrier

import pytest
from django.db import connections, transaction
from django.utils import timezone

from exchange.pool import clearing, listings, models, policies, proposals
from exchange.pool.crossing import meeting_place
from exchange.pool.models import Leg, Listing, Proposal, ProposedFlat
from exchange.pool.states import State
from kernel.access import SYSTEM
from kernel.refusal import Refused
from tenants import context
from tenants.registry.models import Office
from tests.exchange.pool import cast
from tests.report import say

TODAY = cast.TODAY
NOON = timezone.make_aware(datetime(2026, 11, 23, 12))
LATER = date(2026, 11, 24)
RACES = int(os.environ.get("KUSZOB_RACES", "300"))
CONTROL_RACES = 60
OFFICES = ("t_alder", "t_birch")


@dataclass
class Tally:
    tried: int = 0
    lost: int = 0
    duplicate: int = 0
    leaked: int = 0
    errors: list[str] = field(default_factory=list)


def offices() -> dict[str, Office]:
    return {office.schema_name: office for office in Office.objects.filter(schema_name__in=OFFICES)}


def fill_pool(count: int, known: dict[str, Office]) -> None:
    """Households that want exactly the next one's flat: circles of 2, 3 and 4 through both offices."""
    with context.entered(known["t_alder"]):
        cast.open_places()
    rows: dict[str, list[Listing]] = {schema: [] for schema in OFFICES}
    used = 0
    for race in range(count):
        length = 2 + race % 3
        flats = [(6 + (used + place) % 490, 1 + (used + place) // 490) for place in range(length)]
        used += length
        for place, (area, rooms) in enumerate(flats):
            wanted, wanted_rooms = flats[(place + 1) % length]
            schema = OFFICES[place % 2]
            columns = cast.columns(
                area_m2=area, half_rooms=rooms, wish_area_min=wanted, wish_area_max=wanted,
                wish_half_rooms_min=wanted_rooms, wish_half_rooms_max=wanted_rooms,
            )  # fmt: skip
            rows[schema].append(
                Listing(
                    office_schema=schema,
                    advert_id=cast.uuid4(),
                    listed_on=TODAY,
                    expires_on=date(2027, 2, 21),
                    **columns,
                )
            )
    for schema, made in rows.items():
        with context.entered(known[schema]):
            Listing.objects.bulk_create(made)
            policies.set_office(by=SYSTEM, screens_by_hand=False)


def answer(known: dict[str, Office], leg: Leg, accepted: bool) -> None:
    with context.entered(known[leg.office_schema]):
        proposals.answer(leg=leg, accepted=accepted, by=SYSTEM, at=NOON, reason="" if accepted else "place")


def withdraw(known: dict[str, Office], leg: Leg) -> None:
    with context.entered(known[leg.office_schema]):
        listings.withdraw(advert_id=Listing.objects.get(pk=leg.mover_id).advert_id, at=NOON)


def expire() -> None:
    with meeting_place(), transaction.atomic():
        proposals.expire(on=LATER, at=NOON)


def deeds_of(proposal: Proposal, known: dict[str, Office], dice: random.Random) -> list:
    """What everybody does at the same moment; a third of the races is a plain yes of all."""
    legs = list(Leg.objects.filter(proposal=proposal))
    mostly_yes = dice.random() < 1 / 3
    deeds = []
    for leg in legs:
        kind = "yes" if mostly_yes else dice.choice(["yes", "yes", "no", "withdraw"])
        if kind == "withdraw":
            deeds.append(lambda leg=leg: withdraw(known, leg))
        else:
            deeds.append(lambda leg=leg, kind=kind: answer(known, leg, kind == "yes"))
    if not mostly_yes and dice.random() < 0.4:
        Proposal.objects.filter(pk=proposal.pk).update(expires_on=TODAY)
        deeds.append(expire)
    if dice.random() < 0.2:
        deeds.append(lambda: clearing.replan(after=proposal, on=TODAY, time_limit=0.5))
    if dice.random() < 0.3:
        deeds.append(deeds[0])  # the same button twice
    return deeds


def at_once(threads: ThreadPoolExecutor, deeds: list) -> list[BaseException]:
    """Do all deeds at the same moment; returns what went wrong other than a sentence for people."""
    start = Barrier(len(deeds))

    def one(deed) -> BaseException | None:
        try:
            connections["default"].ensure_connection()
            start.wait(10)
            deed()
        except Refused:
            return None
        except Exception as error:
            return error
        return None

    return [error for error in threads.map(one, deeds) if error is not None]


def judge(proposal: Proposal, known: dict[str, Office], tally: Tally) -> None:
    """One end, equal for all; the listings where that end puts them; no flat in two live proposals."""
    seen = set()
    for office in known.values():
        with context.entered(office):
            seen |= set(Proposal.objects.filter(pk=proposal.pk).values_list("state", flat=True))
            foreign = Listing.objects.exclude(office_schema=office.schema_name).exists()
            unknown = Proposal.objects.exclude(offices__contains=[office.schema_name]).exists()
            tally.leaked += foreign or unknown
    answers = set(Leg.objects.filter(proposal=proposal).values_list("answer", flat=True))
    flats = list(ProposedFlat.objects.filter(proposal=proposal).values_list("listing_id", "is_live"))
    states = set(Listing.objects.filter(pk__in=[pk for pk, _live in flats]).values_list("state", flat=True))
    live = {is_live for _pk, is_live in flats}
    sound = {
        "viewing": answers == {"accepted"} and live == {True} and states == {State.IN_EXCHANGE},
        "collapsed": answers != {"accepted"} and live == {False} and State.IN_EXCHANGE not in states,
    }
    tally.lost += len(seen) != 1 or not sound.get(seen.pop(), False)
    for pk, _live in flats:
        tally.duplicate += ProposedFlat.objects.filter(listing_id=pk, is_live=True).count() > 1


def race(count: int, seed: int) -> Tally:
    known, dice, tally = offices(), random.Random(seed), Tally()
    fill_pool(count, known)
    made = clearing.run(on=TODAY)
    assert made.swaps + made.threes + made.fours == count
    with ThreadPoolExecutor(9) as threads:
        for proposal in Proposal.objects.filter(run=made).order_by("pk"):
            errors = at_once(threads, deeds_of(proposal, known, dice))
            tally.tried += 1
            if errors:
                tally.lost += 1
                tally.errors.append(repr(errors[0]))
            else:
                judge(proposal, known, tally)
        close = Barrier(9)
        list(threads.map(lambda _: (close.wait(10), connections.close_all()), range(9)))
    return tally


def test_answers_at_the_same_moment_have_one_end(own_database):
    tally = race(RACES, seed=11)

    survived = tally.tried - tally.lost
    say("C1", tried=tally.tried, survived=survived, lost=tally.lost, duplicate=tally.duplicate, leaked=tally.leaked)
    assert tally.errors == []
    assert (tally.tried, tally.lost, tally.duplicate, tally.leaked) == (RACES, 0, 0, 0)


def test_control_without_the_lock_the_races_are_lost(own_database, monkeypatch):
    monkeypatch.setattr(models.ProposalQuerySet, "locked", lambda self, pk: self.get(pk=pk))

    tally = race(CONTROL_RACES, seed=11)

    assert tally.lost > 0


def test_two_runs_of_one_day_at_the_same_moment_are_one(own_database):
    known = offices()
    fill_pool(12, known)
    with ThreadPoolExecutor(4) as threads:
        errors = at_once(threads, [lambda: clearing.run(on=TODAY)] * 4)
        close = Barrier(4)
        list(threads.map(lambda _: (close.wait(10), connections.close_all()), range(4)))

    assert errors == []
    assert (models.ClearingRun.objects.count(), Proposal.objects.count()) == (1, 12)


@pytest.mark.parametrize("deed", ["revise", "withdraw"])
def test_a_listing_that_changes_while_the_run_thinks_is_not_proposed(own_database, monkeypatch, deed):
    known = offices()
    fill_pool(1, known)
    thinking = clearing.engine.solve

    def solve(problem, **limits):
        solution = thinking(problem, **limits)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(change).result()
        return solution

    def change() -> None:
        with context.entered(known["t_alder"]):
            listing = Listing.objects.get(office_schema="t_alder")
            if deed == "withdraw":
                listings.withdraw(advert_id=listing.advert_id, at=NOON)
            else:
                cast.listing(listing.advert_id, area_m2=200)
        connections.close_all()

    monkeypatch.setattr(clearing.engine, "solve", solve)

    made = clearing.run(on=TODAY)

    assert (made.swaps, made.moved, Proposal.objects.count()) == (0, 0, 0)
