"""What a flat costs by the office's own dated rent table (Housing Act 34. §)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import Dwelling
from cases.tenancies.models import RentRate
from kernel.refusal import Refused


class NoRate(Refused):
    """The rent table has no line for this flat on that day."""


def monthly(area_m2: Decimal, forints_per_m2: int) -> int:
    """Floor area (m², one decimal) times the rate; whole forints, half up."""
    return int((area_m2 * forints_per_m2).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def quote(*, dwelling: Dwelling, basis: str, category: str = "", on: date) -> int:
    """Forints a month for the flat by the table valid on that day; raises NoRate without a line."""
    if dwelling.area_m2 is None:
        raise NoRate(_("The floor area of this flat is not known: write it in first."))
    rate = (
        RentRate.objects.filter(basis=basis, category=category, comfort=dwelling.comfort, valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .first()
    )
    if rate is None:
        raise NoRate(_("The rent table has no line for this comfort grade and rent basis: add it first."))
    return monthly(dwelling.area_m2, rate.forints_per_m2)
