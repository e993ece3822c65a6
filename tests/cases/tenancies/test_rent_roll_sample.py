"""One office's own rent roll of 194 rows, counted by hand before it was ever read by a program."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cases.tenancies.rent_roll import reading
from cases.tenancies.rent_roll.cells import Basis, Comfort, RentBasis, Term
from cases.tenancies.rent_roll.columns import Field, Mapping
from cases.tenancies.rent_roll.names import Party
from cases.tenancies.rent_roll.roll import Outcome, Reason, counts

SAMPLE = Path(__file__).parents[2] / "data" / "office_a" / "rent_roll.xlsx"


@pytest.fixture(scope="module")
def roll():
    return reading.read(SAMPLE.read_bytes())


@pytest.fixture(scope="module")
def row(roll):
    return {row.place.number: row for row in roll.rows}.__getitem__


def test_counts(roll):
    assert counts(roll) == {
        # Ordinals 1–180, each once; rows 18, 37, 106, 162 repeat 14, 32, 99, 152; rows 191–193 are not read.
        "dwellings": 180,
        # 21 rows without a name say ÜRES (6), lakatlan (8) or üres, felújítandó (7); row 162 repeats row 161.
        "vacant": 20,
        # 166 rows carry an identifier; less 3 repeated (18, 37, 106) and 3 unreadable (191–193).
        "tenancies": 160,
        # Names joined by "/" 13, "és" 12 and "," 9. Rows 192 and 193 are unreadable copies of two of them.
        "tenancies_with_two_parties": 34,
        # The sum of "Havi lakbér" over those 160 rows; the 20 vacant ones (376 650) and 3 copies left out.
        "monthly_rent": 3_489_830,
        # The positive "Hátralék" of those 160; row 106 repeats the 16 120 of row 105, row 193 the 909 440 of 167.
        "arrears": 7_399_090,
        # Rows 17 (7 140), 28, 42 and 118 (1 200 each) and 74 (5 000); rows 18 and 191 repeat two of them.
        "overpaid": 15_740,
        # Row 18 of 17, 37 of 36, 106 of 105 and, vacant, 162 of 161: other formats, same values.
        "duplicates": 4,
        # "elhunyt 2025.10.?" in rows 5, 21, 27, 52, 75, 78 and 105; row 106 repeats the last.
        "deceased": 7,
        # Rows 191, 192 and 193: address "?", rent "lásd külön".
        "rows_needing_a_person": 3,
    }


def test_every_row_below_the_headings_has_one_outcome(roll):
    assert [row.place.number for row in roll.rows] == list(range(4, 195))
    assert {row.place.sheet for row in roll.rows} == {"nyilvántartás"}
    assert [r.place.number for r in roll.rows if r.outcome == Outcome.BLANK] == [95, 111, 142]
    assert [r.place.number for r in roll.rows if r.outcome == Outcome.TOTAL] == [194]
    assert [(r.place.number, r.duplicate_of.number) for r in roll.rows if r.duplicate_of] == [
        (18, 17),
        (37, 36),
        (106, 105),
        (162, 161),
    ]


def test_unreadable_copies_say_which_cells_are_wrong(row):
    for number in (191, 192, 193):
        assert [(p.reason, p.heading, p.cell) for p in row(number).problems] == [
            (Reason.ADDRESS, "Cím", "?"),
            (Reason.RENT, "Havi lakbér", "lásd külön"),
        ]
        assert row(number).dwelling is None
        assert row(number).tenancy is None


def test_first_copy_of_an_unreadable_row_is_imported(row):
    assert [row(number).outcome for number in (28, 72, 167)] == [Outcome.TENANCY] * 3


def test_tenancy_in_full(row):
    third = row(6)

    assert third.identifier == "70021"
    assert third.tenancy.parties == (Party("dr. Gyenes Erzsébet"),)
    assert third.tenancy.rent == 24_800
    assert third.tenancy.started_on == date(2008, 9, 15)
    assert (third.tenancy.term, third.tenancy.ends_on) == (Term.FIXED, date(2030, 5, 28))
    assert third.tenancy.balance == 0
    assert third.tenancy.phone == "+36309688327"
    assert third.dwelling.address.raw == "7627 Pécs, Hajnóczy József út 63. fsz. 13."
    assert third.dwelling.parcel_number == "3629/23/A/55"
    assert third.dwelling.area == Decimal(62)
    assert third.dwelling.half_rooms == 3
    assert third.dwelling.comfort == Comfort.COMFORT
    assert third.dwelling.rent_basis == RentBasis(Basis.SOCIAL)
    assert third.cells["Alapter. (m2)"] == "62 m2"


def test_vacant_dwelling_keeps_its_rent_and_note(row):
    first = row(4)

    assert first.outcome == Outcome.VACANT
    assert first.tenancy is None
    assert (first.identifier, first.note, first.dwelling.rent) == ("", "ÜRES", 34_080)


def test_death_is_kept_word_for_word_and_not_turned_into_a_date(row):
    assert row(5).tenancy.tenant_is_deceased
    assert row(5).note == "elhunyt 2025.10.?"
    assert row(5).outcome == Outcome.TENANCY


def test_local_step_of_the_rent_is_kept(row):
    assert row(7).dwelling.rent_basis == RentBasis(Basis.SOCIAL, "I.")


def test_end_that_is_not_stated_is_not_called_open_ended(row):
    assert (row(27).tenancy.term, row(27).tenancy.ends_on) == (Term.NOT_STATED, None)
    assert row(5).tenancy.term == Term.OPEN_ENDED


def test_people_of_one_name_stay_different_people(row):
    assert row(57).tenancy.parties == row(68).tenancy.parties == (Party("Juhász Ferenc"),)
    assert row(57).dwelling.address.key != row(68).dwelling.address.key


def test_all_addresses_are_taken_apart(roll):
    places = [row.dwelling.address for row in roll.rows if row.dwelling]

    assert len(places) == 184
    assert all(place.is_split and place.town == "Pécs" and len(place.postcode) == 4 for place in places)


def test_all_phones_are_understood(roll):
    assert all(bool(row.cells.get("Telefon")) == bool(row.tenancy.phone) for row in roll.rows if row.tenancy)


def test_person_can_correct_the_mapping(roll):
    corrected = Mapping({**roll.mapping.fields, "Hátralék": Field.OVERPAID})

    figures = counts(reading.read(SAMPLE.read_bytes(), mapping=corrected))

    assert figures["arrears"] == 0
    # A negative overpayment could mean either thing: rows 17, 18, 28, 42, 74 and 118 join the three.
    assert figures["rows_needing_a_person"] == 3 + 6
    assert reading.read(SAMPLE.read_bytes(), mapping=roll.mapping) == roll
