"""Late interest: counted for what was paid late, explained line by line, posted where the office charges it.

Only what is owed for living in the flat bears interest: never interest itself, costs, or a balance brought forward,
of which nobody knows what it is made of.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cases.tenancies import interest, lapses, raising, settlement
from cases.tenancies.interest import Interest, NoInterest
from cases.tenancies.models import Charge, InterestPosting, LedgerEntry, PaymentShare, Tenancy
from catalogue.shared import calendars, rates
from kernel import audit
from kernel.access import Actor
from kernel.calendar import Calendar, HalfYear
from kernel.refusal import Refused

BEARING = (
    Charge.Kind.RENT,
    Charge.Kind.USE_CHARGE,
    Charge.Kind.SERVICE,
    Charge.Kind.WATER,
    Charge.Kind.COMMON,
    Charge.Kind.OTHER,
)


# First and last days (None: still going on) on which nothing that is paid of a charge bears interest.
Spell = tuple[date, date | None]
# From the keys of charges to their spells: asked of the slices above, which know what was agreed.
Provider = Callable[[Collection[UUID]], Mapping[UUID, list[Spell]]]


class CannotPost(Refused):
    """The interest cannot be posted."""


@dataclass(frozen=True)
class LatePart:
    """A part of a charge: forints, until when they were late, whether they are still open, and the interest.

    Where a half-year's rate is not known there is no interest, and `missing` is the sentence that says so. Where an
    agreement keeps it free of interest there is none either, and `is_free` says so.
    """

    principal: int
    until: date
    is_open: bool
    interest: Interest | None
    missing: str = ""
    is_free: bool = False


@dataclass
class LateCharge:
    """One charge with its late parts. `posted` forints of interest stand on the account already."""

    charge: Charge
    parts: list[LatePart] = field(default_factory=list)
    posted: int = 0

    @property
    def paid_late(self) -> int:
        """Whole forints of interest on what was paid late, rounded once."""
        return self._sum(is_open=False)

    @property
    def so_far(self) -> int:
        """Whole forints of interest with what is still open, counted to the day."""
        return interest.whole_forints(sum((part.interest.exact for part in self.parts if part.interest), Fraction(0)))

    @property
    def to_post(self) -> int:
        """Whole forints on what was paid late that do not stand on the account yet."""
        return 0 if self.is_missing else max(self.paid_late - self.posted, 0)

    @property
    def is_missing(self) -> bool:
        return any(part.missing for part in self.parts if not part.is_open)

    def _sum(self, *, is_open: bool) -> int:
        parts = (part.interest.exact for part in self.parts if part.interest and part.is_open is is_open)
        return interest.whole_forints(sum(parts, Fraction(0)))


@dataclass(frozen=True)
class Posted:
    """What a posting did: items, forints, and how many wait for a base rate that is not known yet."""

    count: int
    amount: int
    waiting: int


def explain(tenancy: Tenancy, *, on: date) -> list[LateCharge]:
    """Every charge that was or is paid late, oldest first, with its interest to the day; what has lapsed has none."""
    known = rates.base_rates()
    late = _paid_late(on=on, tenancy_ids=[tenancy.pk], known=known)
    open_now = [c for c in settlement.open_charges([tenancy.pk]) if c.kind in BEARING and c.due_on < on]
    lapsed = lapses.barred(open_now, on=on)
    free = free_spells([charge.pk for charge in open_now])
    for charge in open_now:
        if charge.pk not in lapsed:
            part = _part(charge, charge.open_amount, on, known, free, is_open=True)  # type: ignore[attr-defined]  # annotated
            late.setdefault(charge.pk, LateCharge(charge)).parts.append(part)
    for pk, posted in _posted(late).items():
        late[pk].posted = posted
    return sorted(late.values(), key=lambda item: (item.charge.due_on, str(item.charge.pk)))


def post_month(*, on: date, by: Actor) -> Posted | None:
    """On the first of a month, where the office has it so: the interest of everything paid late until the day before.

    None on any other day, and where a person posts the interest or nobody does.
    """
    up_to = on - timedelta(days=1)
    rule = raising.rule_on(up_to)
    if on.day != 1 or not (rule.charges_interest and rule.posts_interest_monthly):
        return None
    return post(up_to=up_to, by=by)


@transaction.atomic
def post(*, up_to: date, by: Actor, tenancy: Tenancy | None = None) -> Posted:
    """Charge the interest on everything that was paid late until the day and has none yet; one tenancy or all.

    The same day again charges nothing; a later day charges the difference to what stands on the account. Refuses
    an office that charges no interest on that day. What has no known base rate is left for later and counted.
    """
    rule = raising.rule_on(up_to)
    if not rule.charges_interest:
        raise CannotPost(_("The office charges no late interest on that day: the head can change this in the tariff."))
    wanted = Tenancy.objects.select_for_update().order_by("pk")
    ids = set((wanted.filter(pk=tenancy.pk) if tenancy else wanted).values_list("pk", flat=True))
    late = _paid_late(on=up_to, tenancy_ids=ids if tenancy else None, known=rates.base_rates())
    before = _posted(late)
    done = set(InterestPosting.objects.filter(charge__in=late, up_to=up_to).values_list("charge_id", flat=True))
    waiting = sum(item.is_missing for item in late.values())
    for pk, posted_before in before.items():
        late[pk].posted = posted_before
    due = {pk: item.to_post for pk, item in late.items() if pk not in done}
    amounts = {pk: amount for pk, amount in due.items() if amount >= max(rule.interest_minimum, 1)}
    _write({pk: late[pk].charge for pk in amounts}, amounts, up_to=up_to, by=by)
    settlement.settle_credits({late[pk].charge.tenancy_id for pk in amounts})
    posted = Posted(len(amounts), sum(amounts.values()), waiting)
    audit.record(by, "interest_posted", tenancy, up_to=up_to.isoformat(), count=posted.count, amount=posted.amount)
    return posted


def _paid_late(
    *, on: date, tenancy_ids: Collection[UUID] | None, known: Mapping[HalfYear, Decimal]
) -> dict[UUID, LateCharge]:
    """Charges of which something was paid after the due day and until the day, by their keys; one query."""
    shares = PaymentShare.objects.filter(
        charge__kind__in=BEARING,
        payment__amount__gt=0,
        payment__reversed_by__isnull=True,
        payment__paid_on__gt=F("charge__due_on"),
        payment__paid_on__lte=on,
    )
    if tenancy_ids is not None:
        shares = shares.filter(charge__tenancy__in=list(tenancy_ids))
    given = list(
        shares.values_list("charge_id", "payment__paid_on", "payment_id")
        .annotate(total=Sum("amount"))
        .filter(total__gt=0)
        .order_by("payment__paid_on", "payment_id")
    )
    charges = Charge.objects.select_related("tenancy").in_bulk({row[0] for row in given})
    free = free_spells(charges)
    late: dict[UUID, LateCharge] = {}
    for charge_id, paid_on, _payment, total in given:
        item = late.setdefault(charge_id, LateCharge(charges[charge_id]))
        item.parts.append(_part(item.charge, total, paid_on, known, free, is_open=False))
    return late


def _part(
    charge: Charge, principal: int, until: date, known: Mapping[HalfYear, Decimal],
    free: Mapping[UUID, Collection[Spell]], *, is_open: bool,
) -> LatePart:  # fmt: skip
    if any(first <= until and (last is None or until <= last) for first, last in free.get(charge.pk, ())):
        return LatePart(principal, until, is_open, None, is_free=True)
    try:
        counted = interest.late_interest(principal, due_on=charge.due_on, paid_on=until, rates=known)
        return LatePart(principal, until, is_open, counted)
    except NoInterest as unknown:
        return LatePart(principal, until, is_open, None, str(unknown))


@cache
def _providers() -> tuple[Provider, ...]:
    return tuple(import_string(path) for path in settings.INTEREST_FREE)


def free_spells(charge_ids: Collection[UUID]) -> dict[UUID, list[Spell]]:
    """The spells in which what is paid of these charges bears no interest, by the slices above."""
    found: dict[UUID, list[Spell]] = {}
    if charge_ids:
        for provider in _providers():
            for pk, spells in provider(charge_ids).items():
                found.setdefault(pk, []).extend(spells)
    return found


def _posted(charge_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Forints of interest posted of each charge so far."""
    rows = InterestPosting.objects.filter(charge__in=list(charge_ids)).values_list("charge")
    return dict(rows.annotate(total=Sum("interest__amount")).order_by())


def _write(charges: Mapping[UUID, Charge], amounts: Mapping[UUID, int], *, up_to: date, by: Actor) -> None:
    calendar = calendars.national()
    made = {
        pk: Charge(
            tenancy_id=charge.tenancy_id,
            kind=Charge.Kind.INTEREST,
            period=charge.period,
            amount=amounts[pk],
            due_on=_next_due(charge.tenancy, up_to, calendar),
            created_by=by.actor_id,
        )
        for pk, charge in charges.items()
    }
    Charge.objects.bulk_create(made.values())
    LedgerEntry.objects.bulk_create(
        LedgerEntry(tenancy_id=one.tenancy_id, on=one.due_on, amount=one.amount, charge=one) for one in made.values()
    )
    InterestPosting.objects.bulk_create(
        InterestPosting(charge_id=pk, up_to=up_to, interest=one, created_by=by.actor_id) for pk, one in made.items()
    )


def _next_due(tenancy: Tenancy, after: date, calendar: Calendar) -> date:
    """The tenancy's first due day that is at least two weeks away: nobody pays from one day to the next."""
    day: Any = (after + timedelta(days=14)).replace(day=1)
    while day.replace(day=tenancy.due_day) < after + timedelta(days=14):
        day = (day + timedelta(days=31)).replace(day=1)
    return calendar.next_working_day(day.replace(day=tenancy.due_day))
