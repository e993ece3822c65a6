"""The sheets of an .ods file, read as a stream: a repeated cell must not become a million cells in memory."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import repeat
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

MAX_COLUMNS = 200
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_NUMBERS = ("float", "currency", "percentage")


def sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
    """An opened .ods archive in; (name, rows) of each sheet out. Read each sheet's rows before the next sheet.

    A formula arrives as its text. Lets the errors of broken XML and broken numbers through.
    """
    events = iterparse(io.BytesIO(archive.read("content.xml")), events=("start", "end"), forbid_dtd=True)
    for event, element in events:
        if event == "start" and element.tag == f"{_TABLE}table":
            yield element.get(f"{_TABLE}name", ""), _rows(events, element)


def _rows(events: Iterator[tuple[str, Element]], table: Element) -> Iterator[tuple[object, ...]]:
    for event, element in events:
        if event == "start":
            continue
        if element.tag == f"{_TABLE}table-row":
            yield from repeat(_cells(element), _times(element, "rows"))
            table.clear()
        elif element is table:
            return


def _times(element: Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _cells(row: Element) -> tuple[object, ...]:
    cells: list[object] = []
    for cell in row:
        room = MAX_COLUMNS - len(cells)
        cells.extend(repeat(_value(cell), min(room, _times(cell, "columns"))))
        if len(cells) >= MAX_COLUMNS:
            break
    return tuple(cells)


def _value(cell: Element) -> object:
    if formula := cell.get(f"{_TABLE}formula"):
        return "=" + formula.partition("=")[2]
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in _NUMBERS:
        return float(cell.get(f"{_OFFICE}value", ""))
    if kind == "date":
        return datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", ""))
    lines = ["".join(paragraph.itertext()) for paragraph in cell if paragraph.tag == f"{_TEXT}p"]
    return "\n".join(lines) or None
