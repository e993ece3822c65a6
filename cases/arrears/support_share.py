"""How a municipality's debt support and the household's own share divide a debt. Pure."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext_lazy as _

from kernel.refusal import Refused


class CannotDivide(Refused):
    """The figures do not make a support."""


@dataclass(frozen=True, slots=True)
class SupportShare:
    """Forints from the municipality and forints that the household pays; together the debt."""

    support: int
    own_share: int


def divide(debt: int, *, share: Decimal, cap: int | None) -> SupportShare:
    """A debt in forints, a share in percent and a cap in forints (None: no cap) in; the two parts out.

    The support is rounded down to whole forints and never exceeds the cap (the model of the former Szt. 55 §,
    kept by local decrees). Refuses (CannotDivide) negative amounts and a share outside 0–100 percent.
    """
    if debt < 0 or (cap is not None and cap < 0):
        raise CannotDivide(_("A debt and a cap are amounts of nothing or more: check them."))
    if not 0 <= share <= 100:
        raise CannotDivide(_("The share of the support is between 0 and 100 percent: check it."))
    support = int((Decimal(debt) * share / 100).to_integral_value(rounding=ROUND_DOWN))
    support = support if cap is None else min(support, cap)
    return SupportShare(support, debt - support)
