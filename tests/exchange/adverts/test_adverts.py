"""The verbs of an advert, its constraints, and how it follows the pool."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.tenancies import ledger
from cases.tenancies.ledger import Receipt
from exchange.adverts import facts, lifecycle, means, publishing, writing
from exchange.adverts.models import Advert
from exchange.pool import clearing, listings, places, proposals
from exchange.pool.models import Leg, Listing
from kernel import access, audit
from kernel.access import SYSTEM
from tenants import context
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY

NOON = timezone.make_aware(datetime(2026, 11, 23, 12))


@pytest.fixture
def office(alder):
    cast.open_places()
    return alder


@pytest.fixture
def draft(office):
    return cast.advert("Őri Csilla", number=1, publish=False)


def test_a_draft_begins_with_what_the_office_knows(draft):
    known = (
        draft.town,
        draft.district,
        draft.half_rooms,
        draft.area_m2,
        draft.comfort,
        draft.heating,
        draft.floor,
        draft.tenure,
        draft.monthly_cost,
    )

    assert known == ("Égervár", "Belváros", 4, 60, "comfort", "gas", 1, "tenancy", 60_000)
    assert publishing.missing(draft) == []


def test_a_flat_is_offered_once(draft):
    with pytest.raises(writing.AlreadyOffered):
        writing.start_from_tenancy(tenancy=draft.tenancy, by=SYSTEM, on=TODAY)


def test_a_let_flat_is_not_offered_as_an_empty_one(draft):
    with pytest.raises(writing.NotOffered):
        writing.start_for_vacant(dwelling=draft.tenancy.dwelling, by=SYSTEM, on=TODAY)


def test_only_a_tenant_offers_the_flat(draft):
    stranger = cast.tenancy("Kis Béla", cast.flat("Fő utca", 2)).parties.get().person
    with pytest.raises(writing.NotOffered):
        writing.start_from_tenancy(tenancy=draft.tenancy, person=stranger, by=SYSTEM, on=TODAY)


def test_an_unfinished_advert_is_not_published(office):
    begun = writing.start_for_new_owner(name="Vas Éva", by=SYSTEM)

    assert set(publishing.missing(begun)) == {"town", "half_rooms", "area_m2", "comfort", "heating", "monthly_cost"}
    with pytest.raises(publishing.Unfinished):
        publishing.publish(advert=begun, by=SYSTEM, on=TODAY)


def test_arrears_and_means_come_from_the_ledger(draft):
    ledger.charge(
        tenancy=draft.tenancy,
        kind="other",
        period=date(2026, 8, 1),
        amount=500_000,
        due_on=date(2026, 8, 15),
        by=SYSTEM,
    )
    ledger.book(
        [Receipt(tenancy_id=draft.tenancy_id, amount=250_000, paid_on=date(2026, 10, 1), source="bank")], by=SYSTEM
    )
    published = publishing.publish(advert=draft, by=SYSTEM, on=TODAY)

    # 250 000 Ft in half a year are 41 000 a month; the debt of 250 000 in 24 instalments takes 10 500 of it.
    assert (published.in_arrears, published.affordable_cost) == (True, 30_000)
    assert Listing.objects.values_list("seeks_relief", "affordable_cost").get() == (True, 30_000)


def test_what_the_adviser_knows_counts_more_than_the_ledger(draft):
    draft = writing.write(advert=draft, by=SYSTEM, answers={"stated_affordable_cost": 70_000})

    assert publishing.publish(advert=draft, by=SYSTEM, on=TODAY).affordable_cost == 70_000


@pytest.mark.parametrize(("paid", "carries"), [(0, 0), (-5_000, 0), (5_999, 0), (6_000, 1_000), (250_000, 41_000)])
def test_means_are_whole_thousands_a_month(paid, carries):
    assert means.a_month(paid) == carries


@pytest.mark.parametrize(
    ("text", "number"),
    [("fszt.", 0), ("3", 3), ("3. em.", 3), ("", None), ("tetőtér", None), ("pince", -1), ("99", None)],
)
def test_floors_as_the_stock_writes_them(text, number):
    assert facts.floor_number(text) == number


def test_publishing_lists_for_ninety_days_and_again_confirms(draft):
    published = publishing.publish(advert=draft, by=SYSTEM, on=TODAY)
    assert published.expires_on == date(2027, 2, 21)

    again = publishing.publish(advert=published, by=SYSTEM, on=TODAY + timedelta(days=30))
    assert Listing.objects.get().expires_on == again.expires_on == date(2027, 3, 23)


def test_a_published_advert_is_revised_here_and_in_the_pool_together(draft):
    published = publishing.publish(advert=draft, by=SYSTEM, on=TODAY)
    with pytest.raises(writing.CannotRewrite):
        writing.write(advert=published, by=SYSTEM, answers={"monthly_cost": 1})
    publishing.revise(advert=published, by=SYSTEM, on=TODAY, answers={"monthly_cost": 66_000})

    assert Advert.objects.get().monthly_cost == Listing.objects.get().monthly_cost == 66_000
    assert Listing.objects.get().revision == 2


def test_a_wish_for_an_unknown_place_is_refused_whole(draft):
    draft = writing.write(advert=draft, by=SYSTEM, answers={"wish_places": ["Atlantisz"]})
    with pytest.raises(places.NotAPlace):
        publishing.publish(advert=draft, by=SYSTEM, on=TODAY)
    assert (Advert.objects.get().state, Listing.objects.count()) == ("draft", 0)


def test_an_expired_advert_is_found_out_and_published_again(draft, office):
    publishing.publish(advert=draft, by=SYSTEM, on=TODAY)
    clearing.run(on=TODAY + timedelta(days=91))
    assert lifecycle.follow_pool() == 1
    expired = Advert.objects.get()
    assert expired.state == "expired"

    assert publishing.publish(advert=expired, by=SYSTEM, on=TODAY + timedelta(days=92)).state == "active"


def test_following_twice_changes_nothing_and_a_restored_office_catches_up(office):
    ours = [
        cast.advert("Őri Csilla", number=1, area=80, wish_area_max=50),
        cast.advert("Kis Béla", number=2, area=45, wish_area_min=70),
    ]
    clearing.run(on=TODAY)
    cast.send_all()
    assert (lifecycle.follow_pool(), lifecycle.follow_pool()) == (2, 0)
    Advert.objects.filter(pk=ours[0].pk).update(state="active")  # as if restored from yesterday

    assert (lifecycle.follow_pool(), lifecycle.follow_pool(everything=True)) == (0, 1)
    assert set(Advert.objects.values_list("state", flat=True)) == {"in_proposal"}
    assert audit.verify() is None


def test_an_office_that_slept_through_a_whole_exchange_learns_it_at_once(office):
    ours = [
        cast.advert("Őri Csilla", number=1, area=80, wish_area_max=50),
        cast.advert("Kis Béla", number=2, area=45, wish_area_min=70),
    ]
    clearing.run(on=TODAY)
    cast.send_all()
    for leg in Leg.objects.all():
        proposals.answer(leg=leg, accepted=True, by=SYSTEM, at=NOON)
    for advert in ours:
        with pytest.raises(proposals.Agreed):
            lifecycle.withdraw(advert=advert, by=SYSTEM, at=NOON)
        with pytest.raises(listings.NotFree):
            publishing.publish(advert=advert, by=SYSTEM, on=TODAY)
    assert set(Listing.objects.values_list("state", flat=True)) == {"in_exchange"}


def test_a_withdrawn_advert_is_not_withdrawn_twice(draft):
    lifecycle.withdraw(advert=draft, by=SYSTEM, at=NOON)
    with pytest.raises(lifecycle.CannotWithdraw):
        lifecycle.withdraw(advert=draft, by=SYSTEM, at=NOON)


def test_residents_own_their_own_advert_only(draft):
    from types import SimpleNamespace

    from exchange.adverts.permissions import ExchangePermission

    def resident(person_id):
        return SimpleNamespace(
            actor_id="x",
            actor_kind="resident",
            role_names=frozenset({"resident"}),
            resident=SimpleNamespace(person_id=person_id),
        )

    vacant = cast.vacant(9)
    assert access.allowed(resident(draft.person_id), ExchangePermission.OWN, draft)
    assert not access.allowed(resident(vacant.pk), ExchangePermission.OWN, draft)
    assert not access.allowed(resident(None), ExchangePermission.OWN, vacant)
    assert not access.allowed(resident(draft.person_id), ExchangePermission.READ, draft)


CONSTRAINTS = [
    ("advert_half_rooms", {"half_rooms": 41}),
    ("advert_area", {"area_m2": 501}),
    ("advert_cost", {"monthly_cost": 2_000_001}),
    ("advert_comfort", {"comfort": "posh"}),
    ("advert_heating", {"heating": "fire"}),
    ("advert_tenure", {"tenure": "cash"}),
    ("advert_complete", {"state": "active", "town": "", "published_on": TODAY, "expires_on": TODAY}),
    ("advert_wish_rooms", {"wish_half_rooms_min": 3, "wish_half_rooms_max": 2}),
    ("advert_wish_area", {"wish_area_min": 3, "wish_area_max": 2}),
    ("advert_wish_cost", {"wish_cost_max": 2_000_001}),
    ("advert_wish_comfort", {"wish_comfort_min": "posh"}),
    ("advert_wish_codes", {"wish_heatings": ["fire"]}),
    ("advert_household", {"household_size": 31}),
    ("advert_has_a_side", {"person": None}),
    ("advert_tenure_fits_side", {"tenure": "ownership"}),
    ("advert_state_code", {"state": "lost"}),
    ("advert_contact_code", {"contact": "pigeon"}),
    ("advert_floor", {"floor": 31}),
    ("advert_published_pair", {"published_on": TODAY}),
    ("advert_published_has_dates", {"state": "active"}),
    ("advert_stated_affordable", {"stated_affordable_cost": 2_000_001}),
]


@pytest.mark.parametrize(("name", "change"), CONSTRAINTS)
def test_the_database_refuses(draft, name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Advert.objects.filter(pk=draft.pk).update(**change)
    assert caught.value.__cause__.diag.constraint_name == name


def test_the_database_refuses_a_second_open_advert(draft, office):
    owner = writing.start_for_new_owner(name="Vas Éva", by=SYSTEM)
    empty = writing.start_for_vacant(dwelling=cast.flat("Szabad utca", 1), by=SYSTEM, on=TODAY)
    for name, first in (
        ("advert_one_open_per_tenancy", draft),
        ("advert_one_open_per_owner", owner),
        ("advert_one_open_per_dwelling", empty),
    ):
        first.pk, first.number = cast.uuid4(), f"HD-{name[-6:]}"
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            first.save(force_insert=True)
        assert caught.value.__cause__.diag.constraint_name == name
    with context.entered(office):
        assert Advert.objects.count() == 3


def test_numbers_are_unique(draft, office):
    empty = writing.start_for_vacant(dwelling=cast.flat("Szabad utca", 1), by=SYSTEM, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Advert.objects.filter(pk=empty.pk).update(number=draft.number)
