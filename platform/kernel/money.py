"""Whole forints: an amount of money is an ``int`` and nothing else."""

import math
import re
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.refusal import Refused

NO_BREAK_SPACE = "\u00a0"
MINUS_SIGN = "\u2212"
CASH_STEP = 5
# A municipal account never moves this much; longer digit strings are account numbers in the wrong column.
LARGEST_AMOUNT = 10**13

_CURRENCY = re.compile(r"(?:ft|huf|forint)\.?$", re.IGNORECASE)
_COMMA_DASH = re.compile(r"[.,][-\u2013\u2014\u2212]{1,2}$")
_SPACES = "[ \u00a0\u2007\u2009\u202f]"
_WHOLE = re.compile(
    rf"""
    (?P<sign>[-+\u2212\u2013]?){_SPACES}?
    (?:
        (?P<plain>\d+)(?:[.,]0{{1,2}})?
      | (?P<spaced>\d{{1,3}}(?:{_SPACES}\d{{3}})+)(?:[.,]0{{1,2}})?
      | (?P<dotted>\d{{1,3}}(?:\.\d{{3}})+)(?:,0{{1,2}})?
      | (?P<english>\d{{1,3}}(?:,\d{{3}})+\.0{{1,2}}|\d{{1,3}}(?:,\d{{3}}){{2,}})
    )
    """,
    re.VERBOSE | re.ASCII,
)


class NotWholeForints(Refused):
    """The cell does not hold one certain amount of whole forints."""


def format_forint(amount: int) -> str:
    """Whole forints in; ``'12 345 Ft'`` out, with no-break spaces and a true minus sign."""
    grouped = f"{abs(amount):,}".replace(",", NO_BREAK_SPACE)
    return f"{MINUS_SIGN if amount < 0 else ''}{grouped}{NO_BREAK_SPACE}Ft"


def parse_forint(cell: object) -> int:
    """One cell as people and banks write it in; whole forints out, the sign kept.

    Understands ``34 080``, ``44 280 Ft``, ``84.000,-``, ``-7140``, ``28080,00``, numbers, and a lone dash
    for zero. Refuses (:class:`NotWholeForints`) an empty cell, fractions, and what could be read in two ways:
    ``12,345`` is either twelve thousand or twelve point something.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal | str):
        raise NotWholeForints(format_lazy(_("“{cell}” is not an amount of money."), cell=cell))
    if isinstance(cell, str):
        return _bounded(_parse_text(cell), cell)
    if not math.isfinite(cell) or int(cell) != cell:
        raise NotWholeForints(format_lazy(_("“{cell}” is not a whole number of forints."), cell=cell))
    return _bounded(int(cell), cell)


def _parse_text(cell: str) -> int:
    text = cell.strip()
    if text in ("-", "\u2013", "\u2014", "\u2212"):
        return 0
    bare = _CURRENCY.sub("", text).rstrip()
    bare = _COMMA_DASH.sub("", bare)
    found = _WHOLE.fullmatch(bare)
    if found is None:
        raise NotWholeForints(format_lazy(_("“{cell}” is not one certain amount of whole forints."), cell=cell[:60]))
    digits = found["plain"] or found["spaced"] or found["dotted"] or found["english"].split(".")[0]
    if len(digits) > 40:
        raise NotWholeForints(format_lazy(_("“{cell}” is too long for an amount."), cell=cell[:60]))
    amount = int(re.sub(r"\D", "", digits))
    return -amount if found["sign"] and found["sign"] != "+" else amount


def _bounded(amount: int, cell: object) -> int:
    if abs(amount) > LARGEST_AMOUNT:
        raise NotWholeForints(format_lazy(_("“{cell}” is too large for an amount."), cell=str(cell)[:60]))
    return amount


def round_cash(amount: int) -> int:
    """Whole forints in; the nearest five forints out, as cash is paid (Act 2008:III on withdrawing 1 and 2 Ft).

    A refund is rounded as its opposite payment would be. Transfers are never rounded.
    """
    rounded = (abs(amount) + CASH_STEP // 2) // CASH_STEP * CASH_STEP
    return -rounded if amount < 0 else rounded
