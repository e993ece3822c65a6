"""An office's own files, taken over whole: every row and every line has one end."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from cases.people.models import Person
from cases.tenancies import ledger, queries
from cases.tenancies.models import (
    BankStatement,
    Charge,
    ImportedRow,
    LedgerEntry,
    PayerAccount,
    Payment,
    StatementLine,
    Tenancy,
)
from cases.tenancies.rent_roll import importing
from cases.tenancies.rent_roll.roll import UnreadableRentRoll
from cases.tenancies.statements import booking
from cases.tenancies.statements.statement import UnreadableStatement
from kernel import audit
from kernel.access import SYSTEM
from kernel.calendar import Calendar
from kernel.models import Document
from tenants import context
from tenants.registry import bank_accounts
from tenants.registry.bank_accounts import NotYourAccount
from tenants.registry.models import Office
from tests.cast import tenancy

DATA = Path(__file__).resolve().parents[2] / "data" / "office_a"
AS_OF = date(2026, 10, 31)
IBAN = "HU94999999990000000001999996"
# The file explains each: 180 flats in 187 rows, 4 of them typed twice (18, 37, 106, 162), 3 without
# an address and a rent (191-193); 20 say "üres" or "lakatlan"; 7 tenants are marked "elhunyt".
ROLL = {
    "dwellings": 180,
    "vacant": 20,
    "tenancies": 160,
    "tenancies_with_two_parties": 34,
    "monthly_rent": 3_489_830,
    "arrears": 7_399_090,
    "overpaid": 15_740,
    "duplicates": 4,
    "deceased": 7,
    "rows_needing_a_person": 3,
}
# 110 lines: 92 quote an old identifier of one tenancy, 17 quote nothing and come from accounts not
# seen before, the last one (B1000008R) takes B1000008 back.
FIRST = {
    "lines": 110,
    "opening": 3_214_880,
    "closing": 5_579_515,
    "sum": 2_364_635,
    "booked": 110,
    "matched_by_reference": 92,
    "matched_by_account": 0,
    "unmatched": 17,
    "reversals": 1,
    "already_booked": 0,
}
AGAIN = FIRST | {"booked": 0, "matched_by_reference": 0, "unmatched": 0, "reversals": 0, "already_booked": 110}


def take_roll():
    return importing.import_rent_roll(
        content=(DATA / "rent_roll.xlsx").read_bytes(), filename="rent_roll.xlsx", by=SYSTEM, as_of=AS_OF
    )


def take_statement(name="statement_camt053.xml", **known):
    return booking.import_statement(content=(DATA / name).read_bytes(), filename=name, by=SYSTEM, **known)


def test_the_rent_roll_is_counted_exactly_and_stands_in_the_register(alder):
    result = take_roll()

    assert result.counts == ROLL
    assert Tenancy.objects.count() == 160
    assert sum(Tenancy.objects.values_list("monthly_rent", flat=True)) == ROLL["monthly_rent"]
    totals = queries.totals()
    assert (totals["owed"], totals["in_credit"]) == (ROLL["arrears"], ROLL["overpaid"])
    ends = ImportedRow.objects.values_list("outcome", flat=True)
    assert {end: list(ends).count(end) for end in set(ends)} == {
        "tenancy": 160, "vacant": 20, "duplicate": 4, "person": 3,
    }  # fmt: skip
    # Twice by "elhunyt" alone; a joint tenancy would only be marked as a whole.
    assert Person.objects.filter(is_deceased=True).count() + Tenancy.objects.filter(death_reported=True).count() == 7


def test_a_row_that_needs_a_person_keeps_its_cells_and_its_reason(alder):
    take_roll()
    row = ImportedRow.objects.get(row_number=191)
    assert (row.outcome, row.reason) == ("person", "address")
    assert "lásd külön" in row.cells.values()
    assert row.tenancy_id is None


def test_the_same_roll_again_changes_nothing(alder):
    take_roll()
    before = (Tenancy.objects.count(), LedgerEntry.objects.count())
    again = take_roll()
    assert again.counts == dict.fromkeys(ROLL, 0) | {"duplicates": 184, "rows_needing_a_person": 3}
    assert (Tenancy.objects.count(), LedgerEntry.objects.count()) == before


def test_an_unreadable_roll_leaves_nothing_behind(alder):
    with pytest.raises(UnreadableRentRoll):
        importing.import_rent_roll(content=b"PK\x03\x04broken", filename="x.xlsx", by=SYSTEM, as_of=AS_OF)
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["statement_camt053.xml", "statement.mt940"])
def test_a_statement_is_booked_line_by_line(alder, name):
    take_roll()
    booked = take_statement(name)

    assert booked.is_new_account
    assert booked.statement.counts == FIRST
    bank = sum(Payment.objects.filter(source="bank").values_list("amount", flat=True))
    unmatched = sum(StatementLine.objects.filter(outcome="unmatched").values_list("amount", flat=True))
    assert bank + unmatched == FIRST["sum"]


def test_a_csv_of_the_only_account_needs_no_name_and_a_csv_of_nobody_does(alder):
    take_roll()
    with pytest.raises(UnreadableStatement):
        take_statement("statement_bank.csv")
    booked = take_statement("statement_bank.csv", account="HU94 9999 9999 0000 0000 0199 9996")
    assert booked.statement.counts == FIRST | {"opening": None, "closing": None}
    assert take_statement("statement_bank.csv").statement.counts["already_booked"] == 110


def test_the_same_statement_in_any_format_is_never_booked_twice(alder):
    take_roll()
    take_statement("statement_bank.csv", account=IBAN)
    entries = LedgerEntry.objects.count()
    assert take_statement("statement_camt053.xml").statement.counts == AGAIN
    assert take_statement("statement.mt940").statement.counts == AGAIN
    assert LedgerEntry.objects.count() == entries


def test_the_reversal_takes_back_what_it_reverses(alder):
    take_roll()
    take_statement()
    line = StatementLine.objects.get(bank_reference="B1000008R")
    assert line.payment.reverses.bank_reference == "B1000008"
    assert queries.account(line.payment.tenancy_id, on=date(2026, 12, 1)).balance == -7140


def test_an_account_that_paid_for_one_tenancy_is_known_next_time_and_a_shared_one_is_not(alder):
    take_roll()
    take_statement()
    shared = PayerAccount.objects.filter(account="HU22999000920000000000000093")
    assert shared.count() == 3
    known = PayerAccount.objects.exclude(account__in=shared.values("account")).first()
    lines = [("N1", known.account, 5_000, "lakbér"), ("N2", "HU22999000920000000000000093", 6_000, "lakbér")]
    counts = booking.import_statement(content=csv(lines), filename="dec.csv", by=SYSTEM).statement.counts
    assert (counts["matched_by_account"], counts["unmatched"]) == (1, 1)
    assert StatementLine.objects.get(bank_reference="N1").payment.tenancy_id == known.tenancy_id
    assert StatementLine.objects.get(bank_reference="N2").reason == "shared_account"


def test_our_own_reference_is_found_in_any_writing_and_a_wrong_digit_is_not(alder):
    let = tenancy()
    bank_accounts.register(IBAN, office=alder)
    good = let.number.replace("-", " ").lower()
    wrong = let.number[:-1] + str((int(let.number[-1]) + 1) % 10)
    lines = [("A", "", 100, f"lakbér {good}."), ("B", "", 200, wrong)]
    counts = booking.import_statement(content=csv(lines), filename="x.csv", by=SYSTEM).statement.counts
    assert (counts["matched_by_reference"], counts["unmatched"]) == (1, 1)


def test_two_references_in_one_line_are_nobodys(alder):
    first, second = tenancy(door="1", old_identifier="70001"), tenancy("Zsiga Péter", door="2", old_identifier="70002")
    bank_accounts.register(IBAN, office=alder)
    lines = [("A", "", 100, "70001 és 70002")]
    assert booking.import_statement(content=csv(lines), filename="x.csv", by=SYSTEM).statement.counts["unmatched"] == 1
    assert StatementLine.objects.get().reason == "several_references"
    assert not Payment.objects.filter(tenancy__in=[first, second]).exists()


def test_a_clerk_settles_a_line_once(alder):
    let = tenancy()
    bank_accounts.register(IBAN, office=alder)
    booking.import_statement(content=csv([("A", "HU00X", 100, "?")]), filename="x.csv", by=SYSTEM)
    line = StatementLine.objects.get()
    booking.assign(line=line, tenancy=let, by=SYSTEM)
    with pytest.raises(booking.ledger.CannotBook):
        booking.assign(line=line, tenancy=let, by=SYSTEM)
    assert queries.account(let.pk, on=date(2026, 12, 1)).balance == -100


def test_another_offices_account_is_refused_and_nothing_is_booked(alder_office, birch_office):
    with context.entered(birch_office):
        take_statement()
    with context.entered(alder_office):
        with pytest.raises(NotYourAccount):
            take_statement()
        assert not BankStatement.objects.exists()
        assert not Document.objects.exists()


def test_a_wrong_balance_books_nothing(alder):
    content = (
        (DATA / "statement.mt940").read_bytes().replace(b":62F:C261130HUF5579515,00", b":62F:C261130HUF5579514,00")
    )
    with pytest.raises(UnreadableStatement):
        booking.import_statement(content=content, filename="x", by=SYSTEM)
    assert not StatementLine.objects.exists()
    assert bank_accounts.of(alder) == []


@pytest.mark.faults
def test_the_same_statement_in_parallel_in_two_formats_books_every_line_once(own_database):
    office = Office.objects.get(slug="alder")
    with context.entered(office):
        take_roll()

    def send(name: str) -> None:
        try:
            with context.entered(office):
                take_statement(name)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, ["statement_camt053.xml", "statement.mt940"] * 2))
    with context.entered(office):
        lines = StatementLine.objects.count()
        money = sum(StatementLine.objects.values_list("amount", flat=True))
        assert audit.verify() is None
    assert (lines, money) == (110, FIRST["sum"])


def test_charges_brought_forward_are_owed_from_the_day_the_file_holds(alder):
    take_roll()
    assert set(Charge.objects.values_list("due_on", flat=True)) == {AS_OF}


def kuszob(database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KUSZOB_LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, "-m", "project.cli", *arguments], capture_output=True, text=True, env=environment, check=False
    )


def test_the_command_line_prints_one_object_and_says_the_rest_elsewhere(own_database, monkeypatch):
    from psycopg.conninfo import make_conninfo

    monkeypatch.setenv("DATABASE_URL", make_conninfo(os.environ["DATABASE_URL"], dbname=own_database))
    roll = kuszob(own_database, "import", "rent-roll", "alder", str(DATA / "rent_roll.xlsx"), "--json")
    assert (roll.returncode, json.loads(roll.stdout)) == (0, ROLL)
    first = kuszob(own_database, "import", "statement", "alder", str(DATA / "statement_camt053.xml"), "--json")
    assert (first.returncode, json.loads(first.stdout)) == (0, FIRST)
    assert IBAN in first.stderr
    missing = kuszob(own_database, "import", "statement", "alder", "/no/such/file", "--json")
    assert (missing.returncode, list(json.loads(missing.stdout))) == (2, ["error"])
    broken = kuszob(own_database, "import", "rent-roll", "alder", __file__)
    assert (broken.returncode, broken.stdout, len(broken.stderr.strip().splitlines())) == (2, "", 1)
    nowhere = kuszob(own_database, "import", "rent-roll", "nowhere", str(DATA / "rent_roll.xlsx"))
    assert nowhere.returncode == 1


def csv(lines: list[tuple[str, str, int, str]]) -> bytes:
    heading = "Könyvelés dátuma;Értéknap;Összeg;Pénznem;Partner neve;Partner számlaszáma;Közlemény;Tranzakció azonosító"
    rows = [
        f"2026.12.01;2026.12.01;{amount},00;HUF;Valaki;{account};{text};{reference}"
        for reference, account, amount, text in lines
    ]
    return "\n".join([heading, *rows]).encode("cp1250")


def test_the_month_that_was_taken_over_is_not_charged_again(alder):
    take_roll()
    owed = queries.totals()["owed"]
    assert ledger.raise_rents(period=date(2026, 10, 1), calendar=Calendar(), by=SYSTEM) == 0
    assert queries.totals()["owed"] == owed
    assert ledger.raise_rents(period=date(2026, 11, 1), calendar=Calendar(), by=SYSTEM) > 140


def test_a_return_without_an_account_takes_back_nobodys_payment_by_its_amount(alder):
    let = tenancy(old_identifier="70001")
    bank_accounts.register(IBAN, office=alder)
    booking.import_statement(content=csv([("A", "", 5_000, "70001")]), filename="a.csv", by=SYSTEM)
    booking.import_statement(content=csv([("BR", "", -5_000, "valaki más")]), filename="b.csv", by=SYSTEM)
    assert queries.account(let.pk, on=date(2026, 12, 31)).balance == -5_000
