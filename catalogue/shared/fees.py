"""What a procedure costs on a day, by the national table."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.shared.models import ProcedureFee
from kernel.refusal import Refused


class NoFee(Refused):
    """The table has no fee for that day."""


def fee_of(claim: int, *, percent: Decimal, least: int, most: int) -> int:
    """A claim in forints and the table's line in; the fee in whole forints out, half up, within its bounds."""
    share = int((Decimal(claim) * percent / 100).to_integral_value(rounding=ROUND_HALF_UP))
    return min(max(share, least), most)


def of(procedure: str, claim: int, *, on: date) -> int:
    """The fee of a procedure started on the day. Refuses a day without a line."""
    row = ProcedureFee.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), procedure=procedure, valid_from__lte=on
    ).first()
    if row is None:
        raise NoFee(_("The fee of this procedure is not known for that day: the operator adds it."))
    return fee_of(claim, percent=row.percent, least=row.least, most=row.most)
