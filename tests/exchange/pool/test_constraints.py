"""The database says never: one test breaks each constraint of the pool."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exchange.pool import clearing
from exchange.pool.models import ClearingRun, DeclinedMove, Leg, Listing, Place, Proposal, ProposedFlat
from kernel.access import SYSTEM
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY

NOON = timezone.make_aware(datetime(2026, 11, 23, 12))


@pytest.fixture
def pair(alder_office):
    """A swap of two households of one office."""
    with context.entered(alder_office):
        cast.open_places()
        cast.listing(area_m2=80, wish_area_max=50)
        cast.listing(area_m2=40, wish_area_min=70)
    clearing.run(on=TODAY)


def breaks(name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    assert caught.value.__cause__.diag.constraint_name == name


LISTING = [
    ("listing_half_rooms", {"half_rooms": 0}),
    ("listing_area", {"area_m2": 5}),
    ("listing_cost", {"monthly_cost": 2_000_001}),
    ("listing_comfort", {"comfort": "posh"}),
    ("listing_heating", {"heating": "fire"}),
    ("listing_tenure", {"tenure": "cash"}),
    ("listing_complete", {"tenure": ""}),
    ("listing_wish_rooms", {"wish_half_rooms_min": 5, "wish_half_rooms_max": 4}),
    ("listing_wish_area", {"wish_area_min": 51, "wish_area_max": 50}),
    ("listing_wish_cost", {"wish_cost_max": 2_000_001}),
    ("listing_wish_comfort", {"wish_comfort_min": "posh"}),
    ("listing_wish_codes", {"wish_heatings": ["fire"]}),
    ("listing_wish_codes", {"wish_tenures": ["cash"]}),
    ("listing_household", {"household_size": 0}),
    ("listing_state", {"state": "draft"}),
    ("listing_floor", {"floor": "7"}),
    ("listing_expires_after", {"expires_on": date(2026, 11, 22)}),
    ("listing_vacant_has_no_wish", {"is_vacant": True, "seeks_relief": True}),
]


@pytest.mark.parametrize(("name", "change"), LISTING)
def test_listing(pair, name, change):
    breaks(name, lambda: Listing.objects.filter(area_m2=80).update(**change))


def test_one_listing_per_advert(pair):
    first, second = Listing.objects.all()
    breaks("listing_once_per_advert", lambda: Listing.objects.filter(pk=second.pk).update(advert_id=first.advert_id))


@pytest.mark.parametrize(
    ("name", "values"),
    [("place_once", ("Égervár", "Belváros")), ("place_town", (" x", "")), ("place_district", ("Égervár", "a@b"))],
)
def test_place(pair, name, values):
    breaks(name, lambda: Place.objects.create(town=values[0], district=values[1], office_schema="t_alder"))


def run_row(**different):
    zeros = dict.fromkeys(("listings", "vacant", "swaps", "threes", "fours", "chains", "moved", "relieved"), 0)
    return ClearingRun(**{"business_date": date(2026, 12, 1), "optimal": True, "seconds": 0.0} | zeros | different)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("pool_clearingrun_business_date_key", run_row(business_date=TODAY)),
        ("run_relieved_within_moved", run_row(relieved=1)),
        ("run_seconds", run_row(seconds=-1.0)),
    ],
)
def test_run(pair, name, row):
    breaks(name, row.save)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("proposal_ended_pair", {"state": "completed"}),
        ("proposal_state", {"state": "accepted"}),
        ("proposal_fell_in_a_step", {"state": "collapsed", "ended_at": NOON}),
        ("proposal_fell_in_a_step", {"fell_by": "late"}),
        ("proposal_fell_by_code", {"state": "collapsed", "ended_at": NOON, "fell_in": "sent", "fell_by": "whim"}),
        ("proposal_since_sent", {"since": date(2026, 11, 22)}),
        ("proposal_ended_pair", {"ended_at": NOON}),
        ("proposal_shape", {"moves": 1}),
        ("proposal_expires_after", {"expires_on": date(2026, 11, 22)}),
        ("proposal_has_offices", {"offices": []}),
    ],
)
def test_proposal(pair, name, change):
    breaks(name, lambda: Proposal.objects.update(**change))


def copy_of_flat(**different):
    flat = ProposedFlat.objects.order_by("position").first()
    flat.pk = None
    for column, value in different.items():
        setattr(flat, column, value)
    return flat


def test_a_listing_is_in_one_live_proposal(pair):
    proposal = Proposal.objects.get()
    proposal.pk = None
    proposal.save()
    breaks("flat_in_one_live_proposal", copy_of_flat(proposal=proposal).save)


def test_flats_of_a_proposal(pair):
    breaks("flat_once_per_proposal", copy_of_flat(is_live=False, position=7).save)
    third = Listing.objects.get(pk=cast_listing_pk())
    breaks("flat_position", copy_of_flat(listing=third, is_live=False).save)
    breaks("flat_complete", lambda: ProposedFlat.objects.update(town=""))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("leg_fit", {"fit": 0}),
        ("leg_answer_pair", {"answer": "accepted"}),
        ("leg_answer_pair", {"answered_at": NOON}),
        ("leg_reason_of_a_no", {"reason": "cost"}),
        ("leg_reason_code", {"reason": "whim", "answer": "declined", "answered_at": NOON}),
    ],
)
def test_leg(pair, name, change):
    breaks(name, lambda: Leg.objects.filter(position=1).update(**change))


def test_legs_of_a_proposal(pair):
    first, second = Leg.objects.order_by("position")
    breaks("leg_position", lambda: Leg.objects.filter(pk=second.pk).update(position=1))
    breaks("leg_really_moves", lambda: Leg.objects.filter(pk=first.pk).update(mover=first.flat_id))
    third = cast_listing_pk()
    Leg.objects.filter(pk=second.pk).update(flat=third)
    breaks("leg_mover_once", lambda: Leg.objects.filter(pk=second.pk).update(mover=first.mover_id))
    Leg.objects.filter(pk=second.pk).update(mover=third, flat=second.flat_id)
    breaks("leg_flat_once", lambda: Leg.objects.filter(pk=second.pk).update(flat=first.flat_id))


def cast_listing_pk():
    from tenants.registry.models import Office

    with context.entered(Office.objects.get(slug="alder")):
        return cast.listing(area_m2=77).pk


def test_declined_move(pair):
    first = Leg.objects.order_by("position").first()
    DeclinedMove.objects.create(mover=first.mover, flat=first.flat, declined_on=TODAY)
    breaks("declined_once", lambda: DeclinedMove.objects.create(mover=first.mover, flat=first.flat, declined_on=TODAY))
    breaks(
        "declined_really_moves",
        lambda: DeclinedMove.objects.create(mover=first.mover, flat=first.mover, declined_on=TODAY),
    )


def test_the_places_verb_refuses_what_is_no_place(alder):
    from exchange.pool import places

    for town, district in (("", ""), ("a/b", ""), ("Égervár", "<b>"), ("x" * 61, "")):
        with pytest.raises(places.NotAPlace):
            places.register(town=town, district=district, by=SYSTEM)
