"""Other offices keep their rent rolls otherwise: other headings, other order, other ways to say the same."""

import io
from datetime import datetime

import openpyxl
import pytest

from cases.tenancies.rent_roll import reading
from cases.tenancies.rent_roll.columns import Field, Mapping
from cases.tenancies.rent_roll.roll import Outcome, Reason, UnreadableRentRoll, counts


def workbook(*sheets, merged=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


HEADINGS = [
    "Kód",
    "Bérlő",
    "Cím",
    "Hrsz.",
    "nm",
    "Szoba",
    "Komf.",
    "Jogcím",
    "Lakbér",
    "Kezdete",
    "Vége",
    "Tartozás",
    "Tel.",
    "Megj.",
]
LETTING = ["A1", "Kis Anna", "Fő u. 1. 1/2", "10/A/1", 50, 2, "komf.", "szoc.", 20000, "2020.01.01.", "", 0, "", ""]


def letting(**changes):
    row = dict(zip(HEADINGS, LETTING, strict=True))
    row.update(changes)
    return list(row.values())


def read(*rows, headings=HEADINGS):
    return reading.read(workbook(("lakások", [headings, *rows])))


def only(*rows):
    return read(*rows).rows[0]


KOMLO = workbook(
    (
        "Bérlakások",
        [
            ["KOMLÓ VÁROS ÖNKORMÁNYZATA"],
            ["Bérlakás-kimutatás 2026. III. negyedév"],
            [],
            [
                "A lakás",
                None,
                None,
                None,
                None,
                None,
                "Bérlő",
                None,
                None,
                "Szerződés",
                None,
                "Lakbér",
                None,
                "Egyenleg",
                None,
                None,
            ],
            [
                "irsz.",
                "település",
                "utca",
                "hsz.",
                "em.",
                "ajtó",
                "neve",
                "bérlőtárs",
                "mobil",
                "kelte",
                "lejárat",
                "fajtája",
                "Ft/hó",
                "tartozás",
                "túlfizetés",
                "kulcsszám",
            ],
            [
                7300,
                "Komló",
                "Május 1. utca",
                "12",
                3,
                11,
                "Nagy Béla",
                None,
                "06-30/111-2222",
                datetime(2019, 5, 1),
                "hat.lan",
                "szociális",
                18500,
                37000,
                None,
                5,
            ],
            [
                7300,
                "Komló",
                "Május 1. utca",
                "12",
                3,
                12,
                "Kiss Pál",
                "Kiss Pálné",
                None,
                "2020.06.01",
                "2030.06.01",
                "költség",
                "31.000 Ft",
                None,
                1500,
                6,
            ],
            [
                7300,
                "Komló",
                "Május 1. utca",
                "14",
                "fsz.",
                1,
                "ÜRES",
                None,
                None,
                None,
                None,
                "piaci",
                "52.000,-",
                None,
                None,
                7,
            ],
            [
                7300,
                "Komló",
                "Bem tér",
                "3/A",
                None,
                None,
                "† Tóth Jenő",
                None,
                None,
                "2001. május 2.",
                None,
                "szoc.",
                9000,
                90000,
                None,
                8,
            ],
            [
                7300,
                "Komló",
                "Bem tér",
                "3/A",
                None,
                None,
                "Tóth Jenő †",
                None,
                None,
                datetime(2001, 5, 2),
                None,
                "szociális",
                "9 000",
                "90 000 Ft",
                0,
                8,
            ],
            [
                7300,
                "Komló",
                "Bem tér",
                "4",
                None,
                None,
                "Sas Éva",
                None,
                None,
                "2001.05.",
                None,
                "szoc.",
                9000,
                None,
                None,
                9,
            ],
            [
                None,
                None,
                None,
                None,
                None,
                None,
                "Mindösszesen:",
                None,
                None,
                None,
                None,
                None,
                119500,
                127000,
                1500,
                None,
            ],
        ],
    ),
    ("Jelmagyarázat", [["ÜRES", "nem lakott"], ["szoc.", "szociális"]]),
    merged=("A1:P1", "A4:F4", "G4:I4", "J4:K4", "L4:M4", "N4:P4"),
)


def test_two_rows_of_headings_and_an_address_in_parts():
    roll = reading.read(KOMLO)

    assert counts(roll) == {
        # Május 1. u. 12. 3/11, 3/12, 14 fsz. 1 and Bem tér 3/A; Bem tér 4 has half a date.
        "dwellings": 4,
        "vacant": 1,
        "tenancies": 3,
        "tenancies_with_two_parties": 1,
        "monthly_rent": 18_500 + 31_000 + 9_000,
        "arrears": 37_000 + 90_000,
        "overpaid": 1_500,
        "duplicates": 1,
        "deceased": 1,
        "rows_needing_a_person": 1,
    }
    assert roll.skipped_sheets == ("Jelmagyarázat",)
    assert roll.rows[-1].outcome == Outcome.TOTAL
    assert roll.rows[0].dwelling.address.raw == "7300 Komló, Május 1. utca 12. 3. em. 11. ajtó"
    assert roll.rows[0].tenancy.phone == "+36301112222"
    assert roll.mapping.unknown == ("Egyenleg kulcsszám",)


MOHACS = workbook(
    (
        "A–K",
        [
            [
                "Megjegyzés",
                "Bérleti díj",
                "Bérlemény címe",
                "Lakáshasználó(k)",
                "Nyilv. szám",
                "Hátr.",
                "Komfortfok.",
                "m²",
                "Szobák száma",
                "Díjkategória",
                "Kezdet",
                "Meddig",
                "Lakbér hátralék utalás",
            ],
            [
                "",
                22000,
                "7700 Mohács, Szabadság u. 3. fszt. 1.",
                "Horvát Ilona; Horvát Mihály",
                101,
                "",
                "ÖSSZKOMF.",
                55,
                "2",
                "Piaci",
                "2022. január 3.",
                "2027. január 2.",
                "x",
            ],
            [
                "lakatlan",
                18000,
                "7700 Mohács, Szabadság u. 3. fszt. 2.",
                "",
                102,
                "",
                "Összkomf",
                45,
                "1 és fél",
                "szociális II.",
                "",
                "",
                "",
            ],
            [
                "meghalt",
                11000,
                "7700 Mohács, Duna u. 8.",
                "Bajai Pál",
                103,
                "33 000",
                "K. nélk.",
                40,
                "1",
                "szoc.",
                "1999/04/01",
                "határozatlan időre",
                "",
            ],
            ["ÖSSZESEN", 51000, "", "", "", 33000, "", "", "", "", "", "", ""],
        ],
    ),
    (
        "L–Z",
        [
            ["Lakáshasználó(k)", "Nyilv. szám", "Bérlemény címe", "Bérleti díj", "Hátr."],
            ["Zeke Rita", 201, "Mohács, Fő tér 2. I/4", 30500, 61000],
            ["Zeke Rita", 201, "Mohács, Fő tér 2. I/4", 30500, 0],
            ["Vas Imre", 202, "Mohács, Fő tér 2. I/5", "?", 0],
        ],
    ),
)


def test_several_sheets_each_with_its_own_order():
    roll = reading.read(MOHACS)

    assert counts(roll) == {
        # 101, 102 and 103; the two rows of 201 contradict each other about the debt, 202 has no rent.
        "dwellings": 3,
        "vacant": 1,
        "tenancies": 2,
        "tenancies_with_two_parties": 1,
        "monthly_rent": 33_000,
        "arrears": 33_000,
        "overpaid": 0,
        "duplicates": 0,
        "deceased": 1,
        "rows_needing_a_person": 3,
    }
    assert [(row.place.sheet, row.place.number) for row in roll.rows if row.problems] == [
        ("L–Z", 2),
        ("L–Z", 3),
        ("L–Z", 4),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "iso8859-2", "utf-16", "cp852"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_in_any_encoding(encoding, delimiter):
    lines = [
        ["Lakásnyilvántartás"],
        [],
        ["Bérlő neve", "Lakás címe", "Havi lakbér", "Hátralék", "Megjegyzés"],
        ["Őry Ödön", '"Győr, Kígyó u. 5. II/3"', "21 500 Ft", "-", ""],
        ["", '"Győr, Kígyó u. 5. II/4"', "20 000", "", "üres"],
        ["Összesen", "", "41 500", "", ""],
    ]
    raw = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)

    roll = reading.read(raw, filename="lakasok.csv")

    assert roll.rows[0].tenancy.parties[0].name == "Őry Ödön"
    assert roll.rows[0].place.sheet == "lakasok.csv"
    assert roll.rows[0].place.number == 4
    assert counts(roll)["dwellings"] == 2
    assert counts(roll)["monthly_rent"] == 21_500


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
