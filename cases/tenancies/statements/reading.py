"""Any bank statement in, told apart by its content; one statement or one clear sentence out."""

import re

from django.utils.translation import gettext_lazy as _

from cases.tenancies.decoding import UndecodableText, decode
from cases.tenancies.statements import bank_csv, camt053, mt940, postal
from cases.tenancies.statements.statement import Statement, UnreadableStatement, too_large

MAX_BYTES = 100 * 1024 * 1024
_COMPRESSED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")
_BINARY = (b"%PDF", bytes.fromhex("d0cf11e0a1b11ae1"))
_XML_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
_UTF16_XML = (b"\xff\xfe<\x00", b"\xfe\xff\x00<")
_MT940_START = re.compile(r"\s*(?:\{1:|:20:|\x01)")


def read(raw: bytes, *, filename: str = "", known: bank_csv.Known | None = None) -> Statement:
    """Bytes of a camt.053, MT940, .csv or postal day file in; the statement out, its balances checked.

    ``known`` are the office's own mappings of .csv columns, by the key of the headings.

    The content decides the format; ``filename`` is accepted for the caller's convenience and never trusted.
    Refuses (:class:`UnreadableStatement`) everything that could not be booked to the forint; a compressed
    file is never unpacked.
    """
    del filename
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableStatement(_("The file is empty. Download the statement from the bank again."))
    if len(raw) > MAX_BYTES:
        raise too_large()
    if raw.startswith(_COMPRESSED):
        raise UnreadableStatement(_("The file is compressed. Unpack it and upload the statement inside."))
    if raw.startswith(_BINARY):
        raise UnreadableStatement(
            _("This is a document for reading. Download the statement from the bank as camt.053, MT940 or .csv.")
        )
    if _XML_START.match(raw) or raw.startswith(_UTF16_XML):
        return camt053.read(raw)
    try:
        text = decode(raw)
    except UndecodableText as unknown:
        raise UnreadableStatement(
            _("The letters in the file cannot be read. Download the statement from the bank again, unchanged.")
        ) from unknown
    if _MT940_START.match(text):
        return mt940.read(text)
    if postal.START.match(text):
        return postal.read(text)
    return bank_csv.read(text, known=known)


def shape(raw: bytes) -> bank_csv.Shape:
    """The headings and first rows of a .csv whose columns are not known. Refuses what is no table."""
    try:
        return bank_csv.shape(decode(raw))
    except UndecodableText as unknown:
        raise UnreadableStatement(
            _("The letters in the file cannot be read. Download the statement from the bank again, unchanged.")
        ) from unknown
