"""Late interest on an overdue amount, explained line by line. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from kernel.calendar import HalfYear, half_year
from kernel.refusal import Refused

DAYS_OF_A_YEAR = 365


class NoInterest(Refused):
    """The interest cannot be computed from what was given."""


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One stretch of days at one rate: forints, percent a year, days (both ends included), exact forints."""

    principal: int
    first_day: date
    last_day: date
    days: int
    rate: Decimal
    exact: Fraction

    @property
    def text(self) -> str:
        """The exact amount with two decimals, as Hungarian writes it: ``'1 342,47'``, with a no-break space."""
        return f"{_rounded(self.exact, Decimal('0.01')):,}".replace(",", "\u00a0").replace(".", ",")


@dataclass(frozen=True, slots=True)
class Interest:
    """What is owed for the delay. `posted` is the only rounded figure that is ever booked."""

    days: int
    exact: Fraction
    posted: int
    lines: tuple[InterestLine, ...]

    @property
    def exact_text(self) -> str:
        """The exact amount with two decimals, half up: ``'342.47'``."""
        return str(_rounded(self.exact, Decimal("0.01")))


def late_interest(principal: int, *, due_on: date, paid_on: date, rates: Mapping[HalfYear, Decimal]) -> Interest:
    """Forints, the due day, the day of payment and percent-a-year by half-year in; the interest out.

    The rate is the central bank's base rate valid on the first day of the half-year concerned (Civil Code
    2013:V, 6:48 §; no surcharge against a consumer). Simple interest, actual days over 365, from the day after
    the due day to the day of payment, rounded to whole forints once. Refuses (NoInterest) a negative amount,
    a payment before the due day, and a half-year without a rate.
    """
    if principal < 0:
        raise NoInterest(_("Interest is computed on an amount of nothing or more: check the amount."))
    if paid_on < due_on:
        raise NoInterest(_("The day of payment lies before the due day: check the two dates."))
    lines = []
    first = due_on + timedelta(days=1)
    while first <= paid_on:
        half = half_year(first)
        last = min(half.last_day, paid_on)
        rate = rates.get(half)
        if rate is None:
            raise NoInterest(
                _("The base rate of the %(half)s half of %(year)s is not known: add it first.")
                % {"half": f"{half.half}.", "year": half.year}
            )
        days = (last - first).days + 1
        exact = Fraction(principal) * Fraction(rate) * days / (100 * DAYS_OF_A_YEAR)
        lines.append(InterestLine(principal, first, last, days, rate, exact))
        first = last + timedelta(days=1)
    total = sum((line.exact for line in lines), Fraction(0))
    return Interest(sum(line.days for line in lines), total, int(_rounded(total, Decimal(1))), tuple(lines))


def whole_forints(exact: Fraction) -> int:
    """Exact forints in; whole forints out, half up: for a sum of several interests, rounded once."""
    return int(_rounded(exact, Decimal(1)))


def _rounded(exact: Fraction, step: Decimal) -> Decimal:
    """Half up, from the exact fraction: never from a figure that was rounded before."""
    scaled = exact / Fraction(step)
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return (Decimal(whole) * step).quantize(step, rounding=ROUND_HALF_UP)
