"""The statement of account: the same figures on the page, in the letter and on the command line."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.tenancies import account_statement, corrections, statement_letters, tariff
from cases.tenancies.account_statement import NoSuchPeriod
from cases.tenancies.models import Charge, Tenancy
from cases.tenancies.statement_letters import Occasion
from kernel.access import SYSTEM
from project import cli
from tenants.registry import bank_accounts
from tests.cast import charge, pay, tenancy

ON = date(2026, 11, 23)
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "on": ON}
IBAN = "HU33999000161000001800000000"


def story():
    let = tenancy("Űrhegyi Győző", rent=20_000)
    charge(let, period=date(2025, 12, 1), amount=15_000)
    charge(let, period=date(2026, 9, 1), amount=20_000, due_on=date(2026, 9, 15))
    pay(let, 30_000, on=date(2026, 9, 20))
    charge(let, period=date(2026, 10, 1), amount=20_000, kind="use_charge")
    corrections.credit(
        charge=Charge.objects.get(kind="use_charge"), amount=4_000, reason="x", on=date(2026, 11, 2), by=SYSTEM
    )
    charge(let, period=date(2026, 12, 1), amount=20_000)
    return Tenancy.objects.select_related("dwelling").prefetch_related("parties__person").get(pk=let.pk)


def test_opening_movements_and_closing_follow_each_other(alder):
    built = account_statement.build(story(), **YEAR)
    assert (built.opening, built.closing, built.charged, built.paid) == (15_000, 41_000, 60_000, 34_000)
    assert [(line.on, line.charged, line.paid, line.balance) for line in built.lines] == [
        (date(2026, 9, 15), 20_000, 0, 35_000),
        (date(2026, 9, 20), 0, 30_000, 5_000),
        (date(2026, 10, 15), 20_000, 0, 25_000),
        (date(2026, 11, 2), 0, 4_000, 21_000),
        (date(2026, 12, 15), 20_000, 0, 41_000),
    ]
    assert [(item.charge.period.month, item.amount, item.is_overdue) for item in built.open_items] == [
        (9, 5_000, True),
        (10, 16_000, True),
        (12, 20_000, False),
    ]
    assert (built.account.to_pay, built.account.pay_by) == (21_000, None)


def test_interest_so_far_is_only_said_where_the_office_charges_it(alder):
    let = tenancy()
    charge(let, period=date(2026, 1, 1), amount=36_500, due_on=date(2026, 1, 10))
    on = date(2026, 1, 20)
    assert account_statement.build(let, since=on, until=on, on=on).interest_so_far == 0
    tariff.set_rule(
        use_charge_percent=100,
        charges_interest=True,
        interest_minimum=0,
        valid_from=date(2020, 1, 1),
        decree="",
        by=SYSTEM,
    )
    assert account_statement.build(let, since=on, until=on, on=on).interest_so_far == 65
    later = account_statement.build(let, since=on, until=on, on=ON)
    assert (later.interest_so_far, later.interest_is_complete) == (0, False)


def test_a_period_that_ends_before_it_begins_is_refused(alder):
    with pytest.raises(NoSuchPeriod):
        account_statement.build(tenancy(), since=ON, until=date(2026, 1, 1), on=ON)


@pytest.mark.parametrize("occasion", list(Occasion))
def test_every_letter_is_hungarian_names_the_flat_and_has_the_figures(alder, occasion):
    from django.utils import translation

    let = story()
    with translation.override("en"):
        built = account_statement.build(let, **YEAR)
    with translation.override("hu"):
        letter = statement_letters.word(built, occasion, office=alder, iban=IBAN)
    assert letter.paragraphs[0] == "Tisztelt Űrhegyi Győző!"
    assert let.dwelling.address in letter.paragraphs[1]
    assert [row[-1].replace("\u00a0", " ") for row in letter.tables[0].rows] == [
        "15 000 Ft tartozás", "60 000 Ft", "34 000 Ft", "41 000 Ft tartozás",
    ]  # fmt: skip
    words = {cell for table in letter.tables for row in table.rows for cell in row}
    assert not {cell for cell in words if cell.startswith(("Rent", "Cash", "Use charge", "Correction"))}
    assert (occasion == Occasion.CONFIRMATION) == ("Mozgások" not in [table.title for table in letter.tables])
    content = statement_letters.pdf(account_statement.build(let, **YEAR), occasion, office=alder, iban=IBAN)
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content


def test_the_letter_carries_the_code_of_the_next_amount(alder):
    alder.bic = "MINTHUHBXXX"
    built = account_statement.build(story(), **YEAR)
    letter = statement_letters.word(built, Occasion.ACCOUNT, office=alder, iban=IBAN)
    lines = letter.qr.split("\n")
    assert (lines[5], lines[6], lines[9]) == (IBAN, "HUF21000", built.tenancy.number)


def test_a_hundred_lines_cost_as_many_statements_as_one(alder):
    let = tenancy()
    counts = []
    for month in range(1, 4):
        charge(let, period=date(2026, month, 1))
        pay(let, 1_000 * month, on=date(2026, month, 20))
        with CaptureQueriesContext(connection) as seen:
            account_statement.build(let, **YEAR)
        counts.append(len(seen))
    assert counts[0] == counts[2]


# ------------------------------------------------------------------ the command line
@pytest.fixture
def command(alder_office, monkeypatch, capsys):
    """The command line in this process, on this test's own database."""
    from contextlib import nullcontext

    monkeypatch.setattr(cli, "_surroundings", lambda _command: nullcontext())

    def run(*words):
        status = cli.main(words)
        return status, json.loads(capsys.readouterr().out)

    return run


def test_the_command_line_gives_the_statement_and_the_letter(alder_office, command, tmp_path):
    from tenants import context

    with context.entered(alder_office):
        let = story()
        bank_accounts.register(IBAN, office=alder_office)
    status, answer = command(
        "statement",
        "alder",
        let.number.lower(),
        "--from",
        "2026-01-01",
        "--until",
        "2026-12-31",
        "--pdf",
        str(tmp_path / "k.pdf"),
        "--json",
    )
    assert status == 0
    assert (answer["opening"], answer["closing"], len(answer["lines"]), len(answer["open_items"])) == (
        15_000,
        41_000,
        5,
        3,
    )
    assert (tmp_path / "k.pdf").read_bytes().startswith(b"%PDF")
    assert command("statement", "alder", "KL-000999-99", "--json")[0] == 1
    assert command("statement", "alder", let.number, "--from", "2027-01-01", "--until", "2026-01-01", "--json")[0] == 1
    assert command("statement", "alder", let.number, "--pdf", "/no/such/place.pdf", "--json")[0] == 2


def test_the_command_line_proves_the_ledger_and_says_the_first_difference(alder_office, command):
    from tenants import context

    with context.entered(alder_office):
        let = story()
    status, answer = command("ledger", "prove", "alder", "--on", "2026-12-31", "--json")
    assert (status, answer["proven"], answer["closing"]) == (0, True, 41_000)
    with context.entered(alder_office):
        Charge.objects.create(tenancy=let, kind="other", period=ON, amount=7, due_on=ON, created_by="x")
    status, answer = command("ledger", "prove", "alder", "--on", "2026-12-31", "--json")
    assert (status, list(answer)) == (1, ["error"])
