"""From bytes to letters, for text files whose sender did not say how they are written."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

_HUNGARIAN = frozenset("áéíóöőúüűÁÉÍÓÖŐÚÜŰ")
_TYPOGRAPHIC = frozenset("\u00a0–„”’€§°²†")
LAST_PLAIN_SIGN = 127
SAMPLE = 200_000
PIECE = 64 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What UTF-8 letters turn into when a program takes them for cp1250 or cp1252 and saves them again.
_TWICE_ENCODED = re.compile(
    "[ĂĹÃÅ][\u0080-\u00bf\u02c7\u02d8\u2018-\u203a\u20ac\u2122ˇ˘ŁĄ¤§¨©Ş«¬®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŚŠŤŽŹśšťžź]"
)


class UndecodableText(ValueError):
    """The bytes are no text, or the accented letters in them are already lost."""


def decode(raw: bytes) -> str:
    """Bytes of a text file in; its letters out. UTF-8, UTF-16, cp1250, Latin-2 and CP852 are recognised.

    Refuses (:class:`UndecodableText`) binary content, a file with replacement signs, and a file saved in the
    wrong encoding once already: importing it would write damaged names into the register.
    """
    return raw.decode(encoding_of(io.BytesIO(raw)))


def encoding_of(source: BinaryIO) -> str:
    """A file in; the name of the encoding its letters are in. Reads it through, holding a piece at a time.

    Refuses what `decode` refuses.
    """
    encoding = _encoding(source)
    before = ""
    for piece in _pieces(source, encoding):
        text = before + piece
        if _CONTROL.search(text) or "\ufffd" in text or _TWICE_ENCODED.search(text):
            raise UndecodableText("control signs, replacement signs or twice-encoded letters")
        before = piece[-1:]
    return encoding


def _encoding(source: BinaryIO) -> str:
    source.seek(0)
    top = source.read(400)
    encoding = "utf-8-sig"
    if top.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif not top.startswith(b"\xef\xbb\xbf") and b"\x00" in top:
        encoding = "utf-16-le" if top[1:2] == b"\x00" else "utf-16-be"
    return encoding if _fits(source, encoding) else _eight_bit(source)


def _fits(source: BinaryIO, encoding: str) -> bool:
    try:
        for _piece in _pieces(source, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _pieces(source: BinaryIO, encoding: str) -> Iterator[str]:
    source.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    while piece := source.read(PIECE):
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def _eight_bit(source: BinaryIO) -> str:
    """cp1250 and Latin-2 agree on every Hungarian letter; CP852 is told apart by which reads more of them."""
    readings = []
    for encoding in ("cp1250", "iso8859-2", "cp852"):
        if not _fits(source, encoding):
            continue
        source.seek(0)
        sample = source.read(SAMPLE).decode(encoding)
        accented = [sign for sign in sample if ord(sign) > LAST_PLAIN_SIGN]
        foreign = sum(1 for sign in accented if sign not in _HUNGARIAN and sign not in _TYPOGRAPHIC)
        readings.append((foreign + 10 * len(_CONTROL.findall(sample)), encoding))
    if not readings:
        raise UndecodableText("no encoding fits")
    return min(readings, key=lambda reading: reading[0])[1]
