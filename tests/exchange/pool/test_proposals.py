"""The life of a proposal and its listings: the one table, second answers, last days, silence, declined moves."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from exchange.pool import clearing, listings, proposals, states
from exchange.pool.models import DeclinedMove, Leg, Listing, Proposal, ProposedFlat
from exchange.pool.states import State
from kernel.access import SYSTEM
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY

NOON = timezone.make_aware(datetime(2026, 11, 23, 12))


@pytest.fixture
def swap(alder_office, birch_office):
    with context.entered(alder_office):
        cast.open_places()
        cast.listing(area_m2=80, wish_area_max=50)
    with context.entered(birch_office):
        cast.listing(area_m2=40, wish_area_min=70, town="Nyírtelek", district="Újtelep")
    clearing.run(on=TODAY)
    cast.send_all()
    return Proposal.objects.get()


def leg_of(office):
    return Leg.objects.get(office_schema=office.schema_name)


def answer(office, accepted=True, at=NOON, reason=""):
    with context.entered(office):
        return proposals.answer(leg=leg_of(office), accepted=accepted, by=SYSTEM, at=at, reason=reason)


STEPS = {
    ("draft", "verified"), ("draft", "active"), ("draft", "withdrawn"), ("verified", "draft"), ("verified", "active"),
    ("verified", "withdrawn"), ("active", "in_proposal"), ("active", "withdrawn"),
    ("active", "expired"), ("in_proposal", "active"), ("in_proposal", "in_exchange"), ("in_exchange", "done"),
    ("in_exchange", "active"),
    ("withdrawn", "active"), ("expired", "active"), ("expired", "withdrawn"),
}  # fmt: skip


@pytest.mark.parametrize("state", State.values)
def test_the_transition_table(state):
    assert {(state, one) for one in State.values if states.may_become(state, State(one))} == {
        step for step in STEPS if step[0] == state
    }


def test_several_steps_at_once_follow_the_table():
    assert states.reachable("active", "in_exchange")
    assert states.reachable("in_proposal", "withdrawn")
    assert not states.reachable("done", "active")
    assert not states.reachable("active", "draft")


def test_a_second_answer_is_refused(swap, alder_office):
    answer(alder_office)
    with pytest.raises(proposals.AnsweredAlready):
        answer(alder_office, accepted=False)
    assert leg_of(alder_office).answer == "accepted"


def test_after_the_end_nobody_answers(swap, alder_office, birch_office):
    answer(alder_office, accepted=False, reason="cost")
    with pytest.raises(proposals.TooLate):
        answer(birch_office)
    assert leg_of(birch_office).answer == "waiting"


def test_the_last_day_counts_and_the_day_after_does_not(swap, alder_office, birch_office):
    answer(alder_office, at=NOON + timedelta(days=14))
    with pytest.raises(proposals.TooLate):
        answer(birch_office, at=NOON + timedelta(days=15))


def test_the_office_of_one_leg_cannot_answer_the_other(swap, alder_office, birch_office):
    with context.entered(alder_office), pytest.raises(proposals.AnsweredAlready):
        proposals.answer(leg=leg_of(birch_office), accepted=True, by=SYSTEM, at=NOON)
    assert leg_of(birch_office).answer == "waiting"


def test_a_declined_move_is_never_proposed_again(swap, alder_office):
    answer(alder_office, accepted=False, reason="place")

    assert clearing.run(on=TODAY + timedelta(days=1)).moved == 0
    assert DeclinedMove.objects.count() == 1


def test_taking_back_a_proposed_advert_frees_the_other_and_is_no_declined_move(swap, alder_office, birch_office):
    with context.entered(alder_office):
        listings.withdraw(advert_id=Listing.objects.get().advert_id, at=NOON)

    assert (Proposal.objects.get().state, Proposal.objects.get().fell_by) == ("collapsed", "withdrawn")
    assert leg_of(alder_office).reason == "withdrawn"
    assert dict(Listing.objects.values_list("office_schema", "state")) == {"t_alder": "withdrawn", "t_birch": "active"}
    assert DeclinedMove.objects.count() == 0
    with context.entered(alder_office):
        cast.listing(Listing.objects.get().advert_id, area_m2=80, wish_area_max=50)
    assert clearing.run(on=TODAY + timedelta(days=1)).moved == 2


def test_an_agreed_exchange_is_not_taken_back_alone(swap, alder_office, birch_office):
    answer(alder_office)
    answer(birch_office)
    with context.entered(alder_office), pytest.raises(proposals.Agreed):
        listings.withdraw(advert_id=Listing.objects.get().advert_id, at=NOON)
    assert set(ProposedFlat.objects.values_list("is_live", flat=True)) == {True}


def test_a_proposed_listing_cannot_be_rewritten(swap, alder_office):
    with context.entered(alder_office), pytest.raises(listings.NotFree):
        cast.listing(Listing.objects.get().advert_id, area_m2=90)


def test_old_listings_expire_with_the_run(swap, alder_office):
    with context.entered(alder_office):
        free = cast.listing(area_m2=300)
    clearing.run(on=free.expires_on + timedelta(days=1))

    assert Listing.objects.get(pk=free.pk).state == "expired"


def test_the_reference_number_has_check_digits(swap):
    from kernel import numbering

    assert numbering.find_references(swap.number, ["CS"]) == [swap.number]


def test_an_empty_pool_is_a_run_too(db):
    made = clearing.run(on=TODAY)

    assert (made.listings, made.moved, made.optimal) == (0, 0, True)


def test_replanning_gives_way_to_a_run_at_work(own_database, swap_in_own_database):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection, connections, transaction

    proposal = swap_in_own_database

    def elsewhere():
        try:
            return clearing.replan(after=proposal, on=TODAY)
        finally:
            connections.close_all()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [clearing.CLEARING_LOCK])
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(elsewhere).result(timeout=10) == []


@pytest.fixture
def swap_in_own_database(own_database):
    from tenants.registry.models import Office

    with context.entered(Office.objects.get(slug="alder")):
        cast.open_places()
        cast.listing(area_m2=80, wish_area_max=50)
        cast.listing(area_m2=40, wish_area_min=70)
    clearing.run(on=TODAY)
    return Proposal.objects.get()
