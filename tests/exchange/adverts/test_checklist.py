"""Which items an advert needs, and what is missing, too old or refused: tables of cases."""

from datetime import date, timedelta

import pytest

from exchange.adverts import checklist
from exchange.adverts.checklist import Check, Item, Outcome, Standing

TODAY = date(2026, 11, 23)


def test_a_vacant_flat_needs_its_own_data_only():
    assert checklist.needed(is_owner=False, is_vacant=True) == (Item.FLAT,)


def test_a_tenancy_needs_the_contract_and_an_owner_the_title_deed():
    tenant, owner = (set(checklist.needed(is_owner=owner, is_vacant=False)) for owner in (False, True))

    assert tenant - owner == {Item.TENANCY, Item.JOINT_TENANTS}
    assert owner - tenant == {Item.TITLE_DEED, Item.CO_OWNERS, Item.USUFRUCTUARY}
    assert tenant & owner == {Item.FLAT, Item.DEBTS, Item.HOUSEHOLD, Item.NOMINATION, Item.MAINTENANCE}


def test_every_item_has_its_outcomes_and_is_a_paper_or_people():
    assert set(checklist.OUTCOMES) == set(Item) == {*checklist.PAPERS, *checklist.PEOPLE}


@pytest.mark.parametrize(("days", "fresh"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_title_deed_is_fresh_for_thirty_days(days, fresh):
    paper_on = TODAY - timedelta(days=days)
    found = checklist.standing(
        [Item.TITLE_DEED], [Check(Item.TITLE_DEED, Outcome.SEEN, paper_on)], on=TODAY, tenancy_runs=False
    )

    assert checklist.deed_is_fresh(paper_on, on=TODAY) is fresh
    assert found == Standing([], [] if fresh else [Item.TITLE_DEED], [])
    assert found.is_complete is fresh


CASES = [
    ([], True, ([Item.TENANCY, Item.MAINTENANCE], [], [])),
    ([Check(Item.TENANCY, Outcome.SEEN, from_register=True)], True, ([Item.MAINTENANCE], [], [])),
    ([Check(Item.TENANCY, Outcome.SEEN, from_register=True)], False, ([Item.MAINTENANCE], [Item.TENANCY], [])),
    ([Check(Item.TENANCY, Outcome.SEEN)], False, ([Item.MAINTENANCE], [], [])),
    ([Check(Item.MAINTENANCE, Outcome.REFUSES)], True, ([Item.TENANCY], [], [Item.MAINTENANCE])),
    ([Check(Item.MAINTENANCE, Outcome.AGREES)], True, ([Item.TENANCY], [], [])),
    ([Check(Item.DEBTS, Outcome.SEEN)], True, ([Item.TENANCY, Item.MAINTENANCE], [], [])),
]


@pytest.mark.parametrize(("checks", "runs", "expected"), CASES)
def test_how_a_checklist_stands(checks, runs, expected):
    found = checklist.standing([Item.TENANCY, Item.MAINTENANCE], checks, on=TODAY, tenancy_runs=runs)

    assert (found.missing, found.stale, found.refused) == expected


@pytest.mark.parametrize(
    ("columns", "items"),
    [
        ({"area_m2"}, {Item.FLAT, Item.TITLE_DEED}),
        ({"monthly_cost"}, {Item.FLAT}),
        ({"household_size"}, {Item.HOUSEHOLD}),
        ({"wish_area_max", "note", "asking_price"}, set()),
    ],
)
def test_what_an_answer_touches(columns, items):
    assert checklist.touched(columns) == items
