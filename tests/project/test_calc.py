"""The rules at the command line: the golden figures of the law and of local decrees, and wrong values refused."""

import json
import subprocess
import sys
from datetime import date

import pytest

from cases.arrears import clock
from catalogue.shared import calendars
from project import cli


@pytest.fixture
def ask(capsys):
    """The exit status and the one JSON object of `kuszob calc …`."""

    def asked(words: str) -> tuple[int, dict]:
        status = cli.main(["calc", *words.split(), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return asked


@pytest.mark.parametrize(
    ("served", "pay_by", "first", "last", "effective"),
    [
        ("2026-11-03", "2026-11-11", "2026-11-12", "2026-11-19", "2026-12-31"),
        ("2026-12-16", "2026-12-28", "2026-12-29", "2027-01-05", "2027-01-31"),
        ("2002-07-15", "2002-07-23", "2002-07-24", "2002-07-31", "2002-08-31"),
        ("2028-01-23", "2028-01-31", "2028-02-01", "2028-02-08", "2028-02-29"),
        ("2026-03-23", "2026-03-31", "2026-04-01", "2026-04-08", "2026-04-30"),
    ],
)
def test_termination(ask, served, pay_by, first, last, effective):
    assert ask(f"termination --served {served}") == (
        0,
        {"pay_by": pay_by, "terminate_from": first, "terminate_until": last, "effective_on": effective},
    )


def test_a_day_moved_by_a_later_decree_can_be_given(ask):
    status, answer = ask("termination --served 2027-11-16 --rest-day 2027-11-24")
    assert (status, answer["pay_by"]) == (0, "2027-11-25")


INTEREST = "interest --principal {} --due 2026-06-10 --paid 2026-07-20 --rate 2026H1=6.50 --rate 2026H2=6.00"


@pytest.mark.parametrize(
    ("words", "days", "exact", "posted"),
    [
        (INTEREST.format(50_000), 40, "342.47", 342),
        (INTEREST.format(0), 40, "0.00", 0),
        ("interest --principal 100000 --due 2026-02-01 --paid 2026-02-01 --rate 2026H1=6.50", 0, "0.00", 0),
        ("interest --principal 100000 --due 2026-06-30 --paid 2026-07-01 --rate 2026H2=6,00", 1, "16.44", 16),
        ("interest --principal 36500 --due 2026-01-01 --paid 2026-01-02 --rate 2026H1=0.5", 1, "0.50", 1),
        ("interest --principal 36500 --due 2028-02-28 --paid 2028-03-01 --rate 2028H1=5", 2, "10.00", 10),
    ],
)
def test_interest(ask, words, days, exact, posted):
    assert ask(words) == (0, {"days": days, "exact": exact, "posted": posted})


@pytest.mark.parametrize(
    ("words", "down", "instalments"),
    [
        ("--debt 185400 --instalments 12 --step 100", 0, [15_500] * 11 + [14_900]),
        ("--debt 185400 --instalments 12 --step 100 --down 46350", 46_350, [11_600] * 11 + [11_450]),
        ("--debt 120000 --instalments 12 --step 1000", 0, [10_000] * 12),
        ("--debt 1000 --instalments 12 --step 100", 0, [100] * 10),
        ("--debt 1 --instalments 1 --step 1", 0, [1]),
    ],
)
def test_plan(ask, words, down, instalments):
    assert ask(f"plan {words}") == (0, {"down": down, "instalments": instalments})


@pytest.mark.parametrize(
    ("debt", "support", "own"), [(240_000, 180_000, 60_000), (500_000, 300_000, 200_000), (60_000, 45_000, 15_000),
                                 (100_001, 75_000, 25_001), (0, 0, 0)],
)  # fmt: skip
def test_support(ask, debt, support, own):
    assert ask(f"support --debt {debt} --share 75 --cap 300000") == (0, {"support": support, "own_share": own})


DEBTS = "--item r1:principal:2026-01-15:5000 k:cost:2026-06-01:2000 --item i:interest:2026-03-01:1000"


@pytest.mark.parametrize(
    ("words", "shares", "credit"),
    [
        (f"--payment 10000 {DEBTS}", {"k": 2000, "i": 1000, "r1": 5000}, 2000),
        (f"--payment 2500 {DEBTS}", {"k": 2000, "i": 500}, 0),
        (f"--payment 2500 {DEBTS} --named r1", {"r1": 2500}, 0),
        ("--payment 700 --item b:principal:2026-02-01:500 a:principal:2026-01-01:500", {"a": 500, "b": 200}, 0),
        ("--payment 700", {}, 700),
        ("--payment 5 --item urn:x:1:cost:2026-01-01:9", {"urn:x:1": 5}, 0),
    ],
)
def test_allocate(ask, words, shares, credit):
    assert ask(f"allocate {words}") == (0, {"shares": shares, "credit": credit})


@pytest.mark.parametrize(
    ("on", "allowed", "earliest"),
    [
        ("2026-11-13", True, "2026-11-13"),
        ("2026-11-15", False, "2027-05-03"),
        ("2027-04-30", False, "2027-05-03"),
        ("2027-05-01", True, "2027-05-01"),
        ("2025-12-31", False, "2026-05-04"),
        ("2028-02-29", False, "2028-05-02"),
    ],
)
def test_eviction(ask, on, allowed, earliest):
    assert ask(f"eviction --on {on}") == (0, {"allowed": allowed, "earliest": earliest})


@pytest.mark.parametrize(
    ("words", "is_working_day", "result"),
    [
        ("--on 2026-12-12", True, "2026-12-12"),
        ("--on 2026-08-15", False, "2026-08-17"),
        ("--on 2026-11-15", False, "2026-11-16"),
        ("--on 2026-12-23 --add 1", True, "2026-12-28"),
        ("--on 2026-12-24 --add 0", False, "2026-12-28"),
        ("--on 2026-12-24 --add 2", False, "2026-12-29"),
    ],
)
def test_working_day(ask, words, is_working_day, result):
    assert ask(f"working-day {words}") == (0, {"is_working_day": is_working_day, "result": result})


@pytest.mark.parametrize(
    ("words", "valid"),
    [
        ("taj 000000017", True), ("taj 000000018", False), ("taj x", False),
        ("tax-id 8391480070", True), ("tax-id 8391480071", False),
        ("giro 11773016-11111018", True), ("giro 11773016-11111019", False),
        ("iban HU42117730161111101800000000", True), ("iban HU43117730161111101800000000", False),
        ("reference KL-000123-55", True), ("reference kl00012355", True), ("reference KL-000123-56", False),
        ("reference KL-000000-55", False), ("reference 123", False),
    ],
)  # fmt: skip
def test_check(ask, words, valid):
    status, answer = ask(f"check {words}")
    assert (status, answer["valid"], answer["reason"] == "") == (0, valid, valid)


@pytest.mark.parametrize(
    "words",
    [
        "termination --served 2026-02-30",
        "termination --served tomorrow",
        "termination --served 9999-12-31",
        "termination",
        "interest --principal -5 --due 2026-06-10 --paid 2026-07-20 --rate 2026H1=6.5 --rate 2026H2=6",
        "interest --principal 5 --due 2026-07-20 --paid 2026-06-20 --rate 2026H1=6.5 --rate 2026H2=6",
        "interest --principal 5 --due 2026-06-10 --paid 2026-07-20 --rate 2026H1=6.5",
        "interest --principal 5 --due 2026-06-10 --paid 2026-06-20 --rate 2026H3=6.5",
        "interest --principal 5 --due 2026-06-10 --paid 2026-06-20 --rate 2026H1=650",
        "interest --principal 5 --due 2026-06-10 --paid 2026-06-20 --rate 2026H1=6 --rate 2026H1=7",
        "interest --principal 12.5 --due 2026-06-10 --paid 2026-06-20 --rate 2026H1=6",
        "plan --debt 0 --instalments 12 --step 100",
        "plan --debt 100 --instalments 0 --step 100",
        "plan --debt 100 --instalments 9999 --step 100",
        "plan --debt 100 --instalments 2 --step 0",
        "plan --debt 100 --instalments 2 --step 10 --down 100",
        "plan --debt 99999999999999 --instalments 2 --step 10",
        "support --debt 100 --share 101 --cap 300000",
        "support --debt -1 --share 75 --cap 300000",
        "allocate --payment -1",
        "allocate --payment 1 --item a:rent:2026-01-01:5",
        "allocate --payment 1 --item a:cost:2026-01-01:0",
        "allocate --payment 1 --item a:cost:2026-01-01:5 a:cost:2026-01-01:5",
        "allocate --payment 1 --item a:cost:2026-01-01:5 --named b",
        "eviction --on 2026.11.15",
        "working-day --on 2026-12-12 --add -1",
        "check passport 12",
    ],
)
def test_a_wrong_value_is_one_sentence_and_two(ask, words):
    status, answer = ask(words)
    assert (status, list(answer)) == (2, ["error"])
    assert answer["error"].count("\n") == 0


def test_no_server_is_needed():
    done = subprocess.run(
        [sys.executable, "-m", "project.cli", "calc", "termination", "--served", "2026-11-03", "--json"],
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)["pay_by"]) == (0, "2026-11-11")


def test_the_table_of_a_new_service_is_the_one_the_command_counts_by(db, ask):
    _status, answer = ask("termination --served 2026-12-16")
    window = clock.termination_window(date(2026, 12, 16), calendars.national())
    assert answer["pay_by"] == window.pay_by.isoformat()


SALE = "sale --price 24000000 --new-home purchase --new-price 14000000 --on 2026-11-25"


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (f"{SALE} --mortgage 5000000 --agent-percent 4", {"rest": 4_040_000, "duty": 0, "comes_out": True}),
        (f"{SALE} --sold 2021-11-25", {"duty": 0, "duty_why": "cheaper"}),
        (f"{SALE} --sold 2021-11-24", {"duty": 560_000, "duty_why": "whole_value"}),
        (f"{SALE} --duty 7", {"duty": 7, "duty_why": "told"}),
        (
            "sale --price 0 --tenure tenancy --new-home municipal --landlord-debt 300000 --cost-before 90000 "
            "--cost-after 60000 --carries 80000 --on 2026-11-25",
            {"debt_left": 300_000, "instalment": 20_000, "instalments": 15, "months_before": None, "months_after": 15},
        ),
    ],
)
def test_sale(ask, words, known):
    status, answer = ask(words)
    assert status == 0 and {name: answer[name] for name in known} == known


def test_exchange_arrears(ask):
    words = "exchange-arrears --leaves ownership:9000000 --gets ownership:8000000 --arrears 300000 --costs 200000"
    status, answer = ask(words)
    assert (status, answer["difference"], len(answer["ways"])) == (0, 1_000_000, 4)
    status, answer = ask(f"{words} --way from_difference")
    assert [(way["way"], way["in_hand"]) for way in answer["ways"]] == [("from_difference", 500_000)]


@pytest.mark.parametrize(
    "words",
    [
        f"{SALE} --tenure tenancy",
        "sale --price 1 --new-home municipal --new-price 1 --on 2026-11-25",
        "sale --price 5 --new-home purchase --new-price 5 --on 1999-01-01",
        "sale --price x --new-home purchase --on 2026-11-25",
        "exchange-arrears --leaves tenancy:5 --gets ownership:5",
        "exchange-arrears --leaves cash --gets tenancy",
    ],
)
def test_a_sale_that_cannot_be_is_refused_with_one_sentence(ask, words):
    status, answer = ask(words)
    assert status == 2 and answer["error"]
