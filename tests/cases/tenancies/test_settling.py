"""One statement settles as the pure rule does; corrections, waivers, deposits, refunds keep the ledger whole."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.tenancies import (
    allocation,
    corrections,
    deposits,
    ledger,
    payouts,
    proving,
    queries,
    relief,
    settlement,
)
from cases.tenancies.models import (
    Charge,
    DepositEntry,
    LedgerEntry,
    Payment,
    PaymentShare,
    Payout,
    ProposedReduction,
    Reduction,
    ReductionProposal,
    Tenancy,
)
from kernel.access import SYSTEM, Robot
from tests.cast import charge, pay, person, tenancy
from tests.cast import dwelling as flat

ON = date(2026, 11, 23)
CLERK, HEAD = Robot("clerk-1", "staff"), Robot("head-1", "staff")
IBAN = "HU33999000161000001800000000"


def one(let, amount=20_000, *, month=10, kind="rent"):
    charge(let, period=date(2026, month, 1), amount=amount, kind=kind)
    return Charge.objects.filter(tenancy=let, kind=kind, period=date(2026, month, 1)).latest("created_at")


def left(let):
    return {(item.kind, item.period.month): item.open_amount for item in settlement.open_charges([let.pk])}


def market(door="9", rent=60_000):
    from cases.tenancies import contracts

    return contracts.let(
        dwelling=flat(door=door), parties=[person()], starts_on=date(2020, 1, 1), basis="market", monthly_rent=rent, by=SYSTEM
    )  # fmt: skip


def proven():
    proof = proving.prove(on=ON + timedelta(days=400))
    assert proof.differences == []
    return proof


# ------------------------------------------------------------------ one statement, one rule
KINDS = ["rent", "cost", "interest", "water", "other"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    charges=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(KINDS), st.integers(1, 40_000), st.integers(0, 300)), max_size=12),
    payments=st.lists(st.tuples(st.integers(0, 1), st.integers(1, 60_000)), max_size=8),
)  # fmt: skip
def test_one_statement_settles_to_the_forint_as_the_rule_does(alder, charges, payments):
    with transaction.atomic():
        number = Tenancy.objects.count()
        lets = [tenancy(f"Próba {number + n}", door=f"{number + n}") for n in range(2)]
        for place, (whose, kind, amount, age) in enumerate(charges):
            day = date(2026, 1, 1) + timedelta(days=age)
            ledger.charge(
                tenancy=lets[whose], kind=kind if kind != "rent" else "other", period=day, amount=amount, due_on=day,
                by=SYSTEM, note=str(place),
            )  # fmt: skip
        expected = {}
        for let in lets:
            items = [settlement.open_item(item) for item in settlement.open_charges([let.pk])]
            for whose, amount in payments:
                if lets[whose] is let:
                    for share in allocation.allocate(amount, items).shares:
                        expected[share.key] = expected.get(share.key, 0) + share.amount
                        items = [
                            allocation.OpenItem(item.key, item.kind, item.due_on, item.amount - share.amount * (item.key == share.key))
                            for item in items if item.amount > share.amount * (item.key == share.key)
                        ]  # fmt: skip
        ledger.book([ledger.Receipt(lets[whose].pk, amount, ON, "cash") for whose, amount in payments], by=SYSTEM)
        found = {}
        for share in PaymentShare.objects.filter(charge__tenancy__in=lets):
            found[str(share.charge_id)] = found.get(str(share.charge_id), 0) + share.amount
        assert found == expected
        proven()
        transaction.set_rollback(True)


def test_who_names_a_charge_pays_that_one(alder):
    let = tenancy()
    one(let, month=9)
    named = one(let, month=10)
    ledger.book([ledger.Receipt(let.pk, 15_000, ON, "cash", charge_ids=(named.pk,))], by=SYSTEM)
    assert left(let) == {("rent", 9): 20_000, ("rent", 10): 5_000}


# ------------------------------------------------------------------ corrections
def test_a_correction_of_what_is_open_makes_it_less(alder):
    let = tenancy()
    wrong = one(let)
    corrections.credit(charge=wrong, amount=5_000, reason="téves terület", on=ON, by=SYSTEM)
    assert left(let) == {("rent", 10): 15_000}
    assert queries.account(let.pk, on=ON).balance == 15_000
    proven()


def test_a_correction_of_what_was_paid_frees_the_money_for_what_is_open_and_the_rest_is_credit(alder):
    let = tenancy()
    wrong = one(let, 20_000, month=9)
    pay(let, 12_000, on=ON)
    pay(let, 8_000, on=ON)
    one(let, 5_000, month=10)
    corrections.credit(charge=wrong, amount=20_000, reason="nem az ő lakása", on=ON, by=SYSTEM)
    assert left(let) == {}
    assert queries.account(let.pk, on=ON).balance == -15_000
    proven()


def test_a_payment_of_a_corrected_charge_can_still_be_taken_back(alder):
    let = tenancy()
    wrong = one(let, 20_000)
    paid = pay(let, 20_000, on=ON)
    corrections.credit(charge=wrong, amount=20_000, reason="téves", on=ON, by=SYSTEM)
    ledger.reverse(payment=paid, on=ON, by=SYSTEM)
    assert queries.account(let.pk, on=ON).balance == 0
    proven()


@pytest.mark.parametrize("amount", [0, -1, 20_001, 2_000_000_000])
def test_no_more_is_corrected_than_was_charged(alder, amount):
    wrong = one(tenancy())
    with pytest.raises(ledger.CannotBook):
        corrections.credit(charge=wrong, amount=amount, reason="x", on=ON, by=SYSTEM)


def test_a_second_correction_has_only_what_the_first_left_and_each_needs_a_reason(alder):
    wrong = one(tenancy())
    with pytest.raises(ledger.CannotBook):
        corrections.credit(charge=wrong, amount=1, reason="  ", on=ON, by=SYSTEM)
    corrections.credit(charge=wrong, amount=15_000, reason="x", on=ON, by=SYSTEM)
    with pytest.raises(ledger.CannotBook):
        corrections.credit(charge=wrong, amount=5_001, reason="x", on=ON, by=SYSTEM)


def test_too_little_was_charged_and_a_supplement_makes_it_right(alder):
    let = tenancy()
    short = one(let)
    more = corrections.supplement(charge=short, amount=1_200, reason="nagyobb terület", due_on=ON, by=SYSTEM)
    assert (more.kind, more.period, more.supplements_id) == ("rent", short.period, short.pk)
    assert queries.account(let.pk, on=ON).balance == 21_200
    proven()


# ------------------------------------------------------------------ giving up: two persons
def propose(let, amounts, kind="waiver", by=CLERK, reason="méltányosság"):
    return relief.propose(tenancy=let, kind=kind, amounts=amounts, reason=reason, on=ON, by=by)


@pytest.mark.parametrize("kind", ["waiver", "write_off"])
def test_what_one_proposes_and_another_approves_is_no_longer_owed(alder, kind):
    let = tenancy()
    first, second = one(let, month=9), one(let, month=10)
    proposal = propose(let, {first.pk: 20_000, second.pk: 3_000}, kind)
    assert queries.account(let.pk, on=ON).balance == 40_000
    relief.approve(proposal=proposal, on=ON, by=HEAD)
    assert left(let) == {("rent", 10): 17_000}
    assert queries.account(let.pk, on=ON).balance == 17_000
    proven()


def test_nobody_decides_on_an_own_proposal_and_nobody_decides_twice(alder):
    let = tenancy()
    proposal = propose(let, {one(let).pk: 1_000})
    for decide in (relief.approve, relief.refuse):
        with pytest.raises(relief.CannotDecide):
            decide(proposal=proposal, on=ON, by=CLERK)
    with pytest.raises(relief.CannotDecide):
        relief.withdraw(proposal=proposal, on=ON, by=HEAD)
    relief.approve(proposal=proposal, on=ON, by=HEAD)
    with pytest.raises(relief.CannotDecide):
        relief.approve(proposal=proposal, on=ON, by=HEAD)
    assert Reduction.objects.count() == 1


def test_what_was_paid_meanwhile_is_not_given_up(alder):
    let = tenancy()
    proposal = propose(let, {one(let).pk: 15_000})
    pay(let, 10_000, on=ON)
    with pytest.raises(relief.CannotDecide):
        relief.approve(proposal=proposal, on=ON, by=HEAD)
    relief.refuse(proposal=proposal, on=ON, by=HEAD)
    assert left(let) == {("rent", 10): 10_000}


def test_a_proposal_is_of_this_tenancys_open_money_and_one_at_a_time(alder):
    let, other = tenancy(door="1"), tenancy("Zsiga Péter", door="2")
    mine, theirs = one(let), one(other)
    for amounts in ({}, {mine.pk: 0}, {mine.pk: -1}, {mine.pk: 20_001}, {theirs.pk: 1}):
        with pytest.raises(relief.CannotPropose):
            propose(let, amounts)
    with pytest.raises(relief.CannotPropose):
        propose(let, {mine.pk: 1}, reason=" ")
    first = propose(let, {mine.pk: 1})
    with pytest.raises(relief.CannotPropose):
        propose(let, {mine.pk: 1})
    relief.withdraw(proposal=first, on=ON, by=CLERK)
    propose(let, {mine.pk: 1})


# ------------------------------------------------------------------ deposits and refunds
def test_a_deposit_lies_beside_the_account_until_it_is_set_off_or_paid_back(alder):
    let = market()
    deposits.receive(tenancy=let, amount=120_000, on=ON, by=SYSTEM)
    assert (queries.account(let.pk, on=ON).balance, deposits.held(let)) == (0, 120_000)
    one(let, 50_000)
    paid = deposits.set_off(tenancy=let, amount=50_000, on=ON, by=SYSTEM)
    assert (queries.account(let.pk, on=ON).balance, deposits.held(let)) == (0, 70_000)
    deposits.pay_back(tenancy=let, amount=70_000, on=ON, account=IBAN, name="Őri Anna", by=SYSTEM)
    assert deposits.held(let) == 0
    ledger.reverse(payment=paid, on=ON, by=SYSTEM)
    assert (queries.account(let.pk, on=ON).balance, deposits.held(let)) == (50_000, 50_000)
    proven()


def test_no_deposit_is_asked_for_a_social_flat_and_none_moves_that_is_not_there(alder):
    with pytest.raises(deposits.CannotMoveDeposit):
        deposits.receive(tenancy=tenancy(), amount=1, on=ON, by=SYSTEM)
    let = market()
    one(let, 50_000)
    for amount in (0, -1):
        with pytest.raises(deposits.CannotMoveDeposit):
            deposits.receive(tenancy=let, amount=amount, on=ON, by=SYSTEM)
    deposits.receive(tenancy=let, amount=80_000, on=ON, by=SYSTEM)
    for amount in (0, -1, 50_001, 80_001):
        with pytest.raises(deposits.CannotMoveDeposit):
            deposits.set_off(tenancy=let, amount=amount, on=ON, by=SYSTEM)
    with pytest.raises(deposits.CannotMoveDeposit):
        deposits.pay_back(tenancy=let, amount=80_001, on=ON, account="", name="x", by=SYSTEM)


def test_credit_is_paid_back_once_and_owed_again_if_the_money_was_taken_back(alder):
    let = tenancy()
    paid = pay(let, 30_000, on=ON)
    payouts.refund(tenancy=let, amount=30_000, on=ON, account="99900016-10000018", name="Őri Anna", by=SYSTEM)
    assert (queries.account(let.pk, on=ON).balance, Payout.objects.get().account) == (0, IBAN)
    with pytest.raises(payouts.CannotPayOut):
        payouts.refund(tenancy=let, amount=1, on=ON, account="", name="x", by=SYSTEM)
    ledger.reverse(payment=paid, on=ON, by=SYSTEM)
    assert left(let) == {("refund", 11): 30_000}
    proven()


@pytest.mark.parametrize(("amount", "account"), [(0, ""), (-1, ""), (30_001, ""), (100, "99900016-10000019")])
def test_a_refund_that_cannot_be_is_refused(alder, amount, account):
    let = tenancy()
    pay(let, 30_000, on=ON)
    with pytest.raises(payouts.CannotPayOut):
        payouts.refund(tenancy=let, amount=amount, on=ON, account=account, name="x", by=SYSTEM)


# ------------------------------------------------------------------ the database says never
def test_the_database_refuses_what_the_verbs_refuse(alder):
    let = market()
    owed, paid = one(let), pay(let, 500, on=ON)
    proposal = propose(let, {owed.pk: 100})
    known = {"tenancy": let, "charge": owed, "on": ON, "created_by": "x"}
    right = Reduction.objects.create(kind="correction", amount=1, reason="x", **known)
    entry = {"tenancy": let, "on": ON, "created_by": "x"}
    proposing = {"tenancy": let, "proposed_on": ON, "proposed_by": "a"}
    attempts = [
        lambda: Reduction.objects.create(kind="correction", amount=0, reason="x", **known),
        lambda: Reduction.objects.create(kind="correction", amount=1, reason="", **known),
        lambda: Reduction.objects.create(kind="correction", amount=1, reason="x", proposal=proposal, **known),
        lambda: Reduction.objects.create(kind="waiver", amount=1, reason="x", **known),
        lambda: PaymentShare.objects.create(charge=owed, amount=1),
        lambda: PaymentShare.objects.create(charge=owed, payment=paid, reduction=right, amount=1),
        lambda: PaymentShare.objects.create(charge=owed, reduction=right, amount=-1),
        lambda: LedgerEntry.objects.create(tenancy=let, on=ON, amount=1, reduction=right, charge=owed),
        lambda: ReductionProposal.objects.create(kind="correction", reason="x", **proposing),
        lambda: ReductionProposal.objects.create(kind="waiver", reason="", **proposing),
        lambda: ReductionProposal.objects.create(kind="waiver", reason="x", state="approved", **proposing),
        lambda: ReductionProposal.objects.create(kind="waiver", reason="x", decided_by="b", **proposing),
        lambda: ReductionProposal.objects.create(kind="waiver", reason="x", state="approved", decided_on=ON, decided_by="a", **proposing),
        lambda: ProposedReduction.objects.create(proposal=proposal, charge=owed, amount=1),
        lambda: ProposedReduction.objects.update(amount=0),
        lambda: DepositEntry.objects.create(kind="received", amount=-1, **entry),
        lambda: DepositEntry.objects.create(kind="set_off", amount=1, payment=paid, **entry),
        lambda: DepositEntry.objects.create(kind="set_off", amount=-1, **entry),
        lambda: Payout.objects.create(purpose="credit", amount=1, name="x", on=ON, created_by="x"),
        lambda: Payout.objects.create(purpose="credit", charge=owed, amount=0, name="x", on=ON, created_by="x"),
    ]  # fmt: skip
    for place, attempt in enumerate(attempts):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
            pytest.fail(f"attempt {place} went through")


def test_documents_are_append_only(alder):
    let = market()
    corrections.credit(charge=one(let), amount=1, reason="x", on=ON, by=SYSTEM)
    deposits.receive(tenancy=let, amount=1, on=ON, by=SYSTEM)
    for change in (
        lambda: Reduction.objects.update(amount=2),
        lambda: DepositEntry.objects.all().delete(),
        lambda: Payout.objects.update(amount=5),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# ------------------------------------------------------------------ the proof
def test_the_day_leads_from_opening_to_closing_kind_by_kind(alder):
    let = tenancy()
    one(let, 20_000, month=9)
    pay(let, 5_000, on=ON - timedelta(days=1))
    ledger.charge(tenancy=let, kind="cost", period=ON, amount=3_000, due_on=ON, by=SYSTEM)
    pay(let, 4_000, on=ON)
    corrections.credit(charge=Charge.objects.get(kind="rent"), amount=2_000, reason="x", on=ON, by=SYSTEM)
    proof = proving.require(on=ON)
    assert (proof.opening, proof.closing) == (15_000, 12_000)
    assert [(item.code, item.count, item.day, item.total) for item in proof.movements] == [
        ("charge:cost", 1, 3_000, 3_000),
        ("charge:rent", 0, 0, 20_000),
        ("payment:cash", 1, -4_000, -9_000),
        ("reduction:correction", 1, -2_000, -2_000),
    ]
    assert {item.kind: item.open for item in proof.kinds} == {"cost": 0, "rent": 12_000}


def test_what_does_not_fit_is_found_and_said(alder):
    let, other = tenancy(door="1"), tenancy("Zsiga Péter", door="2")
    fine, foreign = one(let), one(other)
    plants = {
        "entry": lambda: Charge.objects.create(tenancy=let, kind="other", period=ON, amount=7, due_on=ON, created_by="x"),
        "closing": lambda: Charge.objects.create(tenancy=let, kind="other", period=ON, amount=7, due_on=ON, created_by="x"),
        "charge_settled": lambda: PaymentShare.objects.create(payment=pay(let, 30_000, on=ON), charge=fine, amount=15_000),
        "payment_spent": lambda: PaymentShare.objects.create(payment=pay(let, 1_000, on=ON), charge=fine, amount=2),
        "foreign_share": lambda: PaymentShare.objects.create(payment=pay(let, 50_000, on=ON), charge=foreign, amount=5),
        "reduction_spent": lambda: Reduction.objects.create(tenancy=let, charge=fine, kind="correction", amount=1, on=ON, reason="x", created_by="x"),
        "deposit": lambda: DepositEntry.objects.create(tenancy=let, kind="paid_back", amount=-1, on=ON, created_by="x"),
    }  # fmt: skip
    for code, plant in plants.items():
        with transaction.atomic():
            plant()
            found = proving.prove(on=ON).differences
            assert code in {difference.code for difference in found}, code
            with pytest.raises(proving.NotBalanced, match=r"\.$"):
                proving.require(on=ON)
            transaction.set_rollback(True)
    assert proving.prove(on=ON).is_proven


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["charge", "pay", "return", "correct", "waive", "refund", "deposit", "set_off"]),
            st.integers(1, 50_000),
        ),
        max_size=14,
    )
)
def test_the_ledger_is_proven_after_any_history(alder, steps):
    with transaction.atomic():
        let = market(door=str(Tenancy.objects.count() + 100))
        for number, (kind, amount) in enumerate(steps):
            step(let, kind, amount, number)
        proof = proven()
        account = queries.account(let.pk, on=ON)
        owed = sum(item.open_amount for item in settlement.open_charges([let.pk]))
        assert account.balance == owed - proof.credit
        assert min(owed, proof.credit) == 0  # never both: credit waiting while something is open
        transaction.set_rollback(True)


def step(let, kind, amount, number):
    payable = list(
        Payment.objects.filter(tenancy=let, amount__gt=0, reversed_by__isnull=True).order_by("created_at", "pk")
    )
    charges = [item for item in Charge.objects.filter(tenancy=let).order_by("created_at", "pk") if item.kind == "other"]
    opened = settlement.open_charges([let.pk])
    if kind == "charge":
        charge(let, period=date(2024 + number % 2, 1 + number % 12, 1), amount=amount, kind="other")
        settlement.settle_credits([let.pk])
    elif kind == "pay":
        pay(let, amount, on=ON)
    elif kind == "return" and payable:
        ledger.reverse(payment=payable[amount % len(payable)], on=ON, by=SYSTEM)
    elif kind == "correct" and charges:
        wrong = charges[amount % len(charges)]
        if corrections.remaining(wrong):
            corrections.credit(
                charge=wrong, amount=1 + amount % corrections.remaining(wrong), reason="x", on=ON, by=SYSTEM
            )
    elif kind == "waive" and opened:
        item = opened[amount % len(opened)]
        relief.approve(proposal=propose(let, {item.pk: 1 + amount % item.open_amount}), on=ON, by=HEAD)
    elif kind == "refund" and payouts.credit_of(let):
        payouts.refund(tenancy=let, amount=1 + amount % payouts.credit_of(let), on=ON, account="", name="x", by=SYSTEM)
    elif kind == "deposit":
        deposits.receive(tenancy=let, amount=amount, on=ON, by=SYSTEM)
    elif kind == "set_off" and opened and deposits.held(let):
        deposits.set_off(tenancy=let, amount=min(deposits.held(let), opened[0].open_amount), on=ON, by=SYSTEM)
