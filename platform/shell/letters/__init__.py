"""Letters as PDF: the office's paper, plain paragraphs, a payment QR, the legal basis."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Letterhead:
    """Who writes: the office as it stands on its paper."""

    name: str
    address: str
    contact: str


@dataclass(frozen=True)
class Table:
    """A table in a letter: headings, rows of as many texts, how wide each column is beside the others.

    The last `numbers` columns are set to the right.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    numbers: int = 1


@dataclass(frozen=True)
class Companion:
    """The letter once more in another language, on a page of its own: its code, and why the page is there."""

    language: str
    note: str
    subject: str
    paragraphs: Sequence[str]


@dataclass(frozen=True)
class Letter:
    """One letter. `payment` are (label, value) lines beside the QR code; `qr` is its payload or empty.

    Tables stand between the paragraphs and the code; companions follow the letter.
    """

    office: Letterhead
    number: str
    date: str
    recipient_name: str
    recipient_address: str
    subject: str
    paragraphs: Sequence[str]
    closing: str
    legal_basis: str
    qr: str = ""
    payment: Sequence[tuple[str, str]] = ()
    labels: dict[str, str] = field(default_factory=dict)
    tables: Sequence[Table] = ()
    companions: Sequence[Companion] = ()


@cache
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        input=str(HERE / template), root=str(HERE), font_paths=[str(HERE / "fonts")], ignore_system_fonts=True
    )


class TypesetterCrashed(Exception):
    """The typesetter ended in a fault of its own over these values."""


def compiled(template: str, values: Mapping[str, Any]) -> bytes:
    """One of our own templates as a tagged A4 PDF. Texts go in as values, so nothing in them is run."""
    text = json.dumps(values, ensure_ascii=False)
    try:
        document = _compiler(template).compile(format="pdf", sys_inputs={"letter": text})
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the typesetter's own crash is no Exception to Python
            raise
        _compiler.cache_clear()
        raise TypesetterCrashed(str(error)[:200]) from error
    if not isinstance(document, bytes):
        raise TypeError("a letter is one PDF")
    return document


def render(letter: Letter) -> bytes:
    """The letter as a tagged A4 PDF.

    Many letters are rendered one by one as well: one document for all, split afterwards, saves a fifth of the time,
    and its parts have lost the tags that a screen reader goes by (measured by `make bench`, P7).
    """
    return compiled("letter.typ", values_of(letter))


def values_of(letter: Letter) -> dict[str, Any]:
    """What the template is given for a letter."""
    return {
        "office": {"name": letter.office.name, "address": letter.office.address, "contact": letter.office.contact},
        "number": letter.number,
        "date": letter.date,
        "recipient": {"name": letter.recipient_name, "address": letter.recipient_address},
        "subject": letter.subject,
        "paragraphs": list(letter.paragraphs),
        "closing": letter.closing,
        "legal_basis": letter.legal_basis,
        "qr": qr_svg(letter.qr) if letter.qr else "",
        "payment": [list(line) for line in letter.payment],
        "labels": letter.labels,
        "tables": [asdict(table) for table in letter.tables],
        "companions": [asdict(one) for one in letter.companions],
    }


def qr_svg(payload: str) -> str:
    """A QR code, error correction M, as an SVG picture without a size of its own."""
    picture = BytesIO()
    # Any mask can be read; looking for the prettiest of eight takes ten times as long as the rest.
    segno.make(payload, error="m", boost_error=False, micro=False, encoding="utf-8", mask=2).save(
        picture, kind="svg", border=2, omitsize=True, xmldecl=False, svgns=True, lineclass=None, svgclass=None
    )
    return picture.getvalue().decode()
