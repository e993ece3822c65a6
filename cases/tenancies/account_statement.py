"""A tenancy's account over a period: opening, every movement with the balance after it, closing, what is open."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cases.tenancies import lapses, lateness, queries, raising, settlement
from cases.tenancies.models import Charge, LedgerEntry, Payment, Tenancy
from kernel.refusal import Refused


class NoSuchPeriod(Refused):
    """The period of a statement begins after it ends."""


@dataclass(frozen=True)
class Line:
    """One movement and what is owed after it. Its words are in the language of whoever reads them."""

    entry: LedgerEntry
    balance: int

    @property
    def on(self) -> date:
        return self.entry.on

    @property
    def charged(self) -> int:
        return max(self.entry.amount, 0)

    @property
    def paid(self) -> int:
        return max(-self.entry.amount, 0)

    @property
    def text(self) -> str:
        """What happened."""
        return _described(self.entry)[0]

    @property
    def detail(self) -> str:
        """Of which month or charge it is, or by which reference it came."""
        return _described(self.entry)[1]


@dataclass(frozen=True)
class OpenItem:
    """Something still owed. A lapsed one is shown and not demanded."""

    charge: Charge
    amount: int
    is_overdue: bool
    is_lapsed: bool


@dataclass(frozen=True)
class AccountStatement:
    """The account from `since` to `until`, and how it stands on the day it is asked for.

    `interest_so_far` is the interest on what is overdue to that day and not charged yet: zero where the office
    charges none, without what has no known base rate (then `interest_is_complete` is False).
    """

    tenancy: Tenancy
    since: date
    until: date
    on: date
    opening: int
    lines: list[Line]
    closing: int
    open_items: list[OpenItem]
    account: queries.Account
    interest_so_far: int
    interest_is_complete: bool

    @property
    def charged(self) -> int:
        return sum(line.charged for line in self.lines)

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)


def build(tenancy: Tenancy, *, since: date, until: date, on: date) -> AccountStatement:
    """The statement of a period as it is known on the day; a constant number of statements. Refuses an empty period."""
    if since > until:
        raise NoSuchPeriod(_("The period begins after it ends: check the two days."))
    entries = LedgerEntry.objects.filter(tenancy=tenancy)
    opening: int = entries.filter(on__lt=since).aggregate(total=Sum("amount"))["total"] or 0
    balance, lines = opening, []
    moved = entries.filter(on__gte=since, on__lte=until).select_related("charge", "payment", "reduction__charge")
    for entry in moved.order_by("on", "pk"):
        balance += entry.amount
        lines.append(Line(entry, balance))
    open_now = settlement.open_charges([tenancy.pk])
    lapsed = lapses.barred(open_now, on=on)
    late = lateness.explain(tenancy, on=on) if raising.rule_on(on).charges_interest else []
    return AccountStatement(
        tenancy=tenancy,
        since=since,
        until=until,
        on=on,
        opening=opening,
        lines=lines,
        closing=balance,
        open_items=[
            OpenItem(item, item.open_amount, item.due_on < on, item.pk in lapsed)  # type: ignore[attr-defined]  # annotated
            for item in open_now
        ],
        account=queries.account(tenancy.pk, on=on),
        interest_so_far=sum(max(item.so_far - item.posted, 0) for item in late),
        interest_is_complete=not any(part.missing for item in late for part in item.parts),
    )


def _described(entry: LedgerEntry) -> tuple[str, str]:
    """What happened, and of which month or charge it is."""
    if entry.charge is not None:
        return entry.charge.title, f"{entry.charge.period:%Y-%m}"
    if entry.reduction is not None:
        about = f"{entry.reduction.charge.title} {entry.reduction.charge.period:%Y-%m}"
        return str(entry.reduction.get_kind_display()), about
    payment: Any = entry.payment
    if payment.reverses_id is not None:
        return str(_("payment taken back")), ""
    return str(Payment.Source(payment.source).label), payment.bank_reference
