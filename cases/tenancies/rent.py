"""What a flat costs by the office's own dated rent table and the flat's own modifiers (Housing Act 34. §)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import Dwelling
from cases.tenancies.models import ModifierRate, RentRate
from kernel.refusal import Refused


class NoRate(Refused):
    """The rent table has no line for this flat on that day."""


def monthly(area_m2: Decimal, forints_per_m2: int, percent: int = 0) -> int:
    """Floor area (m², one decimal) times the rate, `percent` added or taken off; whole forints, half up, once.

    Modifiers that together take off more than everything leave a rent of nothing.
    """
    factor = Decimal(max(100 + percent, 0)) / 100
    return int((area_m2 * forints_per_m2 * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def use_charge(rent: int, *, title_ended_on: date, period: date, percent: int) -> int:
    """Forints a month for living in the flat after the title ended (Housing Act 1993:LXXVIII, 20. §).

    The rent for the first two whole months, then `percent` of the rent; whole forints, half up.
    """
    months = 12 * (period.year - title_ended_on.year) + period.month - title_ended_on.month
    if months <= 2:
        return rent
    return int((Decimal(rent) * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def in_force(on: date) -> Q:
    """What is valid on the day, of anything with `valid_from` and `valid_until`."""
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))


def modifiers(dwelling: Dwelling, *, on: date) -> "QuerySet[ModifierRate]":
    """What makes this flat dearer or cheaper on the day, with the percents the decree gives it then."""
    flats = dwelling.modifiers.filter(in_force(on)).values("modifier")
    return ModifierRate.objects.filter(in_force(on), modifier__in=flats).select_related("modifier")


def quote(*, dwelling: Dwelling, basis: str, category: str = "", on: date) -> int:
    """Forints a month for the flat by the table valid on that day; raises NoRate without a line."""
    if dwelling.area_m2 is None:
        raise NoRate(_("The floor area of this flat is not known: write it in first."))
    rate = RentRate.objects.filter(in_force(on), basis=basis, category=category, comfort=dwelling.comfort).first()
    if rate is None:
        raise NoRate(_("The rent table has no line for this comfort grade and rent basis: add it first."))
    percent = modifiers(dwelling, on=on).aggregate(total=Sum("percent"))["total"] or 0
    return monthly(dwelling.area_m2, rate.forints_per_m2, percent)
