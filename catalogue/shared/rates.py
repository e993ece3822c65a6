"""The central bank's base rate by half-year, from its table."""

from decimal import Decimal

from catalogue.shared.models import BaseRate
from kernel.calendar import HalfYear, half_year


def base_rates() -> dict[HalfYear, Decimal]:
    """Percent a year by half-year, every half-year that is known; one query."""
    return {
        half_year(first_day): percent for first_day, percent in BaseRate.objects.values_list("half_year", "percent")
    }
