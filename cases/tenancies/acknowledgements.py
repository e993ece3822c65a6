"""Taking down what starts the time of limitation again."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.tenancies import lapses, settlement
from cases.tenancies.models import AcknowledgedCharge, Acknowledgement, Tenancy
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class CannotAcknowledge(Refused):
    """It cannot be taken down that the debt was acknowledged."""


@transaction.atomic
def acknowledge(
    *, tenancy: Tenancy, on: date, kind: str, by: Actor, charge_ids: Collection[UUID] = (), note: str = ""
) -> Acknowledgement:
    """From `on` the limitation of these charges – of everything that is open and due – starts again.

    `kind` is an Acknowledgement.Kind: a written acknowledgement, a signed agreement, a claim in court or in an
    insolvency procedure (Civil Code 6:25. §). Refuses a charge that had lapsed by that day, because it does not
    start again; one that was not due yet or is not open; and a day on which nothing could be acknowledged.
    """
    tenancy = Tenancy.objects.locked(tenancy.pk)
    due = [charge for charge in settlement.open_charges([tenancy.pk]) if charge.due_on <= on]
    lapsed = lapses.barred(due, on=on)
    if charge_ids:
        wanted = set(charge_ids)
        chosen = [charge for charge in due if charge.pk in wanted]
        if len(chosen) != len(wanted):
            raise CannotAcknowledge(_("Choose only items that were open and due on that day."))
        if lapsed & wanted:
            raise CannotAcknowledge(
                _("An item had lapsed before that day and does not start again: leave it out, or check the day.")
            )
    else:
        chosen = [charge for charge in due if charge.pk not in lapsed]
    if not chosen:
        raise CannotAcknowledge(_("Nothing was open and due on that day: check the day."))
    taken_down = Acknowledgement.objects.create(tenancy=tenancy, kind=kind, on=on, note=note, created_by=by.actor_id)
    AcknowledgedCharge.objects.bulk_create(
        AcknowledgedCharge(acknowledgement=taken_down, charge=charge, on=on) for charge in chosen
    )
    audit.record(by, "debt_acknowledged", taken_down, kind=kind, on=on.isoformat(), charges=len(chosen))
    return taken_down
