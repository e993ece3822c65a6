"""Rent rolls of the tests' own making."""

import io

import openpyxl

from cases.tenancies.rent_roll import reading


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
