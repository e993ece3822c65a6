"""The same bank statement twice, in parallel, overlapping, and killed midway: every line is booked once."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db.models import Sum

from cases.tenancies import proving
from cases.tenancies.models import BankStatement, Payment, PaymentShare, StatementLine
from cases.tenancies.statements import booking, staging
from kernel import audit
from kernel.access import SYSTEM
from tenants import context
from tenants.registry import bank_accounts
from tenants.registry.models import Office
from tests import services
from tests.cast import charge, tenancy
from tests.faults import arena
from tests.faults.forker import Forker
from tests.report import say

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]

KILLED = f"kuszob_test_booked_{os.environ['KUSZOB_TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
IBAN = "HU94999999990000000001999996"
HEADING = "Könyvelés dátuma;Összeg;Pénznem;Partner neve;Partner számlaszáma;Közlemény;Tranzakció azonosító"
LINES, OVERLAP, TENANCIES = 60, 25, 8
CHILD = "tests.faults.statement_child"


def write(folder: Path, name: str, numbers: range, references: list[str]) -> Path:
    """A .csv: of four lines three name a tenancy, one is nobody's; amounts differ, so that sums tell lines apart."""
    rows = [
        f"2026.11.{1 + n % 28:02d};{1_000 + 7 * n},00;HUF;Fizető {n};;"
        f"{'lakbér ' + references[n % TENANCIES] if n % 4 else 'lakbér'};B{n}"
        for n in numbers
    ]
    path = folder / name
    path.write_text("\n".join([HEADING, *rows]), encoding="cp1250")
    return path


@pytest.fixture
def files(own_database: str, tmp_path: Path) -> Iterator[tuple[str, Path, Path]]:
    """A database with tenancies that owe, and two statements that overlap."""
    with context.entered(Office.objects.get(slug="alder")):
        bank_accounts.register(IBAN, office=Office.objects.get(slug="alder"))
        lets = [tenancy(f"Próba {number}", door=str(number)) for number in range(TENANCIES)]
        for let in lets:
            charge(let, period=date(2026, 10, 1))
    references = [let.number for let in lets]
    arena.connections["default"].close()
    first = write(tmp_path, "first.csv", range(LINES), references)
    second = write(tmp_path, "second.csv", range(LINES - OVERLAP, 2 * LINES - OVERLAP), references)
    yield own_database, first, second
    services.drop_clone(KILLED)


@pytest.fixture
def children() -> Iterator[list[Forker]]:
    processes = [Forker(CHILD) for _number in range(2)]
    yield processes
    for process in processes:
        process.end()


def figures(numbers: int) -> tuple[int, int]:
    """(lost, duplicate) lines, after checking that every forint of the lines is where it belongs."""
    with context.entered(Office.objects.get(slug="alder")):
        lines = list(StatementLine.objects.values_list("bank_reference", "amount", "payment__amount"))
        references = [reference for reference, _amount, _paid in lines]
        total = sum(amount for _reference, amount, _paid in lines)
        paid = Payment.objects.aggregate(total=Sum("amount"))["total"]
        assert total == sum(1_000 + 7 * n for n in range(numbers))
        assert paid == sum(amount for _reference, amount, of_payment in lines if of_payment is not None)
        assert all(of_payment in {None, amount} for _reference, amount, of_payment in lines)
        assert proving.prove(on=date(2026, 12, 31)).differences == []
        assert PaymentShare.objects.exists()
        assert audit.verify() is None
    arena.connections["default"].close()
    return len({f"B{n}" for n in range(numbers)} - set(references)), len(references) - len(set(references))


def test_c4_twice_in_parallel_overlapping_and_killed_every_line_is_booked_once(files, children):
    seeded, first, second = files
    one, other = children
    asked = {"database": KILLED, "file": str(first), "kill_at": 10**9}
    arena.clone(seeded, KILLED)
    points = one.run(**asked)
    assert 5 <= points < 98
    tried = lost = duplicate = 0
    for nth in range(1, points + 1):
        for killed_file in (first, second):
            arena.clone(seeded, KILLED)
            arena.use_database(KILLED)
            if killed_file is second:
                assert one.run(**asked) < 98
            assert one.run(**asked | {"file": str(killed_file), "kill_at": nth}) == -signal.SIGKILL
            one.start(**asked)
            other.start(**asked | {"file": str(second)})
            assert max(one.status(), other.status()) < 98
            assert one.run(**asked) < 98
            tried += 4
            one_lost, one_duplicate = figures(2 * LINES - OVERLAP)
            lost, duplicate = lost + one_lost, duplicate + one_duplicate
    say("C4", tried=tried, survived=tried, lost=lost, duplicate=duplicate)
    assert (lost, duplicate) == (0, 0)


def test_c4_control_without_the_banks_number_every_line_is_booked_again(files, monkeypatch):
    _seeded, first, _second = files
    plain = staging._row
    with context.entered(Office.objects.get(slug="alder")):
        for time in range(2):

            def forgetful(position, one, time=time):
                return plain(position, replace(one, bank_reference=f"{one.bank_reference}-{time}"))

            monkeypatch.setattr(staging, "_row", forgetful)
            booking.import_statement(content=first.read_bytes(), filename="x.csv", by=SYSTEM)
        assert StatementLine.objects.count() == 2 * LINES
        assert BankStatement.objects.count() == 2
