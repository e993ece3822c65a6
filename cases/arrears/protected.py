"""Protected consumers: who may become one, for which supply the status is held, when it must be renewed."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.arrears import budgets
from cases.arrears.models import ArrearsCase, ProtectedStatus, QualifyingBenefit, SupportEvent
from cases.arrears.models.rights import Ground
from cases.tenancies.models import Tenancy
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

RENEW_AFTER_MONTHS = 11  # the status ends with the year; a month is left for the supplier's form
RENEW_SOON = timedelta(days=30)


class CannotProtect(Refused):
    """The status cannot be kept as told."""


def renewal_day(granted_on: date) -> date:
    """Eleven months later; the last day of that month where the day does not exist."""
    whole = granted_on.month - 1 + RENEW_AFTER_MONTHS
    year, month = granted_on.year + whole // 12, whole % 12 + 1
    return date(year, month, min(granted_on.day, calendar.monthrange(year, month)[1]))


def instalment_months(debt: int, *, monthly_use: int) -> int:
    """How many monthly instalments a protected consumer may ask for, once in 12 months.

    Forints and the average month's use in; 2, 5 or 6 out: a debt up to one month's use is paid in 2 months, below
    three months' in 5, above in 6. Refuses (CannotProtect) amounts of nothing or less.
    """
    if debt <= 0 or monthly_use <= 0:
        raise CannotProtect(_("A debt and a month's use are more than nothing: check the amounts."))
    if debt <= monthly_use:
        return 2
    return 5 if debt < 3 * monthly_use else 6


@dataclass(frozen=True)
class Prompt:
    """What the household qualifies by, and the supplies that it holds no status for."""

    grounds: list[str]
    supplies: list[str]


def grounds(case: ArrearsCase, *, on: date) -> list[str]:
    """What the household qualifies by on the day: ticked, granted, or on its budget sheet."""
    found = set(
        QualifyingBenefit.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=on), tenancy=case.tenancy_id, noted_on__lte=on
        ).values_list("ground", flat=True)
    )
    last = (
        SupportEvent.objects.filter(
            tenancy=case.tenancy_id,
            kind=SupportEvent.Kind.HOUSING,
            what__in=[SupportEvent.What.GRANTED, SupportEvent.What.ENDED],
            on__lte=on,
        )
        .order_by("-on", "-pk")
        .first()
    )
    if last is not None and last.what == SupportEvent.What.GRANTED:
        found.add(Ground.HOUSING_SUPPORT)
    sheet = budgets.sheet_of(case, on=on)
    if sheet is not None and sheet.lines.filter(kind="care").exists():
        found.add(Ground.CARE_ALLOWANCE)
    return [ground for ground in Ground.values if ground in found]


def prompt(case: ArrearsCase, *, on: date) -> Prompt | None:
    """Whom to ask for the status now: None when nothing qualifies or every supply has one."""
    by = grounds(case, on=on)
    held = set(in_force(case.tenancy).values_list("supply", flat=True)) if by else set()
    missing = [supply for supply in ProtectedStatus.Supply.values if supply not in held]
    return Prompt(by, missing) if by and missing else None


def in_force(tenancy: Tenancy) -> "QuerySet[ProtectedStatus]":
    return ProtectedStatus.objects.filter(tenancy=tenancy, ended_on__isnull=True)


@transaction.atomic
def tick(*, tenancy: Tenancy, ticked: Collection[str], on: date, by: Actor) -> None:
    """The benefits that the household receives now; one that is not ticked any more ends today."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    wanted = set(ticked) & set(Ground.values)
    open_rows = QualifyingBenefit.objects.filter(tenancy=tenancy, ended_on__isnull=True)
    known = set(open_rows.values_list("ground", flat=True))
    open_rows.exclude(ground__in=wanted).update(ended_on=on)
    QualifyingBenefit.objects.bulk_create(
        QualifyingBenefit(tenancy=tenancy, ground=ground, noted_on=on, created_by=by.actor_id)
        for ground in sorted(wanted - known)
    )
    if wanted != known:
        audit.record(by, "benefits_ticked", tenancy, now=sorted(wanted))


@transaction.atomic
def grant(*, tenancy: Tenancy, supply: str, ground: str, granted_on: date, on: date, by: Actor) -> ProtectedStatus:
    """The supplier registered the household. A renewal ends the status before it on its own day.

    Refuses an unknown supply or ground, a day to come and one before the status in force.
    """
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if supply not in ProtectedStatus.Supply.values or ground not in Ground.values:
        raise CannotProtect(_("Choose the supply and the ground from the list."))
    if granted_on > on:
        raise CannotProtect(_("The day of the registration is still to come: write the day it was made."))
    held = in_force(tenancy).filter(supply=supply).first()
    if held is not None and held.granted_on == granted_on:
        return held
    if held is not None and granted_on < held.granted_on:
        raise CannotProtect(_("There is a later registration for this supply already."))
    if held is not None:
        ProtectedStatus.objects.filter(pk=held.pk).update(ended_on=granted_on)
    status = ProtectedStatus.objects.create(
        tenancy=tenancy,
        supply=supply,
        ground=ground,
        granted_on=granted_on,
        renew_on=renewal_day(granted_on),
        created_by=by.actor_id,
    )
    audit.record(by, "protected_registered", tenancy, supply=supply, ground=ground)
    return status


@transaction.atomic
def end(*, status: ProtectedStatus, on: date, by: Actor) -> None:
    """The household is not protected at this supplier any more. Ending twice changes nothing."""
    ended = ProtectedStatus.objects.filter(pk=status.pk, ended_on__isnull=True).update(
        ended_on=max(on, status.granted_on)
    )
    if ended:
        audit.record(by, "protected_ended", status.tenancy, supply=status.supply)


def renewals(on: date) -> "QuerySet[ProtectedStatus]":
    """Statuses to be renewed within 30 days or already late, the first one first."""
    return (
        ProtectedStatus.objects.filter(ended_on__isnull=True, renew_on__lte=on + RENEW_SOON)
        .select_related("tenancy__dwelling")
        .order_by("renew_on", "pk")
    )
