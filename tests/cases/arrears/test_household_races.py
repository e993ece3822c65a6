"""Two people, or one person's two clicks, at the same moment: one effect, never half of one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cases.arrears import budgets, consents, creditor_letters, protected
from cases.arrears.budget_figures import Line
from cases.arrears.models import ArrearsCase, BudgetSheet, Consent, CreditorLetter, DebtItem, ProtectedStatus
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from kernel.refusal import Refused
from tenants import context
from tenants.registry.models import Office
from tests.cases.arrears.household_cast import ON, case_of, debt, debtor, release
from tests.cast import tenancy

TOGETHER = 4


@pytest.fixture
def office(own_database):
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        case = case_of(tenancy("Őri Csűrös Ödön"))
        debt(case)
        release(case)
    connection.close()
    return office


def at_once(office, deed):
    """The deed done by several threads that start together; what each got, a refusal as its class name."""
    gate = Barrier(TOGETHER)

    def one(number):
        try:
            with context.entered(office):
                gate.wait(10)
                return deed(number)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(one, range(TOGETHER)))


def draw_up(lines):
    case = ArrearsCase.objects.get()
    told = {"adults": 1, "minors": 0, "drawn_up_on": ON, "on": ON, "by": SYSTEM}
    return budgets.draw_up(case=case, lines=lines, **told).number


def test_the_same_sheet_pressed_at_once_is_one_sheet(office):
    assert at_once(office, lambda _number: draw_up([Line("wage", 100_000)])) == [1] * TOGETHER
    with context.entered(office):
        assert BudgetSheet.objects.count() == 1


def test_different_sheets_at_once_are_versions_without_a_gap(office):
    numbers = at_once(office, lambda number: draw_up([Line("wage", 100_000 + number)]))
    assert sorted(numbers) == [1, 2, 3, 4]


def test_a_letter_pressed_at_once_is_one_letter(office):
    def write(_number):
        return creditor_letters.write(debt=DebtItem.objects.get(), kind="question", on=ON, by=SYSTEM).kind

    assert sorted(at_once(office, write)) == ["CannotWrite"] * (TOGETHER - 1) + ["question"]
    with context.entered(office):
        assert CreditorLetter.objects.count() == OutboxMessage.objects.count() == 1


def test_a_consent_and_a_registration_at_once_are_one_each(office):
    def sign(_number):
        case = ArrearsCase.objects.get()
        kind = {"purpose": Consent.Purpose.FAMILY_SERVICE, "covers": ["goals"], "given_on": ON, "on": ON, "by": SYSTEM}
        consents.give(case=case, person=debtor(case), **kind)
        protected.grant(tenancy=case.tenancy, supply="gas", ground="disability", granted_on=ON, on=ON, by=SYSTEM)

    assert at_once(office, sign) == [None] * TOGETHER
    with context.entered(office):
        assert Consent.objects.filter(purpose="family_service").count() == ProtectedStatus.objects.count() == 1
