"""Any bank statement in, told apart by its content; its entries one after another, or one clear sentence, out."""

import io
import re
from collections.abc import Buffer, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from cases.tenancies.decoding import UndecodableText, decode, encoding_of
from cases.tenancies.statements import bank_csv, camt053, csv_columns, mt940, postal
from cases.tenancies.statements.statement import (
    MAX_ENTRIES,
    Entries,
    Entry,
    Statement,
    UnreadableStatement,
    fingerprint,
    same_balance,
    sent_twice,
    too_large,
)

MAX_BYTES = 100 * 1024 * 1024
LONGEST_LINE = 1_000_000  # letters
PIECE = 64 * 1024
_COMPRESSED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")
_BINARY = (b"%PDF", bytes.fromhex("d0cf11e0a1b11ae1"))
_XML_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
_UTF16_XML = (b"\xff\xfe<\x00", b"\xfe\xff\x00<")
_MT940_START = re.compile(r"\s*(?:\{1:|:20:|\x01)")


class Reading:
    """A statement being read: iterate over its entries once, then ask for what is known at the end.

    Entries are as their format's reader left them. At the end come the refusals of too many entries, of none in a
    format without balances, and of an opening balance that does not lead to the closing one.
    """

    statement: Statement  # without its entries

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self.lines = self.total = 0
        self.first_day: date | None = None
        self.last_day: date | None = None

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._to_the_end():
            self.lines += 1
            if self.lines > MAX_ENTRIES:
                raise too_large()
            self.total += entry.amount
            self.first_day = min(self.first_day or entry.booked_on, entry.booked_on)
            self.last_day = max(self.last_day or entry.booked_on, entry.booked_on)
            yield entry
        opening, closing = self.statement.opening, self.statement.closing
        if opening is not None and closing is not None:
            same_balance(opening + self.total, closing)
        elif not self.lines:
            raise UnreadableStatement(_("The file holds no entries. Choose a period in which money moved."))

    def _to_the_end(self) -> Iterator[Entry]:
        self.statement = yield from self._entries


def opened(source: BinaryIO, *, known: csv_columns.Known | None = None) -> Reading:
    """A camt.053, MT940, .csv or postal day file in; its reading out. The file has to stay open until it is read.

    ``known`` are the office's own mappings of .csv columns, by the key of the headings. The content decides the
    format. Refuses (:class:`UnreadableStatement`), now or while it is read, everything that could not be booked to
    the forint; a compressed file is never unpacked. Memory does not grow with the file.
    """
    if _is_empty(source):
        raise UnreadableStatement(_("The file is empty. Download the statement from the bank again."))
    if source.seek(0, io.SEEK_END) > MAX_BYTES:
        raise too_large()
    source.seek(0)
    top = source.read(PIECE)
    source.seek(0)
    if top.startswith(_COMPRESSED):
        raise UnreadableStatement(_("The file is compressed. Unpack it and upload the statement inside."))
    if top.startswith(_BINARY):
        raise UnreadableStatement(
            _("This is a document for reading. Download the statement from the bank as camt.053, MT940 or .csv.")
        )
    if _XML_START.match(top) or top.startswith(_UTF16_XML):
        return Reading(camt053.entries(source))
    return Reading(_from_text(source, known or {}))


def _is_empty(source: BinaryIO) -> bool:
    source.seek(0)
    pieces = iter(partial(source.read, PIECE), b"")
    return not any(piece.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe") for piece in pieces)


def _from_text(source: BinaryIO, known: csv_columns.Known) -> Entries:
    try:
        encoding = encoding_of(source)
    except UndecodableText as unknown:
        raise _no_letters() from unknown
    beginning = _letters(source, encoding).read(csv_columns.BEGINNING)
    lines = _lines(_letters(source, encoding))
    if _MT940_START.match(beginning):
        return mt940.entries(_split(lines))
    if postal.START.match(beginning):
        return postal.entries(_split(lines))
    return bank_csv.entries(beginning, lines, known=known)


def _no_letters() -> UnreadableStatement:
    return UnreadableStatement(
        _("The letters in the file cannot be read. Download the statement from the bank again, unchanged.")
    )


class _Lent(io.RawIOBase):
    """The file from its beginning, which stays open when its reader is gone."""

    def __init__(self, source: BinaryIO) -> None:
        source.seek(0)
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        with memoryview(buffer) as place:
            piece = self._source.read(len(place))
            place[: len(piece)] = piece
        return len(piece)


def _letters(source: BinaryIO, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(_Lent(source), PIECE), encoding, newline="")


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines with their ends as they are."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise too_large()
        yield line


def _split(lines: Iterable[str]) -> Iterator[str]:
    """The lines without their ends, also where only Unicode sees an end."""
    for line in lines:
        yield from line.splitlines()


def read(raw: bytes, *, filename: str = "", known: csv_columns.Known | None = None) -> Statement:
    """Bytes of a statement in; all of it at once out, its entries identified. Refuses what `opened` refuses.

    ``filename`` is accepted for the caller's convenience and never trusted.
    """
    del filename
    reading = opened(io.BytesIO(raw), known=known)
    entries = list(reading)
    once: set[str] = set()
    for entry in entries:
        if entry.once and entry.once in once:
            raise sent_twice(entry.line)
        once.add(entry.once)
    if reading.statement.format == "csv":
        entries = list(_with_reversals(entries))
    return replace(reading.statement, entries=tuple(_identified(entries)))


def _with_reversals(entries: list[Entry]) -> Iterator[Entry]:
    """A .csv rarely marks a reversal: it is an entry named after another one, an R behind, of opposite amount."""
    amounts = {entry.bank_reference: entry.amount for entry in entries if entry.bank_reference}
    for entry in entries:
        original = amounts.get(entry.bank_reference[:-1]) if entry.bank_reference.endswith(("R", "r")) else None
        yield replace(entry, is_reversal=True) if original == -entry.amount else entry


def _identified(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Number the entries, give a fingerprint to those without an id, and tell apart those sharing one."""
    seen: dict[str, int] = {}
    for position, entry in enumerate(entries, start=1):
        name = entry.bank_reference or fingerprint(entry)
        seen[name] = seen.get(name, 0) + 1
        name = f"{name}/{seen[name]}" if seen[name] > 1 else name
        yield replace(entry, bank_reference=name, position=position, once="", line=0)


def shape(raw: bytes) -> csv_columns.Shape:
    """The headings and first rows of a .csv whose columns are not known. Refuses what is no table."""
    try:
        return csv_columns.shape(decode(raw))
    except UndecodableText as unknown:
        raise _no_letters() from unknown
