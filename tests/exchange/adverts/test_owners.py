"""What only owners may say: a price, and that a sale would do as well."""

import pytest
from django.db import IntegrityError, transaction

from exchange.adverts import publishing, writing
from exchange.adverts.models import Advert
from exchange.pool.listings import LEAVES
from exchange.pool.models import Listing
from kernel.access import SYSTEM
from tests.exchange.adverts import verifying
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY


@pytest.fixture
def draft(alder):
    cast.open_places()
    return cast.advert("Őri Csilla", number=1, publish=False)


def test_an_owner_states_a_price_that_stays_in_the_office(draft):
    owner = verifying.owner(asking_price=32_000_000, wants_sale=True)
    publishing.publish(advert=owner, by=SYSTEM, on=TODAY)

    assert Advert.objects.values_list("asking_price", "wants_sale").get(pk=owner.pk) == (32_000_000, True)
    assert {"asking_price", "wants_sale"} & {*LEAVES, *(field.name for field in Listing._meta.fields)} == set()


@pytest.mark.parametrize("answers", [{"asking_price": 4_000_000}, {"wants_sale": True}])
def test_a_tenancy_right_is_never_sold(draft, answers):
    with pytest.raises(writing.NeverSold, match=r"Lakástörvény 29\. §"):
        writing.write(advert=draft, by=SYSTEM, answers=answers | {"note": "x"})
    assert Advert.objects.get().note == ""


def test_leaving_the_price_empty_is_no_price(draft):
    writing.write(advert=draft, by=SYSTEM, answers={"asking_price": None, "wants_sale": False})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("advert_only_owners_sell", {"asking_price": 1}),
        ("advert_only_owners_sell", {"wants_sale": True}),
    ],
)
def test_the_database_refuses_a_price_for_a_tenancy(draft, name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Advert.objects.filter(pk=draft.pk).update(**change)
    assert caught.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize("price", [0, 2_000_000_001])
def test_the_database_refuses_a_price_out_of_range(draft, price):
    owner = verifying.owner()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Advert.objects.filter(pk=owner.pk).update(asking_price=price)
    assert caught.value.__cause__.diag.constraint_name == "advert_asking_price"
