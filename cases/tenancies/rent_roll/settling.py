"""What a clerk decides about rows that the import left to a person."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import ImportedRow, RentRollImport, Tenancy
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

LEFT_OUT = "left_out"


class AlreadySettled(Refused):
    """Somebody has dealt with the row meanwhile."""


@transaction.atomic
def settle(*, row: ImportedRow, tenancy: Tenancy | None, by: Actor) -> None:
    """The row is that tenancy, entered by hand, or (without one) is left out on purpose."""
    row = ImportedRow.objects.select_for_update().get(pk=row.pk)
    if row.outcome != ImportedRow.Outcome.PERSON:
        raise AlreadySettled(_("This row was dealt with already: look at the list again."))
    row.outcome = ImportedRow.Outcome.TENANCY if tenancy else ImportedRow.Outcome.DUPLICATE
    row.tenancy_id = tenancy.pk if tenancy else None
    row.reason = row.reason if tenancy else LEFT_OUT
    row.save(update_fields=["outcome", "tenancy_id", "reason"])
    audit.record(by, "imported_row_settled", row, tenancy=tenancy.number if tenancy else "")


@transaction.atomic
def leave_out_rest(*, rent_roll: RentRollImport, by: Actor) -> int:
    """All rows of the import that still wait are left out; returns how many."""
    waiting = rent_roll.rows.filter(outcome=ImportedRow.Outcome.PERSON)
    count: int = waiting.update(outcome=ImportedRow.Outcome.DUPLICATE, reason=LEFT_OUT)
    audit.record(by, "imported_rows_left_out", rent_roll, count=count)
    return count
