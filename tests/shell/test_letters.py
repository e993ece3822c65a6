"""A letter as PDF: what a reader, a screen reader and a bank's app find in it."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
import segno
from pypdf import PdfReader

from shell import letters

LETTER = letters.Letter(
    office=letters.Letterhead("Őrségi Lakásiroda", "7621 Pécs, Minta tér 1.", "+36 72 000 001"),
    number="KL-000001-45/202610-1",
    date="2026. november 23.",
    recipient_name="Őri Anna",
    recipient_address="7621 Pécs, Minta utca 12.",
    subject="Fizetési emlékeztető",
    paragraphs=["Tisztelt Őri Anna!", "Tartozás: 20 000 Ft."],
    closing="Üdvözlettel:",
    legal_basis="1993. évi LXXVIII. törvény",
    qr="HCT\n001\n1\nMINTHUHBXXX\nŐrségi Lakásiroda\n",
    payment=[("Összeg", "20 000 Ft")],
    labels={"number": "Szám", "date": "Kelt", "qr": "Utalás ebből a kódból", "law": "Jogalap"},
)
A4 = (595, 842)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def modules(svg: str) -> list[list[int]]:
    """The picture's dark modules, drawn again from its strokes."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg).group(1))
    drawn = [[0] * side for _row in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", svg):
        for place in range(int(x), int(x) + int(length)):
            drawn[int(y)][place] = 1
    return drawn


def test_a_letter_is_a_tagged_hungarian_a4_page_with_a_title():
    whole = read(letters.render(LETTER))
    root = whole.trailer["/Root"]
    assert (root["/Lang"], whole.metadata.title, whole.metadata.author) == (
        "hu", "Fizetési emlékeztető", "Őrségi Lakásiroda",
    )  # fmt: skip
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert [tuple(round(side) for side in page.mediabox[2:]) for page in whole.pages] == [A4]


def test_its_text_can_be_selected_with_every_accent():
    text = read(letters.render(LETTER)).pages[0].extract_text()
    for said in ("Őri Anna", "Fizetési emlékeztető", "20 000 Ft", "KL-000001-45/202610-1", "LXXVIII"):
        assert said in text


def test_every_page_of_a_long_letter_says_whose_it_is():
    pages = read(letters.render(replace(LETTER, paragraphs=["Kérjük, olvassa el. " * 40] * 9))).pages
    assert len(pages) > 1
    assert all("KL-000001-45/202610-1" in page.extract_text() for page in pages)


def test_the_next_letter_holds_nothing_of_the_one_before():
    letters.render(LETTER)
    other = replace(LETTER, recipient_name="Zsiga Péter", paragraphs=["Tisztelt Zsiga Péter!"], qr="", payment=[])
    text = read(letters.render(other)).pages[0].extract_text()
    assert "Zsiga Péter" in text
    assert "Anna" not in text
    assert "20 000" not in text


@pytest.mark.parametrize("payload", [LETTER.qr, "1", "ő" * 300])
def test_the_picture_of_a_code_has_the_modules_of_the_code_and_white_around(payload):
    drawn = modules(letters.qr_svg(payload))
    code = segno.make(payload, error="m", boost_error=False, micro=False, encoding="utf-8", mask=2)
    assert [row[2:-2] for row in drawn[2:-2]] == [list(row) for row in code.matrix]
    assert not any(map(any, (*drawn[:2], *drawn[-2:])))
    assert not any(row[0] or row[1] or row[-1] or row[-2] for row in drawn)
