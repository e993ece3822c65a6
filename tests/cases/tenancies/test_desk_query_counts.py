"""Long lists cost as many statements at three rows as at one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.arrears import pauses
from cases.tenancies import ledger
from cases.tenancies.models import BankStatement, ImportedRow, RentRollImport, StatementLine
from kernel.access import SYSTEM
from tenants import context
from tests.cases.pages_cast import let_flat

pytestmark = pytest.mark.django_db
TODAY = date.today()


def cost(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def add_line(statement: BankStatement, number: int) -> None:
    """One line that waits and one that is booked, of a tenancy of its own with a pause."""
    tenancy = let_flat(f"Sor {number}", door=str(number))
    payment = ledger.book([ledger.Receipt(tenancy.pk, 100, TODAY, "bank")], by=SYSTEM)[0]
    common = {"statement": statement, "iban": "x", "booked_on": TODAY, "value_on": TODAY, "amount": 100}
    StatementLine.objects.create(bank_reference=f"w{number}", outcome="unmatched", **common)
    StatementLine.objects.create(bank_reference=f"b{number}", outcome="reference", payment=payment, **common)
    pauses.pause(tenancy=tenancy, reason="talks", until=TODAY, on=TODAY, by=SYSTEM)


@pytest.mark.parametrize(
    "address",
    [
        "/desk/statements/",
        "/desk/statements/{statement}/",
        "/desk/statements/lines/",
        "/desk/reminders/pauses/",
        "/desk/rent-rolls/{rent_roll}/?rows=person",
        "/desk/",
    ],
)
def test_a_list_costs_the_same_at_one_and_at_three_rows(alder_office, desk_client, address):
    client = desk_client("office_head")
    with context.entered(alder_office):
        statement = BankStatement.objects.create(
            iban="x", format="x", document_id="0" * 32, counts={"sum": 0}, imported_by="x"
        )
        roll = RentRollImport.objects.create(document_id="0" * 32, mapping={}, counts={}, imported_by="x")
    address = address.format(statement=statement.pk, rent_roll=roll.pk)
    costs = []
    for numbers in ([1], [2, 3]):
        with context.entered(alder_office):
            for number in numbers:
                add_line(statement, number)
                ImportedRow.objects.create(rent_roll=roll, sheet="x", row_number=number, outcome="person", cells={})
        costs.append(cost(client, address))

    assert costs[0] == costs[1]
