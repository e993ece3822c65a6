"""Our own payment references: short enough for a cheque, and with check digits that catch a slip of the pen."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from kernel.identifiers import Checked

NUMBER_LENGTH = 6
LARGEST_NUMBER = 10**NUMBER_LENGTH - 1
_PREFIX = re.compile(r"[A-Z]{1,4}", re.ASCII)
_WHOLE = re.compile(rf"([A-Z]{{1,4}})([0-9]{{{NUMBER_LENGTH}}})([0-9]{{2}})", re.ASCII)
_GAP = r"[\s\-_./\u00ad\u200b\u2010-\u2015\u2212]*"
_GAPS = re.compile(_GAP)


def _check_digits(prefix: str, digits: str) -> str:
    letters = "".join(str(int(letter, 36)) for letter in prefix)
    return f"{98 - int(letters + digits + '00') % 97:02d}"


def reference(prefix: str, number: int) -> str:
    """A prefix of one to four capitals and a number up to 999999 in; ``'KL-000123-45'`` out.

    The last two digits are ISO 7064 MOD 97-10 over prefix and number, so any single wrong digit and any two
    swapped neighbours are noticed. Refuses (ValueError) other prefixes and numbers.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"a reference prefix is one to four capital letters, not {prefix!r}")
    if not 1 <= number <= LARGEST_NUMBER:
        raise ValueError(f"a reference number is between 1 and {LARGEST_NUMBER}, not {number}")
    digits = f"{number:0{NUMBER_LENGTH}d}"
    return f"{prefix}-{digits}-{_check_digits(prefix, digits)}"


def find_references(text: str, prefixes: Iterable[str]) -> list[str]:
    """Free text a payer typed in; the references in it out, in canonical form, each once, in order.

    Letter case, spaces, dashes and surrounding words do not matter. A code whose check digits do not fit is
    left out: a certain nothing is better than somebody else's account.
    """
    found: dict[int, str] = {}
    for prefix in prefixes:
        for match in _anywhere(prefix.upper()).finditer(text):
            code = "".join(match.groups())
            number, check = code[:NUMBER_LENGTH], code[NUMBER_LENGTH:]
            if _check_digits(prefix.upper(), number) == check and int(number):
                found[match.start()] = f"{prefix.upper()}-{number}-{check}"
    return list(dict.fromkeys(found[position] for position in sorted(found)))


@lru_cache(maxsize=64)
def _anywhere(prefix: str) -> re.Pattern[str]:
    letters = _GAP.join(re.escape(letter) for letter in prefix)
    digits = _GAP.join(["([0-9])"] * (NUMBER_LENGTH + 2))
    return re.compile(f"(?={letters}{_GAP}{digits}(?![0-9]))", re.IGNORECASE)


def check_reference(value: str) -> Checked:
    """One reference as somebody wrote it in; its canonical form out, or the reason why it is none of ours.

    A prefix of one to four letters, six digits and two check digits (ISO 7064 MOD 97-10); case, spaces and
    dashes do not matter. Whether somebody holds the number is not asked here.
    """
    bare = _GAPS.sub("", value).upper()
    found = _WHOLE.fullmatch(bare)
    if found is None:
        return Checked(False, bare, _("A reference is one to four letters and eight digits, like KL-000123-45."))
    prefix, number, check = found.groups()
    canonical = f"{prefix}-{number}-{check}"
    if not int(number):
        return Checked(False, canonical, _("The number in a reference starts at 1."))
    if _check_digits(prefix, number) != check:
        return Checked(False, canonical, _("The reference contains a mistake: its check digits do not fit."))
    return Checked(True, canonical)
