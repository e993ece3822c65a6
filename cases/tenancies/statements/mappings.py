"""Unknown .csv files: a clerk says once what the columns hold, and the file is known by its headings from then on."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import ColumnMapping
from cases.tenancies.statements import csv_columns
from cases.tenancies.statements.csv_columns import Column, Known
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class CannotMap(Refused):
    """The columns do not make a statement."""


def known() -> Known:
    """Every saved mapping, by the key of its headings: the column's meaning → its places."""
    return {
        key: {Column(meaning): places for meaning, places in columns.items()}
        for key, columns in ColumnMapping.objects.values_list("headings_key", "columns")
    }


@transaction.atomic
def remember(*, name: str, headings: Sequence[str], meanings: Mapping[int, str], by: Actor) -> ColumnMapping:
    """Save what each place (from 0) of a file with these headings holds; the same headings again replace it.

    Refuses a mapping without a name, without a day, without an amount (or credit and debit), and one meaning for
    two columns, unless it is text.
    """
    if not name.strip():
        raise CannotMap(_("Give the format a name, for example the bank's."))
    columns: dict[str, list[int]] = {}
    for place, meaning in sorted(meanings.items()):
        columns.setdefault(Column(meaning).value, []).append(place)
    if not {Column.BOOKED.value, Column.VALUE.value} & set(columns):
        raise CannotMap(_("Choose the column that holds the day."))
    if Column.AMOUNT not in columns and not {Column.CREDIT.value, Column.DEBIT.value} <= set(columns):
        raise CannotMap(_("Choose the column of the amount, or those of credit and debit."))
    if any(len(places) > 1 for meaning, places in columns.items() if meaning != Column.TEXT):
        raise CannotMap(_("Only text may stand in several columns: choose one column for everything else."))
    mapping, _is_new = ColumnMapping.objects.update_or_create(
        headings_key=csv_columns.key_of(headings),
        defaults={
            "name": name.strip()[:80],
            "headings": list(headings),
            "columns": columns,
            "created_by": by.actor_id,
        },
    )
    audit.record(by, "columns_mapped", mapping, name=mapping.name)
    return mapping


@transaction.atomic
def forget(*, mapping: ColumnMapping, by: Actor) -> None:
    """The columns were understood wrongly: the next file with these headings is asked about again."""
    audit.record(by, "columns_forgotten", mapping, name=mapping.name)
    mapping.delete()
