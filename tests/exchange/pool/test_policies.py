"""What the pool and each office allow: shares of empty flats, comfort, rests after a no, the length of circles."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from exchange.pool import clearing, policies, proposals
from exchange.pool.models import Leg, Listing, OfficePolicy, PoolPolicy, Proposal, Reason
from kernel.access import SYSTEM
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import NOON, TODAY


def vacant(area, days=0):
    made = cast.listing(area_m2=area, is_vacant=True, half_rooms=2)
    Listing.objects.filter(pk=made.pk).update(listed_on=TODAY - timedelta(days=days))
    return made


@pytest.mark.parametrize(("share", "offered"), [(100, 3), (67, 3), (66, 2), (34, 2), (33, 1), (1, 1), (0, 0)])
def test_of_the_empty_flats_the_oldest_share_takes_part(alder_office, share, offered):
    with context.entered(alder_office):
        cast.open_places()
        policies.set_office(by=SYSTEM, vacant_share=share)
        flats = [vacant(30 + days, days) for days in (1, 3, 2)]
    rows = list(Listing.objects.order_by("listed_on"))
    kept = policies.taking_part(rows, policies.of_all(["t_alder"]))
    oldest_first = [flats[1].pk, flats[2].pk, flats[0].pk]
    assert [one.pk for one in kept] == oldest_first[:offered]


@pytest.mark.parametrize(("said", "allowed", "moves"), [("", False, 0), ("", True, 2), ("half", False, 2)])
def test_nobody_is_moved_down_a_comfort_grade_unasked(alder_office, said, allowed, moves):
    with context.entered(alder_office):
        cast.open_places()
        policies.set_office(by=SYSTEM, worse_comfort=allowed)
        cast.listing(area_m2=80, wish_area_max=50, comfort="full", wish_comfort_min=said)
        cast.listing(area_m2=40, wish_area_min=70, comfort="half")
    assert clearing.run(on=TODAY).moved == moves


def test_the_pool_says_how_long_a_circle_may_be(alder_office):
    with context.entered(alder_office):
        cast.open_places()
        for own, wanted in ((40, 60), (60, 80), (80, 40)):
            cast.listing(area_m2=own, wish_area_min=wanted, wish_area_max=wanted)
    policies.set_pool(longest_cycle=2, most_moves=3)
    assert clearing.run(on=TODAY).moved == 0
    policies.set_pool(longest_cycle=3, most_moves=3)
    assert clearing.run(on=TODAY + timedelta(days=1)).threes == 1


@pytest.mark.parametrize(("reason", "rests"), [(Reason.PLACE, 0), (Reason.STAYS, 60)])
def test_who_wants_to_stay_rests_and_who_only_disliked_the_place_does_not(alder_office, reason, rests):
    with context.entered(alder_office):
        cast.open_places()
        cast.listing(area_m2=80, wish_area_max=50)
        cast.listing(area_m2=40, wish_area_min=70)
    clearing.run(on=TODAY)
    cast.send_all()
    with context.entered(alder_office):
        leg = Leg.objects.first()
        proposals.answer(leg=leg, accepted=False, by=SYSTEM, at=NOON, reason=reason)
        cast.listing(area_m2=41, wish_area_min=70)
    assert Listing.objects.get(pk=leg.mover_id).rests_until == (TODAY + timedelta(days=rests) if rests else None)
    assert Listing.objects.free(TODAY).filter(pk=leg.mover_id).exists() is (rests == 0)
    assert Listing.objects.free(TODAY + timedelta(days=60)).filter(pk=leg.mover_id).exists()


def test_an_office_that_trusts_the_search_lets_it_go_out_at_once(alder_office):
    with context.entered(alder_office):
        cast.open_places()
        policies.set_office(by=SYSTEM, screens_by_hand=False)
        cast.listing(area_m2=80, wish_area_max=50)
        cast.listing(area_m2=40, wish_area_min=70)
    clearing.run(on=TODAY)
    assert Proposal.objects.get().state == "sent"


@pytest.mark.parametrize(("counts", "found"), [(False, (1, 0)), (True, (0, 1))])
def test_where_odds_count_a_likely_swap_wins_over_a_long_circle(alder_office, counts, found):
    """Four households fit in one circle, two of them in a swap."""
    with context.entered(alder_office):
        cast.open_places()
        for own, least, most in ((40, 50, 60), (60, 40, 80), (80, 90, 100), (100, 40, 40)):
            cast.listing(area_m2=own, wish_area_min=least, wish_area_max=most)
    limits = policies.set_pool(longest_cycle=4, most_moves=3, counts_odds=counts)
    assert policies.odds(limits) == ((70, 49, 34, 24) if counts else ())
    run = clearing.run(on=TODAY)
    assert (run.fours, run.swaps) == found


def test_odds_are_those_of_the_pools_own_proposals(alder_office):
    limits = policies.set_pool(longest_cycle=3, most_moves=3, counts_odds=True)
    with context.entered(alder_office):
        cast.open_places()
        policies.set_office(by=SYSTEM, screens_by_hand=False)
        for number in range(12):
            cast.listing(area_m2=40 + number, wish_area_min=140 + number, wish_area_max=140 + number)
            cast.listing(area_m2=140 + number, wish_area_min=40 + number, wish_area_max=40 + number)
    assert clearing.run(on=TODAY).swaps == 12
    with context.entered(alder_office):
        for leg in Leg.objects.order_by("proposal", "position"):
            leg.proposal.refresh_from_db()
            if leg.proposal.state == "sent":
                says_yes = leg.proposal_id % 4 != 0 or leg.position == 1
                proposals.answer(leg=leg, accepted=says_yes, by=SYSTEM, at=NOON, reason="" if says_yes else "cost")
    assert policies.odds(limits) == (87, 75, 65)


@pytest.mark.parametrize("wrong", [{"vacant_share": 101}, {"decision_days": 0}, {"decision_days": 91}])
def test_a_limit_that_makes_no_sense_is_refused(alder_office, wrong):
    with context.entered(alder_office), pytest.raises(policies.OutOfBounds):
        policies.set_office(by=SYSTEM, **wrong)
    for cycle, moves in ((1, 3), (6, 3), (3, 0), (3, 6)):
        with pytest.raises(policies.OutOfBounds):
            policies.set_pool(longest_cycle=cycle, most_moves=moves)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("pool_policy_single", PoolPolicy(pk=2)),
        ("pool_policy_cycle", PoolPolicy(pk=1, longest_cycle=6)),
        ("pool_policy_moves", PoolPolicy(pk=1, most_moves=0)),
        ("office_policy_share", OfficePolicy(pk="t_alder", vacant_share=101)),
        ("office_policy_days", OfficePolicy(pk="t_alder", decision_days=91)),
    ],
)
def test_the_database_says_never(alder_office, name, row):
    if isinstance(row, PoolPolicy):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            row.save(force_insert=True)
    else:
        with context.entered(alder_office), pytest.raises(IntegrityError) as caught, transaction.atomic():
            row.save(force_insert=True)
    assert caught.value.__cause__.diag.constraint_name == name
