"""One cell of a rent roll in, one value out, or :class:`Unreadable`. Nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from cases.tenancies.headings import folded

SMALLEST_AREA, LARGEST_AREA = 4, 500
MOST_HALF_ROOMS = 40
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
FOREVER_YEAR = 9999
# Serial numbers of spreadsheets count from here (Lotus's imaginary 29 February 1900 included).
SERIAL_EPOCH = date(1899, 12, 30)
EARLIEST_SERIAL, LATEST_SERIAL = 5_000, 73_050

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan",
            "februar febr feb",
            "marcius marc mar",
            "aprilis apr",
            "majus maj",
            "junius jun",
            "julius jul",
            "augusztus aug",
            "szeptember szept sze",
            "oktober okt",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})\.?(?:-?(?:t[oőö]l|ig))?(?:[ T]00?:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})\.?", re.ASCII)
_MONTH_IN_WORDS = re.compile(r"(\d{4}) ([a-z]+) (\d{1,2})(?: ?(?:an|en|jan|jen|tol|ig))?", re.ASCII)
_OPEN_ENDED = re.compile(
    r"h(at)?(arozat)? ?l(an|n)?|hatlan|hatarozatlan( (idore|ideju|idoszakra|idotartam\w*))?|visszavonasig|orok"
)
_AREA = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:m2|m²|nm|nm\.|m\^2|négyzetméter|m)?", re.ASCII | re.IGNORECASE)


class Unreadable(ValueError):
    """The cell holds something, but not one certain value. ``str()`` is a code, not a sentence."""


class Comfort(StrEnum):
    """The five statutory comfort grades (Housing Act 1993:LXXVIII, § 91/A)."""

    FULL = "full"
    COMFORT = "comfort"
    HALF = "half"
    NONE = "none"
    EMERGENCY = "emergency"


class Basis(StrEnum):
    """The three statutory bases of rent (Housing Act 1993:LXXVIII, § 34)."""

    SOCIAL = "social"
    COST = "cost"
    MARKET = "market"


@dataclass(frozen=True, slots=True)
class RentBasis:
    """The statutory basis, and the office's own step within it (``I.``), if the cell names one."""

    basis: Basis
    category: str = ""


class Term(StrEnum):
    """How long a tenancy is agreed for."""

    OPEN_ENDED = "open_ended"
    FIXED = "fixed"
    NOT_STATED = "not_stated"


def text(cell: object) -> str:
    """Any cell in; its text out as a person would read it, outer spaces and line breaks removed."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return re.sub(r"\s+", " ", str(cell).replace("\u00a0", " ")).strip()


def is_empty(cell: object) -> bool:
    """True for nothing, spaces, and the dash that people type for nothing."""
    return text(cell) in ("", "-", "–", "—", "--", "---")


def is_formula(cell: object) -> bool:
    """True for a spreadsheet formula. It is text to us: its result may be stale, so nobody relies on it."""
    return isinstance(cell, str) and cell.startswith("=") and len(cell) > 1


def day(cell: object) -> date:
    """A date in Hungarian, ISO or spreadsheet form in; the day out.

    Refuses what is partial (``2025.10.?``), has two readings (``04/05/2013``), or lies outside 1900–2100.
    """
    if isinstance(cell, datetime):
        return _sane(cell.date())
    if isinstance(cell, date):
        return _sane(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not EARLIEST_SERIAL <= cell <= LATEST_SERIAL or int(cell) != cell:
            raise Unreadable("date")
        return SERIAL_EPOCH + timedelta(days=int(cell))
    written = text(cell)
    if found := _YEAR_FIRST.fullmatch(written):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(written):
        first, second = int(found[1]), int(found[3])
        if first <= 12 and second <= 12 and first != second:
            raise Unreadable("date")
        return _real(int(found[4]), min(first, second) if first != second else first, max(first, second))
    if (found := _MONTH_IN_WORDS.fullmatch(folded(written))) and found[2] in _MONTHS:
        return _real(int(found[1]), _MONTHS[found[2]], int(found[3]))
    raise Unreadable("date")


def _real(year: int, month: int, day_of_month: int) -> date:
    try:
        return _sane(date(year, month, day_of_month))
    except ValueError as impossible:
        raise Unreadable("date") from impossible


def _sane(found: date) -> date:
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise Unreadable("date")
    return found


def term(cell: object) -> tuple[Term, date | None]:
    """The cell of the contract's end in; what was agreed out. Empty is *not stated*, never *open-ended*."""
    if is_empty(cell):
        return Term.NOT_STATED, None
    if isinstance(cell, str) and _OPEN_ENDED.fullmatch(folded(cell)):
        return Term.OPEN_ENDED, None
    if (isinstance(cell, date) and cell.year == FOREVER_YEAR) or text(cell).startswith(f"{FOREVER_YEAR}"):
        return Term.OPEN_ENDED, None
    return Term.FIXED, day(cell)


def area(cell: object) -> Decimal:
    """``62 m2``, ``35,0`` or a number in; square metres out. Refuses what no dwelling has."""
    if isinstance(cell, bool):
        raise Unreadable("area")
    written = repr(cell) if isinstance(cell, float) else text(cell)
    found = _AREA.fullmatch(written)
    if not found:
        raise Unreadable("area")
    metres = Decimal(f"{found[1]}.{found[2] or 0}").normalize()
    if not SMALLEST_AREA <= metres <= LARGEST_AREA:
        raise Unreadable("area")
    return metres


def half_rooms(cell: object, halves: object = None) -> int:
    """Rooms in; their number in half-rooms out: ``1,5``, ``1+1 fél`` and ``1 és fél`` are all 3.

    ``halves`` is the cell of a separate half-room column. ``2+1`` alone is refused: the one may be a hall.
    """
    if isinstance(cell, bool | date):
        raise Unreadable("rooms")
    extra = 0
    if not is_empty(halves):
        if not re.fullmatch(r"\d{1,2}", text(halves), re.ASCII):
            raise Unreadable("rooms")
        extra = int(text(halves))
    words = text(cell).lower().replace("½", ",5").replace(".", ",").replace("félszoba", "fél").replace("szoba", " ")
    words = re.sub(r"\s*,\s*(?=\d)", ",", re.sub(r"\s+", " ", words)).strip(" ,")
    if found := re.fullmatch(r"(\d{1,2})?(?:,([05]))?", words, re.ASCII):
        halved = 2 * int(found[1] or 0) + (found[2] == "5")
    elif found := re.fullmatch(r"(\d{1,2}) ?(?:\+|és|és a) ?(\d{1,2})? ?f(?:él)?,?", words, re.ASCII):
        halved = 2 * int(found[1]) + int(found[2] or 1)
    else:
        raise Unreadable("rooms")
    if not 1 <= halved + extra <= MOST_HALF_ROOMS:
        raise Unreadable("rooms")
    return halved + extra


_COMFORT_GRADES = (
    (Comfort.EMERGENCY, r"szuks\w*( ?lak\w*)?|szl|sz"),
    (Comfort.NONE, r"k ?n(elk\w*)?|kn\w*|komf?(ort)? ?n(elk\w*|k)?|komfortn\w*|komfnelk\w*|nem komfortos|nelkuli"),
    (Comfort.HALF, r"felk\w*|fel ?komf\w*|fk|f"),
    (Comfort.FULL, r"ossz ?k\w*|ok|o"),
    (Comfort.COMFORT, r"komf|komfort|komfortos|kom|k"),
)


def comfort(cell: object) -> Comfort:
    """A comfort grade in any abbreviation in; one of the five grades out."""
    words = folded(cell)
    for grade, pattern in _COMFORT_GRADES:
        if re.fullmatch(pattern, words):
            return grade
    raise Unreadable("comfort")


_BASES = (
    (Basis.SOCIAL, r"szoc(?:ialis)?(?: (?:alapu|helyzet alapjan))?(?: lakber)?|szocialis\w*"),
    (Basis.COST, r"kolts(?:eg)?(?:elvu|elv|alapu)?(?: (?:alapu|elvu))?(?: lakber)?|koltsegelvu\w*"),
    (Basis.MARKET, r"piaci?(?: alapu)?(?: lakber)?|piacialapu"),
)
_STEP = r"(?: (?P<step>(?:[ivx]{1,4}|\d{1,2}|[a-e])(?: (?:fokozat|kategoria|kat|lakber|szint|fok))?))?"


def rent_basis(cell: object) -> RentBasis:
    """``szoc.``, ``Szociális I.`` or ``piaci alapú`` in; the statutory basis and the local step out."""
    words = folded(cell)
    for basis, pattern in _BASES:
        if found := re.fullmatch(f"(?:{pattern}){_STEP}", words):
            step = (found["step"] or "").split(" ")[0]
            return RentBasis(basis, f"{step.upper()}." if step else "")
    raise Unreadable("basis")
