"""Who a row is about: one resident or two, alive or dead, or nobody; and the telephone number beside."""

import re
from dataclasses import dataclass

from cases.tenancies.headings import folded
from cases.tenancies.rent_roll.cells import Unreadable, text

_TITLE = r"(?:dr|prof|ifj|id|özv|ozv|néhai|nehai|phd|ph\.d|habil|jr|sr)"
_ONLY_TITLES = re.compile(rf"(?:{_TITLE}(?:\.\s*|\s+|$))+", re.IGNORECASE)
_SPLIT = re.compile(r"\s*[;/+&,\n]\s*|\s+(?:[-–]|és|es|valamint|illetve|ill\.|meg)\s+", re.IGNORECASE)
_CROSS = "†✝✞✟"
_DEAD_WORD = r"(?:elhunyt|meghalt|elhalalozott|elhalalozas|elhalt|halott|elh|elhunyta|elhalalozasa)"
_DEAD_AT_NAME = re.compile(
    rf"[{_CROSS}]|\(\s*(?:elhunyt|meghalt|elhalálozott|elhalt|elh\.?)[^)]*\)|[-–,]?\s*\b(?:elhunyt|meghalt|elhalálozott|elhalt)\b.*$|^(?:néhai|néh\.)\s+",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = re.compile(
    r"\b(ferj\w*|feleseg\w*|hazastars\w*|elettars\w*|(?:edes)?any[ja]\w*|(?:edes)?ap[ja]\w*|szul[oe]\w*|gyerm?ek\w*|fi[au]\w*|lany\w*|"
    r"testver\w*|nagyszul\w*|rokon\w*|unoka\w*)\b"
)
_VACANT = re.compile(
    r"\b(ures|uresen|uresedes\w*|megures\w*|lakatlan\w*|nem lakott|nem lakja|betoltetlen|kiuritett|kiuritve|"
    r"nincs berlo\w*|berlo nelkul\w*|kiadatlan)\b"
)
LONGEST_NAMES = 300
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Party:
    """One resident as written, and whether the row says that this very person has died."""

    name: str
    is_deceased: bool = False


def parties(cell: object, joint_cell: object = None) -> tuple[Party, ...]:
    """The name cell, and the cell of a joint-tenant column if there is one, in; the residents out.

    Two residents may be joined by *és*, a slash, comma, semicolon or plus sign. A title after a comma stays
    with its name. Refuses a cell in which a second person has no name of their own (``Kovács János és neje``).
    """
    found = [*_split(cell), *_split(joint_cell)]
    unique = tuple({folded(party.name): party for party in found}.values())
    if len(unique) != len(found):
        raise Unreadable("name")
    return unique


def _split(cell: object) -> list[Party]:
    written = str(cell or "").strip()
    if written in ("", "-", "–", "—"):
        return []
    if len(written) > LONGEST_NAMES:
        raise Unreadable("name")
    pieces: list[str] = []
    for piece in map(text, _SPLIT.split(written)):
        if pieces and _ONLY_TITLES.fullmatch(piece):
            pieces[-1] = f"{piece.strip()} {pieces[-1]}"
        elif piece and pieces and _DEAD_AT_NAME.fullmatch(piece):
            pieces[-1] = f"{pieces[-1]} ({piece})"
        elif piece:
            pieces.append(piece)
    if not pieces:
        raise Unreadable("name")
    return [_party(piece, alone=len(pieces) == 1) for piece in pieces]


def _party(piece: str, *, alone: bool) -> Party:
    deceased = bool(_DEAD_AT_NAME.search(piece))
    name = re.sub(r"\s+", " ", _DEAD_AT_NAME.sub(" ", piece)).strip(" ,-–")
    bare = _ONLY_TITLES.sub("", name) if _ONLY_TITLES.match(name) else name
    if not _LETTER.search(bare) or (not alone and " " not in bare.strip()) or re.search(r"[\d?=]", name):
        raise Unreadable("name")
    return Party(name, deceased)


def says_deceased(note: object) -> bool:
    """True if a note says that the tenant has died; a husband's or a mother's death is somebody else's."""
    words = folded(note)
    if _SOMEBODY_ELSE.search(words):
        return False
    return bool(re.search(rf"\b{_DEAD_WORD}\b", words)) or any(cross in text(note) for cross in _CROSS)


def says_vacant(cell: object) -> bool:
    """True if a cell says that nobody lives in the dwelling: ``ÜRES``, ``üres, felújítandó``, ``lakatlan``."""
    return bool(_VACANT.search(folded(cell)))


def phone(cell: object) -> str:
    """A Hungarian telephone number in any grouping in; ``+36…`` out, or an empty text if it is none.

    Never refuses: an odd number stays in the raw row as a note.
    """
    digits = re.sub(r"[\s/().\-–]+", "", text(cell))
    if not re.fullmatch(r"\+?\d{8,13}", digits, re.ASCII):
        return ""
    national = re.sub(r"^(?:\+36|0036|06|36(?=\d{8,9}$))", "", digits)
    if national == digits and digits.startswith(("+", "0")):
        return ""
    mobile_or_budapest = re.fullmatch(r"(?:20|21|30|31|50|70)\d{7}|1\d{7}", national)
    return f"+36{national}" if mobile_or_budapest or re.fullmatch(r"[2-9]\d{7}", national) else ""
