"""From bytes to letters, for text files whose sender did not say how they are written."""

import re

_HUNGARIAN = frozenset("áéíóöőúüűÁÉÍÓÖŐÚÜŰ")
_TYPOGRAPHIC = frozenset("\u00a0–„”’€§°²†")
LAST_PLAIN_SIGN = 127
SAMPLE = 200_000
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
    text = _decoded(raw)
    if _CONTROL.search(text) or "\ufffd" in text or _TWICE_ENCODED.search(text):
        raise UndecodableText("control signs, replacement signs or twice-encoded letters")
    return text


def _decoded(raw: bytes) -> str:
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        if not raw.startswith(b"\xef\xbb\xbf") and b"\x00" in raw[:400]:
            return raw.decode("utf-16-le" if raw[1:2] == b"\x00" else "utf-16-be")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _eight_bit(raw)


def _eight_bit(raw: bytes) -> str:
    """cp1250 and Latin-2 agree on every Hungarian letter; CP852 is told apart by which reads more of them."""
    readings = []
    for encoding in ("cp1250", "iso8859-2", "cp852"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        accented = [sign for sign in text[:SAMPLE] if ord(sign) > LAST_PLAIN_SIGN]
        foreign = sum(1 for sign in accented if sign not in _HUNGARIAN and sign not in _TYPOGRAPHIC)
        readings.append((foreign + 10 * len(_CONTROL.findall(text[:SAMPLE])), text))
    if not readings:
        raise UndecodableText("no encoding fits")
    return min(readings, key=lambda reading: reading[0])[1]
