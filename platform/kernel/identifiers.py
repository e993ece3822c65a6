"""Check digits of Hungarian account numbers, social security numbers and tax identifiers."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GIRO_WEIGHTS = (9, 7, 3, 1)
IBAN_LENGTH_HU = 28
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on one identifier; ``normalised`` is the stored form, ``reason`` is empty when valid."""

    valid: bool
    normalised: str
    reason: "str | Promise" = ""


def compact(value: str) -> str:
    """Any writing in; the same without spaces and dashes, in capitals."""
    return _SEPARATORS.sub("", value).upper()


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _giro_block(block: str) -> bool:
    return sum(int(digit) * GIRO_WEIGHTS[place % 4] for place, digit in enumerate(block)) % 10 == 0


def check_giro(value: str) -> Checked:
    """A domestic account number of 16 or 24 digits in; ``8-8`` or ``8-8-8`` out.

    Two blocks are checked, each with its own last digit: bank and branch (8), and the account (8 or 16).
    """
    digits = compact(value)
    if not _digits(digits) or len(digits) not in (16, 24):
        return Checked(False, digits, _("An account number has 16 or 24 digits."))
    normalised = "-".join(digits[start : start + 8] for start in range(0, len(digits), 8))
    if not int(digits):
        return Checked(False, normalised, _("An account number is never all zeros."))
    if not _giro_block(digits[:8]):
        return Checked(False, normalised, _("The first eight digits of the account number contain a mistake."))
    if not _giro_block(digits[8:]):
        return Checked(False, normalised, _("The account number contains a mistake after the eighth digit."))
    return Checked(True, normalised)


def _mod_97(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97


def check_iban(value: str) -> Checked:
    """An IBAN in any grouping in; without spaces out. Hungarian ones must also hold a valid account number."""
    iban = compact(value)
    if not _IBAN.fullmatch(iban):
        return Checked(False, iban, _("An IBAN has two letters, two digits and then the account number."))
    if iban.startswith("HU") and (len(iban) != IBAN_LENGTH_HU or not _digits(iban[2:])):
        return Checked(False, iban, _("A Hungarian IBAN is HU followed by 26 digits."))
    if _mod_97(iban[4:] + iban[:4]) != 1:
        return Checked(False, iban, _("The IBAN contains a mistake: its check digits do not fit."))
    if iban.startswith("HU"):
        inner = check_giro(iban[4:])
        return Checked(inner.valid, iban, inner.reason)
    return Checked(True, iban)


def iban_from_giro(value: str) -> str:
    """A valid domestic account number in; its Hungarian IBAN out. Refuses (ValueError) an invalid one."""
    checked = check_giro(value)
    if not checked.valid:
        raise ValueError(str(checked.reason))
    account = compact(value).ljust(24, "0")
    return f"HU{98 - _mod_97(account + 'HU00'):02d}{account}"


def normalise_account(value: str) -> str:
    """An account number as a bank wrote it in; its IBAN out where it is one, else the bare characters.

    Never refuses: a payer's odd account number is still the best clue to who paid.
    """
    bare = compact(value)
    return iban_from_giro(bare) if check_giro(bare).valid else bare


def check_taj(value: str) -> Checked:
    """A social security number (TAJ) of nine digits in; bare digits out. Odd places × 3, even × 7, mod 10."""
    digits = compact(value)
    if not _digits(digits) or len(digits) != 9:
        return Checked(False, digits, _("A social security number (TAJ) has nine digits."))
    total = sum(int(digit) * (3, 7)[place % 2] for place, digit in enumerate(digits[:8]))
    if not int(digits) or total % 10 != int(digits[8]):
        return Checked(False, digits, _("The social security number (TAJ) contains a mistake."))
    return Checked(True, digits)


def check_tax_id(value: str) -> Checked:
    """A person's tax identifier of ten digits in; bare digits out. It starts with 8; digit × place, mod 11."""
    digits = compact(value)
    if not _digits(digits) or len(digits) != 10 or not digits.startswith("8"):
        return Checked(False, digits, _("A person's tax identifier has ten digits and starts with 8."))
    total = sum(int(digit) * place for place, digit in enumerate(digits[:9], start=1)) % 11
    if total != int(digits[9]):
        return Checked(False, digits, _("The tax identifier contains a mistake."))
    return Checked(True, digits)
