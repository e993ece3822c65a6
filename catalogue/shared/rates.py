"""The central bank's base rate by half-year, from its table."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from catalogue.shared.models import BaseRate
from kernel.calendar import HalfYear, half_year
from kernel.refusal import Refused


class CannotSetRate(Refused):
    """The base rate cannot be set as asked."""


def base_rates() -> dict[HalfYear, Decimal]:
    """Percent a year by half-year, every half-year that is known; one query."""
    return {
        half_year(first_day): percent for first_day, percent in BaseRate.objects.values_list("half_year", "percent")
    }


def set_rate(*, first_day: date, percent: Decimal, source: str) -> BaseRate:
    """The rate of the half-year that begins on the day; only the operator may write it, and each half-year once.

    Refuses a day that begins no half-year, a percent that cannot be, a rate without a source, and another rate for
    a half-year that has one: interest was counted with it.
    """
    if half_year(first_day).first_day != first_day:
        raise CannotSetRate(_("A half-year begins on the 1st of January or the 1st of July: check the day."))
    if not 0 <= percent <= 100 or percent != percent.quantize(Decimal("0.01")):
        raise CannotSetRate(_("A base rate is between 0 and 100 percent, with two decimals: check the number."))
    if not source.strip():
        raise CannotSetRate(_("Write where the rate was read, so that anybody can check it."))
    known, is_new = BaseRate.objects.get_or_create(
        half_year=first_day, defaults={"percent": percent, "source": source.strip()[:200]}
    )
    if not is_new and known.percent != percent:
        raise CannotSetRate(_("This half-year has another rate already, and interest was counted with it."))
    return known
