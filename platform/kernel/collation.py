"""Hungarian alphabetical order as a plain byte-comparable key, stored beside the name and indexed.

Digraphs count as letters (cs after c, dzs after dz …), doubled digraphs as two (ssz = sz sz), long
vowels sort with their short pair and only break ties, case is ignored (AkH. 12th ed., §14-15).
"""

import re
import unicodedata

LETTERS = (
    "a", "b", "c", "cs", "d", "dz", "dzs", "e", "f", "g", "gy", "h", "i", "j", "k", "l", "ly", "m", "n", "ny",
    "o", "ö", "p", "q", "r", "s", "sz", "t", "ty", "u", "ü", "v", "w", "x", "y", "z", "zs",
)  # fmt: skip
RANK = {letter: chr(ord("A") + position) for position, letter in enumerate(LETTERS)}
SHORT = {"á": "a", "é": "e", "í": "i", "ó": "o", "ő": "ö", "ú": "u", "ű": "ü"}
DOUBLED = {"ccs": "cscs", "ddzs": "dzsdzs", "ddz": "dzdz", "ggy": "gygy", "lly": "lyly", "nny": "nyny",
           "ssz": "szsz", "tty": "tyty", "zzs": "zszs"}  # fmt: skip
TOKEN = re.compile("|".join(sorted(LETTERS, key=len, reverse=True)) + r"|\d+|.", re.DOTALL)
DOUBLE = re.compile("|".join(DOUBLED))


def sort_key(text: str) -> str:
    """A key whose plain character order is the Hungarian order of `text`."""
    lowered = unicodedata.normalize("NFC", text).casefold().strip()
    short = "".join(SHORT.get(character, character) for character in lowered)
    widened = DOUBLE.sub(lambda match: DOUBLED[match.group()], short)
    primary = "".join(_rank(token) for token in TOKEN.findall(widened))
    return f"{primary} {lowered}"[:200]


def _rank(token: str) -> str:
    if token in RANK:
        return RANK[token]
    if token.isdigit():
        return token.zfill(8)
    if token in " -–/.,'":
        return "!"
    plain = unicodedata.normalize("NFD", token)[0]
    return RANK.get(plain, plain)


def search_key(text: str) -> str:
    """Lower-case without accents: 'Őri Csilla' → 'ori csilla'. For accent-insensitive search."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
