"""The national working-day calendar from its table."""

from catalogue.shared.models import MovedDay
from kernel.calendar import Calendar


def national() -> Calendar:
    """The calendar as the table stands now; one small query."""
    moved = list(MovedDay.objects.all())
    return Calendar(
        moved_rest_days=frozenset(item.day for item in moved if item.kind == MovedDay.Kind.REST),
        working_saturdays=frozenset(item.day for item in moved if item.kind == MovedDay.Kind.WORK),
    )
