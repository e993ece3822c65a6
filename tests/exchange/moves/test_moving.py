"""Contract, keys, accounts and the file: each written down once, in its turn, and nothing that does not add up."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cases.tenancies.models import Tenancy
from exchange.moves import closing, moving, seats
from exchange.moves.models import Contract, Handover, MeterReading, Settlement
from exchange.moves.moving import Reading
from exchange.pool import progress
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from exchange.sales import rules
from exchange.sales.models import SaleRule
from tests.exchange.moves import cast as moves
from tests.exchange.moves.cast import ADVISER
from tests.exchange.pool.cast import NOON, TODAY

SIGNED = {"signed_on": TODAY, "moves_on": TODAY + timedelta(days=8), "lawyer": ""}
HANDED = {
    "handed_on": TODAY, "keys": 2, "present": "mindkét fél", "readings": [Reading("gas", Decimal("1.5"), "G-1")],
    "condition": "", "defects": "",
}  # fmt: skip
TERMS = {"way": "plan_continues", "debt": 5_000, "paid": 0, "utilities_transferred": True}


def at(ours, **more):
    seat = ours()
    proposal = Proposal.objects.get(pk=seat.proposal.pk)
    return {"proposal": proposal, "position": seat.position, "by": ADVISER, "at": NOON, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        {"signed_on": TODAY + timedelta(days=1), "moves_on": TODAY + timedelta(days=2)},
        {"moves_on": TODAY - timedelta(days=1)},
        {"moves_on": TODAY + timedelta(days=181)},
    ],
)
def test_a_contract_with_impossible_days_is_refused(swap, ours, wrong):
    moves.bring(swap, Stage.CONTRACTS)
    with pytest.raises(moving.CannotSign):
        moving.sign(**at(ours, **(SIGNED | wrong)))
    assert Contract.objects.count() == 0


def test_keys_wait_for_every_signature_and_are_handed_over_once(swap, ours):
    moves.bring(swap, Stage.CONTRACTS)
    moving.sign(**at(ours, **SIGNED))
    with pytest.raises(progress.NotYet):
        moving.hand_over(**at(ours, **HANDED))
    moves.everywhere(swap, lambda exchange: exchange.is_done("sign", exchange.ours[0].position) or moves.sign(exchange))
    moving.hand_over(**at(ours, **HANDED))
    with pytest.raises(progress.DoneAlready):
        moving.hand_over(**at(ours, **HANDED))
    assert str(MeterReading.objects.get().reading) == "1.500"


@pytest.mark.parametrize(
    "wrong",
    [
        {"handed_on": TODAY + timedelta(days=1)},
        {"keys": 0},
        {"present": " "},
        {"readings": [Reading("gas", Decimal("1")), Reading("gas", Decimal("2"))]},
    ],
)
def test_half_a_protocol_changes_nothing(swap, ours, wrong):
    moves.bring(swap, Stage.SIGNED)
    with pytest.raises(moving.CannotHandOver):
        moving.hand_over(**at(ours, **(HANDED | wrong)))
    assert Handover.objects.count() == 0
    assert not seats.of(Proposal.objects.get()).is_done("keys", ours().position)


@pytest.mark.parametrize(
    "wrong",
    [
        {"paid": 5_001},
        {"way": "none"},
        {"way": "settled_before"},
        {"way": "barter"},
        {"address_changed_on": TODAY + timedelta(days=1)},
    ],
)
def test_accounts_that_do_not_add_up_are_refused(swap, ours, wrong):
    moves.bring(swap, Stage.KEYS)
    with pytest.raises(moving.CannotSettle):
        moving.settle(**at(ours, terms=TERMS | wrong))
    assert Settlement.objects.count() == 0


def test_what_is_left_of_a_debt_goes_on_in_a_way_that_the_office_allows(swap, ours):
    moves.bring(swap, Stage.KEYS)
    allowed = rules.ways_on(TODAY)
    SaleRule.objects.update(allowed_ways=["settled_before"], default_way="settled_before")
    with pytest.raises(moving.CannotSettle):
        moving.settle(**at(ours, terms=TERMS))
    SaleRule.objects.update(allowed_ways=[*allowed, "plan_continues"])
    assert moving.settle(**at(ours, terms=TERMS)).remaining == 5_000


def test_the_file_closes_when_our_books_are_as_life_is(swap, ours):
    moves.bring(swap, Stage.SETTLED)
    with pytest.raises(closing.CannotClose):
        closing.close(proposal=Proposal.objects.get(), by=ADVISER, on=TODAY, at=NOON)
    terms = {"basis": "social", "monthly_rent": 40_000, "due_day": 15}
    known = {name: value for name, value in at(ours).items() if name != "at"}
    made = closing.let_again(**known, **terms)
    assert str(made.parties.get().person) == "Nagy Anna"
    old = Tenancy.objects.exclude(pk=made.pk).get()
    assert old.ends_on == made.starts_on - timedelta(days=1)
    closing.close(proposal=Proposal.objects.get(), by=ADVISER, on=TODAY, at=NOON)


@pytest.mark.parametrize(
    ("name", "change"),
    [("settlement_adds_up", {"paid": 1}), ("settlement_nothing_owed", {"way": "none"})],
)
def test_the_database_says_never(swap, ours, name, change):
    moves.bring(swap, Stage.KEYS)
    moving.settle(**at(ours, terms=TERMS))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Settlement.objects.update(**change)
    assert caught.value.__cause__.diag.constraint_name == name
