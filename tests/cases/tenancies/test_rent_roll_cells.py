from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.tenancies.rent_roll import addresses, cells, columns, names
from cases.tenancies.rent_roll.cells import Basis, Comfort, RentBasis, Term, Unreadable
from cases.tenancies.rent_roll.columns import Field
from cases.tenancies.rent_roll.names import Party


@pytest.mark.parametrize(
    "cell",
    [
        "2021.02.01.",
        "2021.02.01",
        "2021. 02. 01.",
        "2021-02-01",
        "2021/02/01",
        "2021.2.1.",
        "2021. február 1.",
        "2021. febr. 1-től",
        "2021-02-01 00:00:00",
        "2021.02.01-től",
        datetime(2021, 2, 1),
        date(2021, 2, 1),
        44228,
        44228.0,
    ],
)
def test_date_in_any_form(cell):
    assert cells.day(cell) == date(2021, 2, 1)


def test_day_first_date_is_read_where_it_has_one_meaning():
    assert cells.day("15.04.2013") == date(2013, 4, 15)
    assert cells.day("04/15/2013") == date(2013, 4, 15)
    assert cells.day("05.05.2013.") == date(2013, 5, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "2025.10.?",
        "2025.10.",
        "2025",
        "04.05.2013",
        "21.02.01",
        "2021.02.30.",
        "2021.13.01",
        "1821.02.01",
        "",
        "hamarosan",
        "=TODAY()",
        44228.5,
        12,
        True,
        float("nan"),
        datetime(1800, 1, 1),
    ],
)
def test_date_that_is_not_certain_is_refused(cell):
    with pytest.raises(Unreadable):
        cells.day(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "határozatlan",
        "hat.lan",
        "hatlan",
        "HATÁROZATLAN",
        "határozatlan idejű",
        "hat. lan",
        "visszavonásig",
        "9999.12.31.",
    ],
)
def test_open_ended_term(cell):
    assert cells.term(cell) == (Term.OPEN_ENDED, None)


def test_empty_term_is_not_stated_rather_than_open_ended():
    assert cells.term(None) == cells.term("-") == (Term.NOT_STATED, None)
    assert cells.term("2030.05.28.") == (Term.FIXED, date(2030, 5, 28))
    with pytest.raises(Unreadable):
        cells.term("határozott")


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        ("62 m2", "62"),
        ("62 m²", "62"),
        ("62nm", "62"),
        ("35,0", "35"),
        ("35.5", "35.5"),
        ("48,25 m2", "48.25"),
        (71, "71"),
        (71.5, "71.5"),
        (71.0, "71"),
    ],
)
def test_area(cell, area):
    assert cells.area(cell) == Decimal(area)


@pytest.mark.parametrize(
    "cell", ["", "kb. 60", "62+10", "620 000", "1", 0, -5, 1e9, True, "=A1", "62 m2 + erkély", float("nan")]
)
def test_area_no_dwelling_has_is_refused(cell):
    with pytest.raises(Unreadable):
        cells.area(cell)


@pytest.mark.parametrize(
    ("cell", "halves"),
    [
        ("1", 2),
        ("2", 4),
        (3, 6),
        (1.5, 3),
        ("1,5", 3),
        ("2.5", 5),
        ("1½", 3),
        ("1+1 fél", 3),
        ("1 + 1 fél", 3),
        ("1+1fél", 3),
        ("2+2 fél", 6),
        ("1+fél", 3),
        ("1 és fél", 3),
        ("1 szoba + 1 félszoba", 3),
        ("2 szoba", 4),
        ("2+1 f", 5),
    ],
)
def test_half_rooms(cell, halves):
    assert cells.half_rooms(cell) == halves


def test_half_rooms_from_two_columns():
    assert cells.half_rooms("1", "2") == 4
    assert cells.half_rooms(1, None) == 2


@pytest.mark.parametrize("cell", ["", "2+1", "0", "sok", "1,3", "99", True, datetime(2026, 5, 1), "=B2"])
def test_rooms_that_are_not_certain_are_refused(cell):
    with pytest.raises(Unreadable):
        cells.half_rooms(cell)


@pytest.mark.parametrize(
    ("grade", "written"),
    [
        (Comfort.FULL, ["összkomfortos", "Összkomf.", "összk.", "ÖSSZK", "ök.", "össz komfortos"]),
        (Comfort.COMFORT, ["komfortos", "Komfortos", "komf.", "komf", "K"]),
        (Comfort.HALF, ["félkomfortos", "félk.", "Félkomf.", "fk", "fél komfort"]),
        (
            Comfort.NONE,
            ["komfort nélküli", "komf. nélk.", "k. n.", "K. nélk.", "kn", "K.N.", "komfortnélküli", "komf nélküli"],
        ),
        (Comfort.EMERGENCY, ["szükséglakás", "szüks.", "szüks. lakás", "Szükséglak."]),
    ],
)
def test_comfort_grade(grade, written):
    assert {cell: cells.comfort(cell) for cell in written} == dict.fromkeys(written, grade)


@pytest.mark.parametrize("cell", ["", "?", "jó", "1", "komfortos vagy félkomfortos", None])
def test_unknown_comfort_grade_is_refused(cell):
    with pytest.raises(Unreadable):
        cells.comfort(cell)


@pytest.mark.parametrize(
    ("cell", "basis"),
    [
        ("szoc.", RentBasis(Basis.SOCIAL)),
        ("szociális", RentBasis(Basis.SOCIAL)),
        ("Szociális I.", RentBasis(Basis.SOCIAL, "I.")),
        ("Szoc. II. kat.", RentBasis(Basis.SOCIAL, "II.")),
        ("szociális alapú", RentBasis(Basis.SOCIAL)),
        ("költs.", RentBasis(Basis.COST)),
        ("költségelvű", RentBasis(Basis.COST)),
        ("költség alapú", RentBasis(Basis.COST)),
        ("piaci", RentBasis(Basis.MARKET)),
        ("piaci alapú", RentBasis(Basis.MARKET)),
        ("PIACI ALAPÚ LAKBÉR", RentBasis(Basis.MARKET)),
    ],
)
def test_rent_basis(cell, basis):
    assert cells.rent_basis(cell) == basis


@pytest.mark.parametrize("cell", ["", "I.", "szociális/piaci", "méltányossági", None])
def test_unknown_rent_basis_is_refused(cell):
    with pytest.raises(Unreadable):
        cells.rent_basis(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Takács Sándor", ["Takács Sándor"]),
        ("dr. Gyenes Erzsébet", ["dr. Gyenes Erzsébet"]),
        ("Nagyné Papp Katalin", ["Nagyné Papp Katalin"]),
        ("Nagyné Papp Katalin és Zsiga Péter", ["Nagyné Papp Katalin", "Zsiga Péter"]),
        ("Horváth Anna / Simon Attila", ["Horváth Anna", "Simon Attila"]),
        ("Horváth Anna/Simon Attila", ["Horváth Anna", "Simon Attila"]),
        ("Papp Zoltán, Farkasné Juhász Mária", ["Papp Zoltán", "Farkasné Juhász Mária"]),
        ("Papp Zoltán; Kiss Éva", ["Papp Zoltán", "Kiss Éva"]),
        ("Papp Zoltán + Kiss Éva", ["Papp Zoltán", "Kiss Éva"]),
        ("Papp Zoltán & Kiss Éva", ["Papp Zoltán", "Kiss Éva"]),
        ("Papp Zoltán - Kiss Éva", ["Papp Zoltán", "Kiss Éva"]),
        ("Papp Zoltán\nKiss Éva", ["Papp Zoltán", "Kiss Éva"]),
        ("dr. Molnár Andrea és Őri Tamás", ["dr. Molnár Andrea", "Őri Tamás"]),
        ("Kovács János, dr.", ["dr. Kovács János"]),
        ("Kovács János dr., Kiss Éva", ["Kovács János dr.", "Kiss Éva"]),
        ("Szabó-Kiss Anna", ["Szabó-Kiss Anna"]),
        ("özv. Kis Ferencné", ["özv. Kis Ferencné"]),
        ("Kovács  János ", ["Kovács János"]),
        ("Papp Ida, Papp Idamária Éva, Kiss Pál", ["Papp Ida", "Papp Idamária Éva", "Kiss Pál"]),
    ],
)
def test_residents_of_one_cell(cell, expected):
    assert [party.name for party in names.parties(cell)] == expected


def test_joint_tenant_of_a_second_column():
    assert names.parties("Papp Zoltán", "Kiss Éva") == (Party("Papp Zoltán"), Party("Kiss Éva"))
    assert names.parties("Papp Zoltán", None) == (Party("Papp Zoltán"),)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("† Kovács János", (Party("Kovács János", True),)),
        ("Kovács János †", (Party("Kovács János", True),)),
        ("Kovács János (elhunyt 2025.10.?)", (Party("Kovács János", True),)),
        ("Kovács János (elhunyt)", (Party("Kovács János", True),)),
        ("Kovács János, elhunyt", (Party("Kovács János", True),)),
        ("Kovács János - meghalt", (Party("Kovács János", True),)),
        ("néhai Kovács János és Kovács Jánosné", (Party("Kovács János", True), Party("Kovács Jánosné"))),
    ],
)
def test_the_dead_are_marked_one_by_one(cell, expected):
    assert names.parties(cell) == expected


@pytest.mark.parametrize(
    "cell", ["Kovács János és neje", "Kovács János és ?", "Kovács János, Kovács János", "12345", "Kovács 3", " / "]
)
def test_residents_that_cannot_be_told_apart_are_refused(cell):
    with pytest.raises(Unreadable):
        names.parties(cell)


@pytest.mark.parametrize(
    "note", ["elhunyt 2025.10.?", "meghalt", "† 2025", "a bérlő elhunyt", "Elhalálozott", "elh. 2024"]
)
def test_note_of_a_death(note):
    assert names.says_deceased(note)


@pytest.mark.parametrize("note", ["", None, "férje elhunyt", "édesanyja meghalt 2020", "részletfizetés", "elhagyta"])
def test_note_of_no_death_or_of_somebody_elses(note):
    assert not names.says_deceased(note)


@pytest.mark.parametrize(
    "cell", ["ÜRES", "üres, felújítandó", "lakatlan", "Üresen áll", "nem lakott", "megüresedett 2024"]
)
def test_vacancy(cell):
    assert names.says_vacant(cell)


@pytest.mark.parametrize("cell", ["", None, "Kovács János", "üreges fal", "elhunyt"])
def test_no_vacancy(cell):
    assert not names.says_vacant(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("06 72/265-232", "+3672265232"),
        ("+36 30 9688327", "+36309688327"),
        ("06209628250", "+36209628250"),
        ("72/265-232", "+3672265232"),
        ("06-1-234-5678", "+3612345678"),
        ("0036 70 1234567", "+36701234567"),
        (309688327, "+36309688327"),
        ("nincs", ""),
        ("", ""),
        ("06 72/265-23", ""),
        ("06 72/265-232, 06 30 1234567", ""),
        ("+49 30 1234567", ""),
    ],
)
def test_phone(cell, number):
    assert names.phone(cell) == number


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("7622 Pécs, Siklósi út 73/B. fsz. 9.", ("7622", "Pécs", "Siklósi", "út", "73/B", "", "", "fsz", "9")),
        ("7633 Pécs, Dr. Veress Endre utca 61.", ("7633", "Pécs", "Dr. Veress Endre", "utca", "61", "", "", "", "")),
        ("7632 Pécs, Megyeri út 88. I. em. 14.", ("7632", "Pécs", "Megyeri", "út", "88", "", "", "1", "14")),
        ("7632 Pécs Megyeri út 88. 1/14", ("7632", "Pécs", "Megyeri", "út", "88", "", "", "1", "14")),
        ("Megyeri u. 12. II/5.", ("", "", "Megyeri", "utca", "12", "", "", "2", "5")),
        ("Megyeri u. 3-5. A lph. fsz. 2.", ("", "", "Megyeri", "utca", "3-5", "", "A", "fsz", "2")),
        ("Pécs, Bem u. 3. B. ép. 2. em. 3. ajtó", ("", "Pécs", "Bem", "utca", "3", "B", "", "2", "3")),
        (
            "Komló, Kossuth Lajos u. 12/A. 1. lh. 3. em. 11.",
            ("", "Komló", "Kossuth Lajos", "utca", "12/A", "", "1", "3", "11"),
        ),
    ],
)
def test_address(cell, parts):
    place = addresses.parse(cell)

    assert place.is_split
    assert place.raw == cell
    assert (
        place.postcode,
        place.town,
        place.street,
        place.street_type,
        place.house_number,
        place.building,
        place.stair,
        place.floor,
        place.door,
    ) == parts


def test_address_that_cannot_be_split_stays_whole():
    place = addresses.parse("Pécs, belterület 1234/5/A/12 hrsz.")

    assert not place.is_split
    assert place.raw == "Pécs, belterület 1234/5/A/12 hrsz."


@pytest.mark.parametrize("cell", ["?", "", "Siklósi út ?", "Siklósi út", "12", None, "=A1&B2"])
def test_unreadable_address_is_refused(cell):
    with pytest.raises(Unreadable):
        addresses.parse(cell)


def test_address_in_several_columns_is_the_same_place():
    place = addresses.assemble(
        postcode=7632,
        town="Pécs",
        street="Megyeri út",
        street_type=None,
        house_number="88",
        within=[("ép.", None), ("lh.", ""), ("em.", "I."), ("ajtó", 14)],
    )

    assert place.key == addresses.parse("7632 Pécs, Megyeri út 88. I. em. 14.").key


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Sorsz.", Field.ORDINAL),
        ("Ssz.", Field.ORDINAL),
        ("Azonosító", Field.IDENTIFIER),
        ("Ügyfélkód", Field.IDENTIFIER),
        ("Szerz. szám", Field.IDENTIFIER),
        ("Bérlő neve", Field.NAME),
        ("BÉRLŐ", Field.NAME),
        ("Név", Field.NAME),
        ("Bérlőtárs neve", Field.JOINT_NAME),
        ("Cím", Field.ADDRESS),
        ("A lakás címe", Field.ADDRESS),
        ("Bérlő levelezési címe", Field.IGNORED),
        ("Helyrajzi szám", Field.PARCEL_NUMBER),
        ("Alapter. (m2)", Field.AREA),
        ("Terület m²", Field.AREA),
        ("nm", Field.AREA),
        ("Szobaszám", Field.ROOMS),
        ("Félszobák", Field.HALF_ROOMS),
        ("Komfortfokozat", Field.COMFORT),
        ("Komf. fok.", Field.COMFORT),
        ("Lakbér jogcíme", Field.BASIS),
        ("Bérbeadás jellege", Field.BASIS),
        ("Havi lakbér", Field.RENT),
        ("Bérleti díj (Ft/hó)", Field.RENT),
        ("Lakbér Ft/m2", Field.IGNORED),
        ("Szerz. kelte", Field.STARTED_ON),
        ("Bérleti jogviszony kezdete", Field.STARTED_ON),
        ("Szerz. vége", Field.ENDS_ON),
        ("Lejárat", Field.ENDS_ON),
        ("Hátralék", Field.ARREARS),
        ("Lakbértartozás", Field.ARREARS),
        ("Tartozás (Ft)", Field.ARREARS),
        ("Túlfizetés", Field.OVERPAID),
        ("Egyenleg", None),
        ("Telefon", Field.PHONE),
        ("Bérlő tel.", Field.PHONE),
        ("Megjegyzés", Field.NOTE),
        ("Irsz.", Field.POSTCODE),
        ("Utca", Field.STREET),
        ("Közterület jellege", Field.STREET_TYPE),
        ("Házszám", Field.HOUSE_NUMBER),
        ("Emelet", Field.FLOOR),
        ("Ajtó", Field.DOOR),
        ("Kulcs száma", None),
    ],
)
def test_heading(heading, field):
    assert columns.recognise(heading) == field


def test_mapping_survives_being_stored_and_corrected():
    mapping = columns.recognised(["Cím", "Dátum", "Cím", "", "Kulcs"])

    assert mapping.as_json() == {"Cím": "address", "Dátum": None, "Cím (2)": None, "Kulcs": None}
    assert mapping.unknown == ("Dátum", "Cím (2)", "Kulcs")
    assert columns.Mapping.from_json(mapping.as_json()) == mapping
    with pytest.raises(ValueError, match="magic"):
        columns.Mapping.from_json({"Cím": "magic"})


ANY_CELL = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.datetimes(), st.dates())


@pytest.mark.parametrize(
    "parse",
    [
        cells.day,
        cells.term,
        cells.area,
        cells.half_rooms,
        cells.comfort,
        cells.rent_basis,
        names.parties,
        names.says_deceased,
        names.says_vacant,
        names.phone,
        addresses.parse,
        lambda cell: columns.recognise(str(cell)),
    ],
)
@given(cell=ANY_CELL)
def test_any_cell_is_read_or_declared_unreadable(parse, cell):
    with suppress(Unreadable):
        parse(cell)


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%Y.%m.%d.", "%Y. %m. %d.", "%Y-%m-%d", "%Y/%m/%d"]),
)
def test_written_date_reads_back(day, form):
    assert cells.day(day.strftime(form)) == day
