"""Damaged and hostile files: one clear sentence each, and nothing else ever happens."""

import io
import os
import zipfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.tenancies.rent_roll import old_excel, reading, workbook
from cases.tenancies.rent_roll.roll import Outcome, RentRoll, UnreadableRentRoll, counts

DATA = Path(__file__).parents[2] / "data"
SAMPLE = (DATA / "office_a" / "rent_roll.xlsx").read_bytes()
OLD = (DATA / "rent_rolls" / "old.xls").read_bytes()
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def archive(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


def with_member(name, change):
    """The sample with one part of it changed."""
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as source:
        members = {member: source.read(member) for member in source.namelist()}
    members[name] = change(members[name])
    return archive(members)


def spread(*cells):
    book = openpyxl.Workbook()
    for cell in cells:
        book.active[cell] = "x"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(body, manifest="<m/>", start='<?xml version="1.0"?>'):
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = f'{start}<office:document-content {spaces}><table:table table:name="Lakások">{body}</table:table></office:document-content>'
    return archive({"mimetype": "x", "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_row(*cells, times=1, columns=1):
    inner = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>{cell}</text:p></table:table-cell>'
        if isinstance(cell, str)
        else f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{inner}</table:table-row>'


def lying_about_its_size():
    raw = bytearray(archive({"xl/workbook.xml": b"0" * 100_000}))
    real = (100_000).to_bytes(4, "little")
    return bytes(raw).replace(real, (10).to_bytes(4, "little"))


def encrypted_flag():
    raw = bytearray(SAMPLE)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = -1
        while (place := raw.find(signature, place + 1)) >= 0:
            raw[place + offset] |= 1
    return bytes(raw)


def garbled(text):
    return text.encode().decode("cp1250").encode()


HEADINGS = "Bérlő neve;Lakás címe;Havi lakbér\n"
BROKEN = {
    "empty": b"",
    "only spaces": b" \r\n\t",
    "only zero bytes": b"\x00" * 500,
    "one letter": b"x",
    "binary noise": os.urandom(64) + b"\x00\x01\x02" + b"\xff" * 20,
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "pdf": b"%PDF-1.7\n\x00\x01",
    "html called xls": b"<html><table><tr><td>x</td></tr></table></html>",
    "prose": "Tisztelt Hivatal! Küldöm a listát.".encode(),
    "csv without headings": b"1;2;3\n4;5;6\n",
    "csv with too few headings": "Bérlő neve;Hátralék\nKis Anna;5\n".encode(),
    "csv in lost letters": (HEADINGS + "\ufffd\ufffdry;F\ufffd u. 1.;5").encode(),
    "csv encoded twice": garbled(HEADINGS + "Sűrű Ödön;Tó u. 1.;20000\n"),
    "csv with control signs": (HEADINGS + "Kis\x01Anna;Fő u. 1.;5").encode(),
    "csv with an endless cell": (HEADINGS + '"' + "a" * 200_000).encode(),
    "csv with too many rows": (HEADINGS + "Kis Anna;Fő u. 1.;5\n" * 60_000).encode(),
    "utf-16 cut in half": HEADINGS.encode("utf-16")[:-1] + b"\xd8",
    "zip without a table": archive({"readme.txt": "x"}),
    "empty zip": archive({}),
    "zip cut short": SAMPLE[: len(SAMPLE) // 2],
    "zip start only": SAMPLE[:30],
    "zip end only": SAMPLE[-200:],
    "zip with a flipped byte": SAMPLE[:9000] + bytes([SAMPLE[9000] ^ 255]) + SAMPLE[9001:],
    "xlsx without sheets": with_member("xl/workbook.xml", lambda _: b"<workbook/>"),
    "xlsx with a broken workbook": with_member("xl/workbook.xml", lambda part: part[:-40]),
    "xlsx with a broken sheet": with_member("xl/worksheets/sheet1.xml", lambda part: part[:5000]),
    "xlsx with an empty sheet": with_member("xl/worksheets/sheet1.xml", lambda _: b""),
    "xlsx with a wrong number": with_member(
        "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<v>54</v>", b"<v>fifty</v>")
    ),
    "xlsx with broken styles": with_member("xl/styles.xml", lambda part: part[:200]),
    "xlsx with entities": with_member("xl/worksheets/sheet1.xml", lambda part: BILLION_LAUGHS.encode() + part),
    "xlsx with an outside entity": with_member("xl/worksheets/sheet1.xml", lambda part: EXTERNAL.encode() + part),
    "xlsx of one cell in the last corner": spread("XFD1048576"),
    "xlsx of cells far apart": spread("A1", "A300000"),
    "xlsx bomb of spaces": with_member("docProps/app.xml", lambda _: b" " * (workbook.MAX_UNPACKED + 1)),
    "xlsx bomb of tags": with_member("xl/styles.xml", lambda _: b"<a/>" * (workbook.MAX_MARKUP + 1)),
    "zip of too many parts": archive({f"{number}.xml": "" for number in range(workbook.MAX_MEMBERS + 1)}),
    "zip lying about its size": lying_about_its_size(),
    "zip with a password": encrypted_flag(),
    "xlsx with a password": OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600,
    "xlsb": archive({"xl/workbook.bin": b"\x00" * 100}),
    "ole noise": OLE + os.urandom(2000),
    "xls cut short": OLD[: len(OLD) // 2],
    "xls with zeros inside": OLD[:600] + b"\x00" * 1500 + OLD[2100:],
    "ods without a sheet": archive({"content.xml": "<x/>", "META-INF/manifest.xml": ""}),
    "ods without a manifest": archive({"content.xml": "<x/>"}),
    "ods cut short": ods("<table:table-row>")[:-50],
    "ods with broken tags": ods("<table:table-row>"),
    "ods with a password": ods("", manifest="<m><encryption-data/></m>"),
    "ods with entities": ods("", start=BILLION_LAUGHS),
    "ods with an outside entity": ods("&a;", start=EXTERNAL),
    "ods of endless rows": ods(ods_row("x", times=4_000_000_000)),
    "ods of endless empty rows": ods(ods_row(times=1_048_576) * 50 + ods_row("x")),
    "ods of endless columns": ods(ods_row("x", columns=2_000_000_000)),
    "ods with a wrong repetition": ods(ods_row("x", times="many")),
    "ods with a wrong number": ods(ods_row("x").replace('"string"', '"float" office:value="x"')),
    "too large": b"x" * (workbook.MAX_BYTES + 1),
    "only a total": "Bérlő neve;Lakás címe\nÖsszesen;\n".encode(),
    "headings too far down": ("\n" * 60 + HEADINGS + "Kis Anna;Fő u. 1.;5\n").encode(),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_broken_file_gets_one_clear_sentence(raw):
    with pytest.raises(UnreadableRentRoll) as refusal:
        reading.read(raw)

    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert 20 < len(sentence) < 200
    assert "Traceback" not in sentence


def test_number_of_broken_files():
    assert len(BROKEN) >= 55


def test_control_without_the_defence_the_document_type_passes():
    with patch("openpyxl.worksheet._reader.iterparse", ElementTree.iterparse):
        figures = counts(reading.read(BROKEN["xlsx with entities"]))

    assert figures["dwellings"] == 180


def test_control_without_the_bound_the_bomb_is_unpacked():
    with patch.object(workbook, "MAX_MARKUP", 10**9), patch.object(workbook, "MAX_UNPACKED", 10**9):
        figures = counts(reading.read(with_member("docProps/app.xml", lambda part: part + b" " * 90_000_000)))

    assert figures["dwellings"] == 180


def test_formula_cells_are_text():
    raw = (HEADINGS + "=cmd|' /C calc'!A0;Fő u. 1.;20000\nKis Anna;Fő u. 2.;=1+1\n").encode()

    rows = reading.read(raw).rows

    assert [row.outcome for row in rows] == [Outcome.NEEDS_A_PERSON] * 2
    assert rows[0].cells["Bérlő neve"] == "=cmd|' /C calc'!A0"


def test_opendocument_sheet():
    body = (
        ods_row("Bérlő neve", "Lakás címe", "Havi lakbér", "Szerz. kelte", "Hátralék")
        + ods_row(times=2)
        + ods_row("Őry Ödön", "Győr, Kígyó u. 5. II/3", 21500.0, "2020.01.15.")
        + '<table:table-row><table:table-cell office:value-type="string"><text:p>Kis Anna</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>Győr, Kígyó u. 6.</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.C4]" office:value-type="float" office:value="5"/>'
        '<table:table-cell office:value-type="date" office:date-value="2020-01-15"/></table:table-row>'
        + ods_row(times=1_000_000)
    )

    roll = reading.read(ods(body))

    assert [(row.place.sheet, row.place.number, row.outcome) for row in roll.rows] == [
        ("Lakások", 2, Outcome.BLANK),
        ("Lakások", 3, Outcome.BLANK),
        ("Lakások", 4, Outcome.TENANCY),
        ("Lakások", 5, Outcome.NEEDS_A_PERSON),
    ]
    assert roll.rows[2].tenancy.rent == 21_500
    assert roll.rows[3].problems[0].cell == "=[.C4]"
    assert roll.rows[3].cells["Szerz. kelte"] == "2020-01-15"


def test_old_excel_file():
    roll = reading.read(OLD)

    assert counts(roll)["dwellings"] == 2
    assert counts(roll)["monthly_rent"] == 21_500
    assert [(row.place.number, row.outcome) for row in roll.rows] == [
        (5, Outcome.TENANCY),
        (6, Outcome.VACANT),
        (7, Outcome.TOTAL),
    ]


def test_old_excel_child_that_dies_is_a_refusal():
    with patch.object(old_excel, "SECONDS", 0.001), pytest.raises(UnreadableRentRoll):
        reading.read(OLD)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw):
    with suppress(UnreadableRentRoll):
        assert isinstance(reading.read(raw), RentRoll)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=8))
def test_any_damage_to_a_good_file_is_read_or_refused(place, noise):
    raw = SAMPLE[:place] + noise + SAMPLE[place + len(noise) :]
    with suppress(UnreadableRentRoll):
        assert isinstance(reading.read(raw), RentRoll)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), max_size=5), max_size=6))
def test_any_table_under_good_headings_is_read(rows):
    lines = [["Bérlő neve", "Lakás címe", "Havi lakbér", "Hátralék", "Szerz. kelte"], *rows]
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in line])
    stream = io.BytesIO()
    book.save(stream)

    figures = counts(reading.read(stream.getvalue()))

    assert figures["dwellings"] == figures["vacant"] + figures["tenancies"]
