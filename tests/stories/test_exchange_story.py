"""Two offices, one pool: households swap across towns, a no sets the others free, and they are matched again."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from exchange.adverts import lifecycle
from exchange.adverts.models import Advert
from exchange.pool import clearing, proposals
from exchange.pool.models import DeclinedMove, Leg, Listing, Proposal
from kernel.access import SYSTEM
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY

NOON = timezone.make_aware(datetime(2026, 11, 24, 12))


@pytest.fixture
def four_adverts(alder_office, birch_office):
    """In each town one household wants smaller and cheaper in the other town, and one wants larger there."""
    with context.entered(alder_office):
        cast.open_places()
        cast.advert(
            "Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50, wish_places=["Nyírtelek"]
        )
        cast.advert(
            "Kis Béla", number=2, area=45, half_rooms=3, rent=50_000, wish_area_min=70, wish_places=["Nyírtelek"]
        )
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep", "wish_places": ["Égervár/Belváros"]}
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, wish_area_min=70, **there)
        cast.advert("Tóth Gábor", number=4, area=82, half_rooms=6, rent=112_000, wish_area_max=50, **there)


def states(office):
    with context.entered(office):
        lifecycle.follow_pool()
        return {advert.person.name: advert.state for advert in Advert.objects.select_related("person")}


def own_legs(office):
    with context.entered(office):
        return list(Leg.objects.filter(office_schema=office.schema_name))


def answer_all(office, accepted=True):
    with context.entered(office):
        for leg in own_legs(office):
            if leg.proposal.state == "sent":
                proposals.answer(leg=leg, accepted=accepted, by=SYSTEM, at=NOON)


def test_both_offices_say_yes_and_every_household_is_in_an_exchange(four_adverts, alder_office, birch_office):
    run = clearing.run(on=TODAY)
    cast.send_all()
    assert (run.listings, run.swaps, run.moved, run.optimal) == (4, 2, 4, True)
    assert set(states(alder_office).values()) == set(states(birch_office).values()) == {"in_proposal"}

    answer_all(alder_office)
    assert set(states(birch_office).values()) == {"in_proposal"}
    answer_all(birch_office)

    assert set(Proposal.objects.values_list("state", flat=True)) == {"viewing"}
    assert states(alder_office) == {"Őri Csilla": "in_exchange", "Kis Béla": "in_exchange"}
    assert states(birch_office) == {"Nagy Anna": "in_exchange", "Tóth Gábor": "in_exchange"}


def test_one_no_frees_the_others_and_they_are_matched_again(four_adverts, alder_office, birch_office):
    with context.entered(alder_office):
        cast.advert(
            "Vas Éva", number=5, area=76, half_rooms=5, rent=90_000, wish_area_max=50, wish_places=["Nyírtelek"]
        )
    run = clearing.run(on=TODAY)
    cast.send_all()
    assert (run.swaps, run.moved) == (2, 4)
    with context.entered(alder_office):
        refused = Leg.objects.get(office_schema="t_alder", mover__area_m2=80)
        fallen = proposals.answer(leg=refused, accepted=False, by=SYSTEM, at=NOON, reason="place")
    assert (fallen.state, fallen.fell_in, fallen.fell_by) == ("collapsed", "sent", "place")
    members = Leg.objects.filter(proposal=fallen).values("mover")
    assert set(Listing.objects.filter(pk__in=members).values_list("state", flat=True)) == {"active"}
    assert DeclinedMove.objects.filter(mover=refused.mover_id, flat=refused.flat_id).count() == 1

    again = clearing.replan(after=Proposal.objects.get(pk=fallen.pk), on=NOON.date())

    assert [proposal.moves for proposal in again] == [2]
    cast.send_all()
    assert states(alder_office) == {"Őri Csilla": "active", "Kis Béla": "in_proposal", "Vas Éva": "in_proposal"}
    answer_all(alder_office)
    answer_all(birch_office)
    assert states(birch_office) == {"Nagy Anna": "in_exchange", "Tóth Gábor": "in_exchange"}
    assert states(alder_office) == {"Őri Csilla": "active", "Kis Béla": "in_exchange", "Vas Éva": "in_exchange"}


def test_an_empty_flat_starts_a_chain_through_both_offices(alder_office, birch_office):
    with context.entered(alder_office):
        cast.open_places()
        cast.vacant(9, area=40, cost=38_000)
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50)
    with context.entered(birch_office):
        cast.advert(
            "Nagy Anna",
            number=3,
            area=44,
            half_rooms=3,
            rent=52_000,
            town="Nyírtelek",
            district="Újtelep",
            wish_area_min=70,
            wish_cost_max=120_000,
        )
    run = clearing.run(on=TODAY)

    assert (run.chains, run.moved, run.vacant, run.towns) == (1, 2, 1, ["Nyírtelek", "Égervár"])
    cast.send_all()
    answer_all(birch_office)
    answer_all(alder_office)

    assert set(Listing.objects.values_list("state", flat=True)) == {"in_exchange"}


def test_the_second_run_of_a_day_changes_nothing(four_adverts, alder_office):
    first = clearing.run(on=TODAY)
    count = Proposal.objects.count()

    assert clearing.run(on=TODAY).pk == first.pk
    assert Proposal.objects.count() == count


def test_silence_ends_a_proposal_and_its_moves_are_not_proposed_again(four_adverts):
    clearing.run(on=TODAY)
    cast.send_all()
    silent = set(Leg.objects.values_list("mover_id", "flat_id"))

    later = clearing.run(on=TODAY + timedelta(days=15))

    assert set(Proposal.objects.exclude(run=later).values_list("state", "fell_by")) == {("collapsed", "late")}
    assert not silent & set(Leg.objects.filter(proposal__run=later).values_list("mover_id", "flat_id"))
