"""What stands between a household and the next step: each with its reason, until when, and what it stops."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import Pause, PaymentPlan
from cases.tenancies.models import Tenancy, TenancyParty

# Tenancy ids for which a slice above this one asks that the ladder waits, with the Pause reason.
Provider = Callable[[date], Mapping[UUID, str]]


@dataclass(frozen=True)
class Overlay:
    """One reason why nothing harder may happen now. `until` is open when nobody knows the end."""

    code: str
    label: "str | Promise"
    until: date | None = None


@cache
def providers() -> tuple[Provider, ...]:
    return tuple(import_string(path) for path in settings.LADDER_OVERLAYS)


def from_above(on: date) -> dict[UUID, str]:
    """Tenancies held back by slices above, one reason each; the first provider wins."""
    found: dict[UUID, str] = {}
    for provider in providers():
        for tenancy_id, reason in provider(on).items():
            found.setdefault(tenancy_id, reason)
    return found


def of(tenancy: Tenancy, *, on: date) -> list[Overlay]:
    """Everything that holds the tenancy's ladder on the day; a constant number of statements."""
    found = [
        Overlay(pause.reason, pause.get_reason_display(), pause.ends_on)
        for pause in Pause.objects.filter(tenancy=tenancy, starts_on__lte=on, ends_on__gte=on).order_by("ends_on")
    ]
    plan = PaymentPlan.objects.running().filter(tenancy=tenancy).first()
    if plan is not None and plan.state != PaymentPlan.State.BREACHED:
        found.append(Overlay(Pause.Reason.PLAN, _("a payment plan is being kept")))
    elif plan is not None:
        found.append(Overlay(Pause.Reason.PLAN, _("a breached plan can still be made good"), plan.cure_by))
    if tenancy.death_reported or _somebody_died(tenancy, on=on):
        found.append(Overlay(Pause.Reason.DECEASED, _("a tenant has died: first find out who is on the contract now")))
    reason = from_above(on).get(tenancy.pk)
    if reason:
        found.append(Overlay(reason, Pause.Reason(reason).label))
    return found


def _somebody_died(tenancy: Tenancy, *, on: date) -> bool:
    current = TenancyParty.objects.filter(tenancy=tenancy).exclude(until__lt=on)
    return current.filter(person__is_deceased=True).exists()
