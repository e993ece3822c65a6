"""Sheets as PDF: a titled A4 page of facts and tables on the office's paper, to be printed and signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from shell.letters import Letterhead, compiled


@dataclass(frozen=True)
class Table:
    """One titled table. `numeric` are the places of columns set flush right; the last row may be a total.

    `widths` are the columns' shares of the page; without them numbers take what they need.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    has_total: bool = False
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet. `facts` are (label, value) lines; `signatures` are the words under the lines to sign on.

    `legal_basis`: the law that it rests on, at the foot of every page.
    """

    office: Letterhead
    reference: str
    date: str
    title: str
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    paragraphs: Sequence[str] = ()
    signatures: Sequence[str] = ()
    legal_basis: str = ""


def render(sheet: Sheet) -> bytes:
    """The sheet as a tagged A4 PDF. Texts go in as values, so nothing in them is run."""
    values = {
        "office": {"name": sheet.office.name, "address": sheet.office.address, "contact": sheet.office.contact},
        "reference": sheet.reference,
        "date": sheet.date,
        "title": sheet.title,
        "facts": [list(fact) for fact in sheet.facts],
        "tables": [
            {
                "title": table.title,
                "columns": list(table.columns),
                "rows": [list(row) for row in table.rows],
                "numeric": list(table.numeric),
                "has_total": table.has_total,
                "widths": list(table.widths),
            }
            for table in sheet.tables
        ],
        "paragraphs": list(sheet.paragraphs),
        "signatures": list(sheet.signatures),
        "legal_basis": sheet.legal_basis,
    }
    return compiled("sheet.typ", values)
