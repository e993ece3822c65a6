"""Three offices bring a chain from the night's search to the keys; one household says no midway and the rest moves."""

from datetime import timedelta

import pytest

from cases.tenancies.models import Tenancy
from exchange.adverts import answering, lifecycle
from exchange.adverts.models import Advert
from exchange.moves import identities, seats
from exchange.moves.models import TownMessage
from exchange.pool import clearing, proposals
from exchange.pool.models import Leg, Listing, Milestone, Proposal, StageEntry
from exchange.pool.steps import ORDER, Stage
from tenants import context
from tests.exchange.moves import cast as moves
from tests.exchange.moves.cast import ADVISER
from tests.exchange.pool import cast
from tests.exchange.pool.cast import NOON, TODAY
from worker import delivery


@pytest.fixture
def chain(alder_office, birch_office):
    """An empty flat in one town; a household in each that moves one on."""
    with context.entered(alder_office):
        cast.open_places()
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50)
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep"}
        cast.vacant(9, area=40, cost=38_000, **there)
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, wish_area_min=70, **there)
    clearing.run(on=TODAY)
    return Proposal.objects.get()


def test_a_chain_comes_to_the_keys_step_by_step(chain):
    done = moves.bring(chain, Stage.COMPLETED)

    assert done.ended_at is not None
    entered = list(StageEntry.objects.filter(proposal=chain).values_list("stage", flat=True))
    assert entered == [stage for stage in ORDER if stage != Stage.CONDITIONALLY_APPROVED]
    assert set(Listing.objects.values_list("state", flat=True)) == {"done"}


def test_at_the_end_every_household_has_the_tenancy_of_its_new_flat(chain, alder_office, birch_office):
    moves.bring(chain, Stage.VIEWING)
    moves.everywhere(chain, moves.open_names)
    for office in (alder_office, birch_office):
        with context.entered(office):
            assert delivery.drain(at=NOON) >= 1
    moves.bring(chain, Stage.COMPLETED)

    later = TODAY + timedelta(days=30)
    with context.entered(birch_office):
        lived = {str(one.parties.get().person) for one in Tenancy.objects.valid_on(later)}
        assert lived == {"Őri Csilla"}
        lifecycle.follow_pool()
        assert set(Advert.objects.values_list("state", flat=True)) == {"done"}
    with context.entered(alder_office):
        assert [str(one.parties.get().person) for one in Tenancy.objects.valid_on(later)] == ["Nagy Anna"]


def test_names_are_opened_only_after_every_office_agreed(chain, alder_office, birch_office):
    moves.bring(chain, Stage.VIEWING)
    with context.entered(alder_office):
        moves.open_names(seats.of(Proposal.objects.get()))
        delivery.drain(at=NOON)
        assert set(TownMessage.objects.values_list("direction", flat=True)) == {"out"}
    with context.entered(birch_office):
        assert TownMessage.objects.count() == 0
        moves.open_names(seats.of(Proposal.objects.get()))
        delivery.drain(at=NOON)
    with context.entered(alder_office):
        delivery.drain(at=NOON + timedelta(minutes=6))
        told = identities.told(seats.of(Proposal.objects.get()))
        assert sorted(facts["name"] for facts in told.values()) == ["", "Nagy Anna"]
    with context.entered(birch_office):
        assert [facts["name"] for facts in identities.told(seats.of(Proposal.objects.get())).values()] == ["Őri Csilla"]


def test_names_of_a_fallen_exchange_are_forgotten(chain, alder_office, birch_office):
    moves.bring(chain, Stage.VIEWING)
    moves.everywhere(chain, moves.open_names)
    with context.entered(alder_office):
        delivery.drain(at=NOON)
    with context.entered(birch_office):
        exchange = seats.of(Proposal.objects.get())
        (seat,) = [one for one in exchange.ours if one.gets is not None]
        assert identities.told(exchange)
        answering.step_out(proposal=exchange.proposal, position=seat.position, reason="condition", by=ADVISER, at=NOON)
        assert identities.told(seats.of(Proposal.objects.get(pk=chain.pk))) == {}
        assert identities.forget(by=ADVISER, at=NOON) == 3
        assert not TownMessage.objects.exclude(facts={}).exists()


def test_who_steps_out_frees_the_others_and_what_they_agreed_to_is_kept(alder_office, birch_office):
    """A household says no after the viewing; the other moves into the same empty flat without being asked again."""
    with context.entered(alder_office):
        cast.open_places()
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=41)
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep"}
        cast.vacant(9, area=40, cost=38_000, **there)
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, wish_area_min=70, **there)
    clearing.run(on=TODAY)
    chain = moves.bring(Proposal.objects.get(), Stage.CONSENTS)
    with context.entered(alder_office):
        moves.consent(seats.of(Proposal.objects.get()))
    with context.entered(birch_office):
        exchange = seats.of(Proposal.objects.get())
        (seat,) = [one for one in exchange.ours if one.gets is not None]
        fallen = answering.step_out(
            proposal=exchange.proposal, position=seat.position, reason="condition", by=ADVISER, at=NOON
        )

    assert (fallen.state, fallen.fell_in, fallen.fell_at, fallen.fell_by) == (
        "collapsed", "consents", seat.position, "condition",
    )  # fmt: skip
    fresh = Proposal.objects.exclude(pk=chain.pk).get()
    assert (fresh.moves, fresh.state) == (1, "computed")
    assert Leg.objects.get(proposal=fresh).answer == "accepted"
    kept = set(Milestone.objects.filter(proposal=fresh).values_list("task", flat=True))
    assert kept == {"view", "consent"}
    fresh = moves.bring(fresh, Stage.COMPLETED)
    with context.entered(alder_office):
        lifecycle.follow_pool()
        assert Advert.objects.get().state == "done"
    with context.entered(birch_office):
        lifecycle.follow_pool()
        assert set(Advert.objects.values_list("state", flat=True)) == {"active", "done"}


def test_a_signed_exchange_is_left_by_nobody(chain, alder_office):
    signed = moves.bring(chain, Stage.SIGNED)
    with context.entered(alder_office):
        position = seats.of(signed).ours[0].position
        with pytest.raises(proposals.TooLate):
            answering.step_out(proposal=signed, position=position, reason="stays", by=ADVISER, at=NOON)
