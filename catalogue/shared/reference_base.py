"""The social reference base as it stands on a day."""

from datetime import date

from django.db.models import Q

from catalogue.shared.models import ReferenceBase


def amount_on(on: date) -> int | None:
    """Forints a month; None when the table has no row for the day."""
    rows = ReferenceBase.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)
    return rows.values_list("amount", flat=True).first()
