"""The post's day file: fixed columns, a payment counts on the day it was made, every line once."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.tenancies import queries
from cases.tenancies.models import Payment, StatementLine
from cases.tenancies.statements import booking
from cases.tenancies.statements.reading import read
from cases.tenancies.statements.statement import UnreadableStatement
from kernel.access import SYSTEM
from tests.cast import charge, tenancy

IBAN = "HU33999000161000001800000000"
ACCOUNT = "999000161000001800000000"


def item(payer, amount, paid="20261112", number=1, office="007621"):
    return f"T{payer:>024}{amount:012d}{paid}{office}{number:012d}"


def day_file(*items, day="20261117", count=None, total=None, account=ACCOUNT):
    amounts = sum(int(one[25:37]) for one in items if one[25:37].isdigit())
    head = f"F{account}{day}0001"
    tail = f"Z{len(items) if count is None else count:07d}{amounts if total is None else total:015d}"
    return "\r\n".join([head, *items, tail, ""]).encode("ascii")


def test_a_file_is_read_with_the_day_of_payment_as_its_value_date():
    statement = read(day_file(item("70336", 20_000), item("70337", 1_500, number=2)))
    first = statement.entries[0]
    assert (statement.account_iban, statement.format) == (IBAN, "postal")
    assert (first.amount, first.booked_on, first.value_on, first.text) == (
        20_000,
        date(2026, 11, 17),
        date(2026, 11, 12),
        "70336",
    )
    assert first.bank_reference == "P20261112-007621-000000000001"


GOOD = (item("70336", 20_000), item("70337", 1_500, number=2))
BROKEN = {
    "a wrong sum": day_file(*GOOD, total=21_499),
    "a wrong number of items": day_file(*GOOD, count=3),
    "no trailer": day_file(*GOOD).rsplit(b"Z", 1)[0],
    "no header": day_file(*GOOD).split(b"\n", 1)[1],
    "half a line": day_file(*GOOD).replace(b"007621", b"0076"),
    "an amount of nothing": day_file(item("70336", 0)),
    "letters in an amount": day_file(*GOOD).replace(b"000000020000", b"00000002000O"),
    "a day that does not exist": day_file(item("70336", 5, paid="20261131")),
    "a payment after the file's day": day_file(item("70336", 5, paid="20261118")),
    "a payment of years ago": day_file(item("70336", 5, paid="20241112")),
    "the same item twice": day_file(GOOD[0], GOOD[0]),
    "an impossible file day": day_file(*GOOD, day="20261317"),
    "an account with a mistake": day_file(*GOOD, account="999000161000001900000000"),
    "a second trailer inside": day_file(GOOD[0], "Z0000001000000000020000", GOOD[1]),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gets_one_clear_sentence(raw):
    with pytest.raises(UnreadableStatement) as refusal:
        read(raw)
    assert str(refusal.value).endswith(".") and len(str(refusal.value)) < 250


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 200), st.binary(min_size=1, max_size=4))
def test_damage_never_changes_the_money(place, noise):
    raw = day_file(*GOOD)
    damaged = raw[:place] + noise + raw[place + len(noise) :]
    try:
        statement = read(damaged)
    except UnreadableStatement:
        return
    assert sum(entry.amount for entry in statement.entries) == 21_500


def test_a_late_file_counts_from_the_day_at_the_counter_and_is_booked_once(alder):
    let = tenancy(old_identifier="70336")
    charge(let, period=date(2026, 11, 1), due_on=date(2026, 11, 16))
    raw = day_file(item("70336", 20_000, paid="20261116"))
    for expected in (1, 0):
        counts = booking.import_statement(content=raw, filename="posta.txt", by=SYSTEM).statement.counts
        assert counts["matched_by_reference"] == expected
    paid = Payment.objects.get()
    assert (paid.paid_on, paid.source) == (date(2026, 11, 16), "post")
    assert queries.account(let.pk, on=date(2026, 11, 17)).overdue == 0


@pytest.mark.parametrize("written", ["70336", "0070336", "000000000000000000070336"])
def test_an_old_identifier_is_known_with_and_without_its_zeros(alder, written):
    let = tenancy(old_identifier=written.lstrip("0") if len(written) > 20 else written)
    raw = day_file(item(written, 500))
    booking.import_statement(content=raw, filename="p", by=SYSTEM)
    assert Payment.objects.get().tenancy_id == let.pk


def test_our_own_number_is_known_by_its_digits_and_a_wrong_digit_is_nobodys(alder):
    let = tenancy()
    digits = "".join(sign for sign in let.number if sign.isdigit())
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    raw = day_file(item(digits, 500), item(wrong, 600, number=2))
    counts = booking.import_statement(content=raw, filename="p", by=SYSTEM).statement.counts
    assert (counts["matched_by_reference"], counts["unmatched"]) == (1, 1)
    assert StatementLine.objects.get(amount=500).payment.tenancy_id == let.pk


def test_an_identifier_that_is_one_tenancys_old_and_anothers_own_number_is_left_to_a_person(alder):
    first = tenancy(door="1")
    digits = "".join(sign for sign in first.number if sign.isdigit())
    tenancy("Zsiga Péter", door="2", old_identifier=digits.lstrip("0"))
    counts = booking.import_statement(content=day_file(item(digits, 500)), filename="p", by=SYSTEM).statement.counts
    assert counts["unmatched"] == 1
    assert StatementLine.objects.get().reason == "several_references"
