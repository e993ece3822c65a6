"""Other offices keep their rent rolls otherwise: other headings, other order, other ways to say the same."""

from datetime import datetime

import pytest

from cases.tenancies.rent_roll import reading
from cases.tenancies.rent_roll.roll import Outcome, counts
from tests.cases.tenancies.rolls import workbook

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
