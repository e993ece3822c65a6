"""A letter as PDF: what a reader, a screen reader and a bank's app find in it."""

from dataclasses import replace
from io import BytesIO

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
