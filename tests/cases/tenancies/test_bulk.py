"""The wide door of the ledger: the same result as the narrow one, whatever the payers wrote."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.tenancies import bulk, ledger, proving, queries, settlement
from cases.tenancies.models import Payment, PaymentShare, StatementLine
from cases.tenancies.statements import booking
from kernel.access import SYSTEM
from tenants.registry import bank_accounts
from tests.cast import charge, tenancy

ON = date(2026, 11, 23)
IBAN = "HU33999000161000001800000000"


def receipt(let, amount, **other):
    return ledger.Receipt(**{"tenancy_id": let.pk, "amount": amount, "paid_on": ON, "source": "bank"} | other)


def test_many_payments_are_booked_and_settled_in_the_order_given(alder):
    first, second = tenancy(door="1"), tenancy("Zsiga Péter", door="2")
    for let in (first, second):
        charge(let, period=date(2026, 9, 1))
        charge(let, period=date(2026, 10, 1))
    keys = bulk.book([receipt(first, 25_000), receipt(second, 50_000), receipt(first, 3_000)], by=SYSTEM)
    assert [Payment.objects.get(pk=key).amount for key in keys] == [25_000, 50_000, 3_000]
    assert [item.open_amount for item in settlement.open_charges([first.pk, second.pk])] == [12_000]
    assert queries.account(second.pk, on=ON).balance == -10_000
    assert proving.prove(on=date(2026, 12, 31)).differences == []


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_or_less_is_refused_and_nothing_is_booked(alder, amount):
    let = tenancy()
    with pytest.raises(ledger.CannotBook):
        bulk.book([receipt(let, 5), receipt(let, amount)], by=SYSTEM)
    assert not Payment.objects.exists()


def test_a_receipt_that_names_a_charge_goes_through_the_narrow_door(alder):
    let = tenancy()
    with pytest.raises(ValueError, match="names a charge"):
        bulk.book([receipt(let, 5, charge_ids=(let.pk,))], by=SYSTEM)


def test_what_payers_write_arrives_letter_by_letter(alder):
    let = tenancy("Őri Űrhegyi", old_identifier="70336")
    bank_accounts.register(IBAN, office=alder)
    odd = r"70336 \N \t tab\\ 'idézet' “lakbér” ő ű; DROP TABLE x; 日本 \x00 \."
    heading = "Könyvelés dátuma,Összeg,Partner neve,Közlemény,Tranzakció azonosító"
    content = f'{heading}\n2026-11-10,500,"\\N Árvíztűrő \\",{odd},A\\1\n'.encode()
    booking.import_statement(content=content, filename="x.csv", by=SYSTEM)
    line = StatementLine.objects.get()
    assert (line.payer_name, line.text, line.bank_reference) == ("\\N Árvíztűrő \\", odd, "A\\1")
    assert line.payment.tenancy_id == let.pk


def test_three_lines_cost_as_many_statements_as_one(alder):
    bank_accounts.register(IBAN, office=alder)
    counts = []
    for number in range(1, 4):
        lets = [tenancy(f"Próba {number}{n}", door=f"{number}{n}") for n in range(number)]
        rows = "\n".join(f"2026-11-10;500;lakbér {let.number};R{number}{place}" for place, let in enumerate(lets))
        content = f"Dátum;Összeg;Közlemény;Tranzakció azonosító\n{rows}\n".encode()
        with CaptureQueriesContext(connection) as seen:
            booking.import_statement(content=content, filename="x.csv", by=SYSTEM)
        counts.append(len(seen))
    assert counts[0] == counts[2]
    assert not PaymentShare.objects.exists()
