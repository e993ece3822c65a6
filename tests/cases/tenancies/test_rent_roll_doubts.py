"""What is not certain in a rent roll is left to a person; what is typed twice counts once."""

from datetime import datetime

import pytest

from cases.tenancies.rent_roll import reading
from cases.tenancies.rent_roll.columns import Field, Mapping
from cases.tenancies.rent_roll.roll import Outcome, Reason, UnreadableRentRoll, counts
from tests.cases.tenancies.rolls import HEADINGS, LETTING, letting, only, read, workbook


@pytest.mark.parametrize(
    ("change", "reason", "heading"),
    [
        ({"Cím": "?"}, Reason.ADDRESS, "Cím"),
        ({"Cím": ""}, Reason.ADDRESS, "Cím"),
        ({"Bérlő": "Kis Anna és neje"}, Reason.NAME, "Bérlő"),
        ({"Bérlő": ""}, Reason.NOBODY, "Bérlő"),
        ({"Lakbér": "lásd külön"}, Reason.RENT, "Lakbér"),
        ({"Lakbér": ""}, Reason.RENT, "Lakbér"),
        ({"Lakbér": "-"}, Reason.RENT, "Lakbér"),
        ({"Lakbér": -20000}, Reason.RENT, "Lakbér"),
        ({"Lakbér": 20000.5}, Reason.RENT, "Lakbér"),
        ({"Kezdete": "2020.01.?"}, Reason.DATE, "Kezdete"),
        ({"Vége": "2030"}, Reason.DATE, "Vége"),
        ({"Vége": "2019.12.31."}, Reason.ENDS_BEFORE_START, "Vége"),
        ({"Tartozás": "sok"}, Reason.ARREARS, "Tartozás"),
        ({"nm": "hatvan"}, Reason.AREA, "nm"),
        ({"Szoba": "2+1"}, Reason.ROOMS, "Szoba"),
        ({"Komf.": "jó"}, Reason.COMFORT, "Komf."),
        ({"Jogcím": "?"}, Reason.BASIS, "Jogcím"),
        ({"Megj.": "ÜRES"}, Reason.VACANT_WITH_TENANT, "Megj."),
        ({"Bérlő": "üres", "Tartozás": 5000}, Reason.VACANT_WITH_MONEY, "Tartozás"),
        ({"Lakbér": "=E2*400"}, Reason.FORMULA, "Lakbér"),
        ({"Bérlő": '=HYPERLINK("http://example.org";"x")'}, Reason.FORMULA, "Bérlő"),
    ],
)
def test_doubtful_cell_leaves_the_row_to_a_person(change, reason, heading):
    row = only(letting(**change))

    assert row.outcome == Outcome.NEEDS_A_PERSON
    assert [(problem.reason, problem.heading) for problem in row.problems] == [(reason, heading)]
    assert str(reason.sentence)
    assert row.cells["Kód"] == "A1"


def test_several_doubts_are_told_at_once():
    row = only(letting(Cím="?", Lakbér="?", nm="?"))

    assert {problem.reason for problem in row.problems} == {Reason.ADDRESS, Reason.RENT, Reason.AREA}


@pytest.mark.parametrize(
    "change", [{"Tel.": "majd hozza"}, {"Megj.": "=1+1"}, {"Hrsz.": ""}, {"Kezdete": ""}, {"nm": ""}, {"Szoba": ""}]
)
def test_missing_or_unimportant_cell_does_not_stop_a_row(change):
    assert only(letting(**change)).outcome == Outcome.TENANCY


@pytest.mark.parametrize(
    "change",
    [
        {
            "nm": "50,0 m2",
            "Komf.": "Komfortos",
            "Jogcím": "szociális",
            "Lakbér": "20.000,-",
            "Kezdete": datetime(2020, 1, 1),
        },
        {"Vége": "hat.lan"},
        {"Tartozás": "-"},
        {"Tel.": "06 30 1234567"},
        {"Cím": "Fő utca 1. I. em. 2."},
    ],
)
def test_second_copy_in_another_form_is_a_duplicate(change):
    roll = read(letting(), letting(**change))

    assert [row.outcome for row in roll.rows] == [Outcome.TENANCY, Outcome.DUPLICATE]
    assert roll.rows[1].duplicate_of == roll.rows[0].place


@pytest.mark.parametrize(
    "change",
    [
        {"Lakbér": 21000},
        {"Bérlő": "Nagy Éva"},
        {"Cím": "Fő u. 2. 1/2"},
        {"Vége": "2030.01.01."},
        {"Tartozás": 100},
        {"Kód": "A2"},
        {"nm": 51},
        {"Megj.": "elhunyt"},
    ],
)
def test_rows_that_contradict_each_other_both_need_a_person(change):
    roll = read(letting(), letting(**change))

    assert [row.outcome for row in roll.rows] == [Outcome.NEEDS_A_PERSON] * 2
    assert [row.conflicts_with for row in roll.rows] == [roll.rows[1].place, roll.rows[0].place]
    assert counts(roll)["rows_needing_a_person"] == 2
    assert counts(roll)["tenancies"] == 0


def test_dwelling_both_vacant_and_let_needs_a_person():
    roll = read(letting(), letting(Kód="", Bérlő="", **{"Megj.": "üres"}))

    assert [row.outcome for row in roll.rows] == [Outcome.NEEDS_A_PERSON] * 2


def test_flats_of_one_house_are_different_dwellings():
    roll = read(
        letting(**{"Hrsz.": "10"}),
        letting(Kód="A2", Cím="Fő u. 1. 1/3", **{"Hrsz.": "10"}),
        letting(Kód="A3", Cím="Fő u. 1.", **{"Hrsz.": "10/A/3"}),
        letting(Kód="A4", Cím="Fő u. 1.", **{"Hrsz.": "10/A/4"}),
    )

    assert [row.outcome for row in roll.rows] == [Outcome.TENANCY] * 4


def test_unreadable_row_does_not_taint_the_readable_one():
    roll = read(letting(), letting(Lakbér="lásd külön"))

    assert [row.outcome for row in roll.rows] == [Outcome.TENANCY, Outcome.NEEDS_A_PERSON]


def test_rows_that_are_no_dwellings_are_told_apart():
    roll = read(
        letting(),
        [],
        ["Kertváros"],
        HEADINGS,
        ["", "Összesen:", "", "", "", "", "", "", "=SUM(I2:I2)"],
        ["Mindösszesen", "", "", "", 50, "", "", "", 20000],
        ["össz."],
        headings=["Terület", *HEADINGS][1:],
    )

    assert [row.outcome for row in roll.rows] == [
        Outcome.TENANCY,
        Outcome.BLANK,
        Outcome.NEEDS_A_PERSON,
        Outcome.TITLE,
        Outcome.TOTAL,
        Outcome.TOTAL,
        Outcome.TOTAL,
    ]


def test_title_in_the_ordinal_column_is_a_title():
    roll = read([1, *LETTING], ["Kertváros"], [2], headings=["Ssz.", *HEADINGS])

    assert [row.outcome for row in roll.rows] == [Outcome.TENANCY, Outcome.TITLE, Outcome.BLANK]


def test_column_nobody_knows_is_kept_and_can_be_given_a_meaning():
    headings = ["Lakó", "Hol lakik", "Mennyi", "Cím"]
    rows = [["Kis Anna", "Fő u. 1.", 20000, "x"]]
    with pytest.raises(UnreadableRentRoll):
        read(*rows, headings=headings)
    mapping = Mapping({"Lakó": Field.NAME, "Hol lakik": Field.ADDRESS, "Mennyi": Field.RENT, "Cím": Field.IGNORED})

    roll = reading.read(workbook(("lakások", [headings, *rows])), mapping=mapping)

    assert roll.rows[0].outcome == Outcome.TENANCY
    assert roll.rows[0].cells == {"Lakó": "Kis Anna", "Hol lakik": "Fő u. 1.", "Mennyi": "20000", "Cím": "x"}


def test_debt_and_overpayment_in_one_row_need_a_person():
    headings = ["Bérlő", "Cím", "Lakbér", "Tartozás", "Túlfizetés"]
    roll = read(["Kis Anna", "Fő u. 1.", 20000, 500, 700], headings=headings)

    assert [problem.reason for problem in roll.rows[0].problems] == [Reason.OWED_AND_OVERPAID]
