"""A chosen exchange is explained in codes and numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.matching import explanation
from exchange.matching.compatibility import Comfort, Entry, Heating, Home, Tenure, Wish
from exchange.matching.explanation import NotAcceptable, Reason, Shape

LARGE = Home(
    town="Pécs",
    district="Belváros",
    half_rooms=6,
    area=80,
    comfort=Comfort.COMFORT,
    heating=Heating.GAS,
    tenure=Tenure.TENANCY,
    monthly_cost=120_000,
)
SMALL = replace(LARGE, district="Kertváros", area=45, monthly_cost=70_000, has_lift=True)
INDEBTED = Entry(LARGE, Wish(in_arrears=True, affordable=75_000))
GROWING = Entry(SMALL, Wish(area_min=60))
VACANT = Entry(replace(SMALL, district="Belváros"), None)


def test_swap_says_who_moves_where_and_why() -> None:
    found = explanation.explain_cycle([INDEBTED, GROWING], (0, 1))

    first, second = found.legs
    assert (found.shape, found.relieved, found.monthly_saving, found.freed) == (Shape.SWAP, 1, 0, None)
    assert (first.household, first.flat, first.monthly_saving) == (0, 1, 50_000)
    assert first.reasons == (
        Reason.RELIEVES_ARREARS,
        Reason.COSTS_LESS,
        Reason.SMALLER,
        Reason.SAME_TOWN,
        Reason.LIFT,
    )
    assert (second.household, second.flat, second.monthly_saving) == (1, 0, -50_000)
    assert second.reasons == (Reason.LARGER, Reason.SAME_TOWN)


def test_chain_names_the_flat_that_falls_free() -> None:
    found = explanation.explain_chain([INDEBTED, GROWING, VACANT], (2, 0, 1))

    assert [(leg.household, leg.flat) for leg in found.legs] == [(0, 2), (1, 0)]
    assert (found.shape, found.freed) == (Shape.CHAIN, 1)
    assert Reason.SAME_DISTRICT in found.legs[0].reasons


def test_longer_cycle_is_a_ring() -> None:
    entries = [INDEBTED, GROWING, Entry(LARGE, Wish())]

    assert explanation.explain_cycle(entries, (0, 1, 2)).shape == Shape.RING


def test_fit_parts_add_up() -> None:
    fit = explanation.explain_cycle([INDEBTED, GROWING], (0, 1)).legs[0].fit

    assert fit.total == 1 + fit.cost + fit.room + fit.place + fit.comfort + fit.access


def test_move_that_is_no_longer_acceptable_is_not_explained() -> None:
    withdrawn = replace(GROWING, wish=Wish(area_min=81))

    with pytest.raises(NotAcceptable):
        explanation.explain_cycle([INDEBTED, withdrawn], (0, 1))
