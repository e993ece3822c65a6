"""Reading words as people type them: accents, capitals, full stops and spaces make no difference."""

import re
import unicodedata

_SQUARED = str.maketrans({"²": "2", "³": "3"})
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def folded(text: object) -> str:
    """Any cell in; its words out, small, without accents, single-spaced: ``Szerz. kelte`` → ``szerz kelte``."""
    plain = unicodedata.normalize("NFKD", str(text).translate(_SQUARED))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _NOT_A_WORD.sub(" ", letters.lower()).strip()
