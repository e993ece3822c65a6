"""From an uploaded file to sheets of cells, with bounds on everything a hostile file could inflate."""

import csv
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

from cases.tenancies.decoding import UndecodableText, decode
from cases.tenancies.rent_roll import old_excel, opendocument
from cases.tenancies.rent_roll.opendocument import MAX_COLUMNS
from cases.tenancies.rent_roll.roll import UnreadableRentRoll

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 80 * 1024 * 1024
# Tags of all parts together: each becomes an object of some eighty bytes while it is read.
MAX_MARKUP = 5_000_000
MAX_MEMBERS = 2_000
MAX_ROWS = 50_000
# A sheet has 1 048 576 rows; programs write out the empty ones to the end.
MOST_BLANK_ROWS = 1_100_000
MAX_SHEETS = 30
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_CHUNK = 1024 * 1024
# Everything openpyxl and the standard library have been seen to raise on damaged files.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    DefusedXmlException,
    InvalidFileException,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
)

type Cells = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its rows from the first on, blank ones included, trailing ones left out."""

    name: str
    rows: list[Cells]


def _damaged() -> UnreadableRentRoll:
    return UnreadableRentRoll(
        _("The file is damaged or not a table. Open it in your spreadsheet program and save it again as .xlsx.")
    )


def _too_large() -> UnreadableRentRoll:
    return UnreadableRentRoll(
        _("The file is too large for a rent roll. Keep only the sheet with the dwellings and upload it again.")
    )


def sheets(raw: bytes) -> list[Sheet]:
    """Bytes of an .xlsx, .xls, .ods or .csv file in, told apart by content; its sheets out.

    Refuses (:class:`UnreadableRentRoll`) an empty, damaged, password-protected or oversized file.
    Formulas are never evaluated: an .xlsx formula arrives as its text.
    """
    if not raw.strip(b"\x00 \t\r\n"):
        raise UnreadableRentRoll(_("The file is empty. Choose the file that holds the rent roll."))
    if len(raw) > MAX_BYTES:
        raise _too_large()
    try:
        if raw.startswith(b"PK"):
            return _from_zip(raw)
        if raw.startswith(_OLE):
            return _from_ole(raw)
        return _from_text(raw)
    except UnreadableRentRoll:
        raise
    except _DAMAGE as damage:
        raise _damaged() from damage


def _from_zip(raw: bytes) -> list[Sheet]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = set(archive.namelist())
        _refuse_bombs(archive)
        if "xl/workbook.xml" in names:
            return _from_xlsx(raw)
        if "content.xml" in names:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise _locked()
            return [Sheet(name, _bounded(rows)) for name, rows in opendocument.sheets(archive)]
    raise UnreadableRentRoll(_("This is not a table. Save it as .xlsx, unpacked, and upload that."))


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """The directory's sizes first, then the true ones: a bomb may lie about them."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _too_large()
    if any(member.flag_bits & 1 for member in members):
        raise _locked()
    unpacked = markup = 0
    for member in members:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                markup += chunk.count(b"<")
                if unpacked > MAX_UNPACKED or markup > MAX_MARKUP:
                    raise _too_large()


def _locked() -> UnreadableRentRoll:
    return UnreadableRentRoll(_("The file is protected by a password. Save it without one and upload it again."))


def _from_xlsx(raw: bytes) -> list[Sheet]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        try:
            if len(book.worksheets) > MAX_SHEETS:
                raise _too_large()
            found = []
            for sheet in book.worksheets:
                # A declared size may be wrong by accident or on purpose; the cells themselves decide.
                sheet.reset_dimensions()
                found.append(Sheet(sheet.title, _bounded(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True))))
            return found
        finally:
            book.close()


def _from_ole(raw: bytes) -> list[Sheet]:
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise _locked()
    return [Sheet(name, _bounded(rows)) for name, rows in old_excel.sheets(raw)]


def _from_text(raw: bytes) -> list[Sheet]:
    try:
        text = decode(raw)
    except UndecodableText as unknown:
        raise UnreadableRentRoll(
            _("The letters in the file cannot be read. Save it again as .xlsx, or as .csv in UTF-8.")
        ) from unknown
    best = max((_table(text[:100_000], delimiter) for delimiter in ";\t,|"), key=_width)
    delimiter = next(sign for sign in ";\t,|" if _table(text[:100_000], sign) == best)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [Sheet("", _bounded(tuple(row[:MAX_COLUMNS]) for row in _quiet(reader)))]


def _table(text: str, delimiter: str) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    return [row for _number, row in zip(range(60), _quiet(csv.reader(lines, delimiter=delimiter)), strict=False)]


def _quiet(reader: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as damage:
        raise _damaged() from damage


def _width(table: list[list[str]]) -> int:
    """How many rows share the commonest width of three columns or more, weighed by that width."""
    widths = [len(row) for row in table if len(row) >= 3]
    return max((widths.count(width) * width for width in set(widths)), default=0)


def _bounded(rows: Iterable[Cells]) -> list[Cells]:
    """Rows in; the same out, trailing blank cells and rows left out. Refuses more rows than any office has."""
    kept: list[Cells] = []
    blank = 0
    for row in rows:
        if row.count(None) + row.count("") == len(row):
            blank += 1
            if blank > MOST_BLANK_ROWS:
                raise _too_large()
            continue
        if len(kept) + blank >= MAX_ROWS:
            raise _too_large()
        kept.extend([()] * blank)
        blank = 0
        width = max(place for place, cell in enumerate(row, 1) if cell is not None and cell != "")
        kept.append(row[:width])
    return kept
