"""The national entries as they stand on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from catalogue.shared.models import NationalEntry


def valid_on(on: date) -> "QuerySet[NationalEntry]":
    """Entries in force on the day, by level and name."""
    return NationalEntry.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on)
