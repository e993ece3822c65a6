"""Two people at the same money at the same moment: one effect, and a ledger that is proven afterwards."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from cases.tenancies import corrections, deposits, lateness, ledger, payouts, proving, relief, tariff
from cases.tenancies.models import Charge, DepositEntry, InterestPosting, Payout, Reduction, StatementLine, Tenancy
from cases.tenancies.statements import booking, queue
from kernel.access import SYSTEM, Robot
from kernel.refusal import Refused
from tenants import context
from tenants.registry import bank_accounts
from tenants.registry.models import Office
from tests.cast import charge, pay, tenancy

pytestmark = pytest.mark.faults
ON = date(2026, 11, 23)
IBAN = "HU33999000161000001800000000"
CLERK, HEAD = Robot("clerk-1", "staff"), Robot("head-1", "staff")


@pytest.fixture
def office(own_database):
    return Office.objects.get(slug="alder")


def at_once(office: Office, *works: Callable[[], object]) -> int:
    """Do all of it at the same moment; how many went through, the others being refused."""
    gate = Barrier(len(works))

    def work(one: Callable[[], object]) -> bool:
        try:
            with context.entered(office):
                gate.wait(10)
                one()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(works)) as pool:
        return sum(pool.map(work, works))


def proven(office: Office) -> bool:
    with context.entered(office):
        return proving.prove(on=date(2026, 12, 31)).is_proven


def test_two_heads_approve_one_waiver_once(office):
    with context.entered(office):
        let = tenancy()
        charge(let, period=date(2026, 10, 1))
        owed = Charge.objects.get()
        proposal = relief.propose(tenancy=let, kind="waiver", amounts={owed.pk: 20_000}, reason="x", on=ON, by=CLERK)
    heads = [Robot(f"head-{number}", "staff") for number in range(4)]
    through = at_once(office, *[lambda by=by: relief.approve(proposal=proposal, on=ON, by=by) for by in heads])
    with context.entered(office):
        assert (through, Reduction.objects.count()) == (1, 1)
    assert proven(office)


def test_a_payment_and_an_approval_never_settle_the_same_forint(office):
    with context.entered(office):
        let = tenancy()
        charge(let, period=date(2026, 10, 1))
        owed = Charge.objects.get()
        proposal = relief.propose(tenancy=let, kind="write_off", amounts={owed.pk: 20_000}, reason="x", on=ON, by=CLERK)
    at_once(office, lambda: relief.approve(proposal=proposal, on=ON, by=HEAD), lambda: pay(let, 15_000, on=ON))
    assert proven(office)


def test_a_credit_and_a_deposit_are_paid_back_once(office):
    with context.entered(office):
        let = tenancy()
        Tenancy.objects.update(basis="market")
        pay(let, 30_000, on=ON)
        deposits.receive(tenancy=let, amount=50_000, on=ON, by=SYSTEM)
    known = {"tenancy": let, "on": ON, "account": "", "name": "x", "by": SYSTEM}
    refunds = [lambda: payouts.refund(amount=30_000, **known) for _number in range(3)]
    backs = [lambda: deposits.pay_back(amount=50_000, **known) for _number in range(3)]
    assert at_once(office, *refunds, *backs) == 2
    with context.entered(office):
        assert sorted(Payout.objects.values_list("purpose", "amount")) == [("credit", 30_000), ("deposit", 50_000)]
        assert deposits.held(let) == 0
        assert DepositEntry.objects.count() == 2
    assert proven(office)


def test_interest_is_posted_once_however_many_press_the_button(office):
    with context.entered(office):
        tariff.set_rule(
            use_charge_percent=100, charges_interest=True, interest_minimum=0, valid_from=date(2020, 1, 1), decree="",
            by=SYSTEM,
        )  # fmt: skip
        for number in range(3):
            let = tenancy(f"Próba {number}", door=str(number))
            charge(let, period=date(2026, 1, 1), amount=50_000)
            pay(let, 50_000, on=date(2026, 5, 1))
    at_once(office, *[lambda: lateness.post(up_to=date(2026, 6, 1), by=SYSTEM) for _number in range(4)])
    with context.entered(office):
        assert InterestPosting.objects.count() == 3
    assert proven(office)


def test_a_correction_a_return_and_a_payment_at_once_leave_a_proven_ledger(office):
    with context.entered(office):
        let = tenancy()
        charge(let, period=date(2026, 10, 1))
        paid = pay(let, 20_000, on=ON)
        owed = Charge.objects.get()
    at_once(
        office,
        lambda: corrections.credit(charge=owed, amount=15_000, reason="x", on=ON, by=SYSTEM),
        lambda: ledger.reverse(payment=paid, on=ON, by=SYSTEM),
        lambda: pay(let, 7_000, on=ON),
        lambda: charge(let, period=date(2026, 11, 1), amount=3_000, kind="other"),
    )
    assert proven(office)


def test_one_line_is_assigned_split_sent_back_or_set_aside_once(office):
    with context.entered(office):
        bank_accounts.register(IBAN, office=office)
        lets = [tenancy(f"Próba {number}", door=str(number)) for number in range(2)]
        content = b"D\xc3\xa1tum;\xc3\x96sszeg;Tranzakci\xc3\xb3 azonos\xc3\xadt\xc3\xb3\n2026-11-10;5000;A1\n"
        booking.import_statement(content=content, filename="x.csv", by=SYSTEM)
        line = StatementLine.objects.get()
    through = at_once(
        office,
        lambda: booking.assign(line=line, tenancy=lets[0], by=SYSTEM),
        lambda: queue.split(line=line, parts=[(lets[0], 2_000), (lets[1], 3_000)], by=SYSTEM),
        lambda: queue.send_back(line=line, on=ON, account="", name="x", by=SYSTEM),
        lambda: queue.set_aside(line=line, by=SYSTEM),
    )
    assert through == 1
    assert proven(office)
