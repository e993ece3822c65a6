"""Sheets on the office's paper: what is in them comes out as text, and nothing in them is run."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from shell.letters import Letterhead, sheets

HEAD = Letterhead("Égerfa Lakásiroda", "7621 Pécs, Minta tér 1.", "+36 72 000 001")


def sheet(**more):
    values = {
        "office": HEAD, "reference": "HT-000001-17", "date": "2026. 11. 23.", "title": "Űrlap őszi tűzről",
        "facts": [("Bérlők", "Őri Csilla")],
        "tables": [sheets.Table("Tételek", ["Mi", "Mennyi"], [("Lakbér", "1 Ft"), ("Összesen", "1 Ft")], [1], True)],
        "paragraphs": ["Ez egy bekezdés."], "signatures": ["a háztartás részéről"],
    }  # fmt: skip
    return sheets.Sheet(**(values | more))


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", pdf))


def test_a_sheet_is_one_pdf_and_the_same_content_is_the_same_file():
    assert sheets.render(sheet()).startswith(b"%PDF")
    assert sheets.render(sheet()) == sheets.render(sheet())
    assert sheets.render(sheet()) != sheets.render(sheet(title="Más"))


def test_a_long_sheet_goes_over_to_further_pages():
    rows = [(f"Tétel {number}", "1 Ft") for number in range(200)]
    long = sheets.render(sheet(tables=[sheets.Table("Sok", ["Mi", "Mennyi"], rows, [1])]))
    assert (pages(long), pages(sheets.render(sheet()))) == (5, 1)


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "#panic()", "$x$ *y* _z_ <label> @ref \\", "]) #let x = [", "\x00"]
)
def test_what_looks_like_code_is_only_text(text):
    table = sheets.Table(text, [text, text], [(text, text)], widths=[1, 2])
    made = sheets.render(sheet(title=text, facts=[(text, text)], tables=[table], paragraphs=[text], signatures=[text]))
    assert made.startswith(b"%PDF")


def test_an_empty_sheet_is_still_a_sheet():
    assert sheets.render(sheet(facts=[], tables=[], paragraphs=[], signatures=[])).startswith(b"%PDF")


def test_the_lines_to_sign_on_never_stand_alone_on_a_page():
    text = "Ez egy bekezdés, amely elég hosszú ahhoz, hogy a lap széléig érjen, és a következő sorban folytatódjon."
    for count in range(20, 40):
        made = PdfReader(BytesIO(sheets.render(sheet(paragraphs=[text] * count))))
        last = made.pages[-1].extract_text()
        assert "a háztartás részéről" in last
        assert "bekezdés" in last


def test_the_law_stands_at_the_foot_of_every_page():
    made = PdfReader(BytesIO(sheets.render(sheet(paragraphs=["Sor."] * 90, legal_basis="1993. évi LXXVIII. törvény"))))
    assert ["LXXVIII" in page.extract_text() for page in made.pages] == [True] * len(made.pages)
