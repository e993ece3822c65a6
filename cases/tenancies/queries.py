"""Questions about tenancies and their accounts, answered in a constant number of statements."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from cases.people.models import Person
from cases.tenancies import allocation, lapses, settlement
from cases.tenancies.models import Charge, LedgerEntry, Tenancy, TenancyParty
from kernel import collation, numbering


@dataclass(frozen=True)
class KindBalance:
    """What is open of one kind of charge, by age."""

    kind: str
    label: str
    open_amount: int
    overdue: int


@dataclass(frozen=True)
class Account:
    """A tenancy's money on one day: the balance is owed when positive, in credit when negative.

    `lapsed` is open and overdue, but lapsed by limitation: it is in the balance, and in nothing that is demanded.
    """

    balance: int
    overdue: int
    lapsed: int
    oldest_due_on: date | None
    kinds: list[KindBalance]
    ages: list[tuple[allocation.Bucket, int]]
    next_due_on: date | None
    next_due_amount: int

    @property
    def to_pay(self) -> int:
        """Forints to be paid now: what is overdue, otherwise the next amount due as far as no credit covers it."""
        return self.overdue or min(self.next_due_amount, max(self.balance - self.lapsed, 0))

    @property
    def pay_by(self) -> date | None:
        """Until when; None when it is overdue."""
        return None if self.overdue else self.next_due_on


def with_balance(rows: "QuerySet[Tenancy]") -> "QuerySet[Any]":
    """Tenancies with `.balance` and `.main_party` (name of the first tenant)."""
    total = LedgerEntry.objects.filter(tenancy=OuterRef("pk")).values("tenancy").annotate(t=Sum("amount")).values("t")
    first = TenancyParty.objects.filter(tenancy=OuterRef("pk"), until__isnull=True).order_by("position")
    return rows.annotate(
        balance=Coalesce(Subquery(total), Value(0)),
        main_party=Subquery(first.values("person__name")[:1]),
        main_party_key=Subquery(first.values("person__sort_key")[:1]),
    )


def listing(*, text: str = "", only_arrears: bool = False, order: str = "name") -> "QuerySet[Any]":
    """The desk's list: found by name (accents do not matter), address, number or old identifier."""
    rows = with_balance(Tenancy.objects.select_related("dwelling"))
    if text.strip():
        rows = rows.filter(_matching(text.strip()))
    if only_arrears:
        rows = rows.filter(balance__gt=0)
    orders = {
        "name": ("main_party_key", "number"),
        "address": ("dwelling__sort_key", "number"),
        "balance": ("-balance", "number"),
    }
    return rows.order_by(*orders.get(order, orders["name"]))


def _matching(text: str) -> Q:
    key = collation.search_key(text)
    references = numbering.find_references(text, ["KL"])
    people = Person.objects.filter(search_key__contains=key).values("pk")
    found = Q(parties__person__in=people, parties__position=1) | Q(dwelling__search_key__contains=key)
    return found | Q(old_identifier=text) | Q(number__in=[*references, text.upper()])


def account(tenancy_id: UUID, *, on: date) -> Account:
    """The account of one tenancy as it stands on a day."""
    balance = LedgerEntry.objects.filter(tenancy_id=tenancy_id).aggregate(total=Coalesce(Sum("amount"), 0))["total"]
    charges = settlement.open_charges([tenancy_id])
    barred = lapses.barred(charges, on=on)
    lapsed = sum(settlement.open_item(item).amount for item in charges if item.pk in barred)
    charges = [item for item in charges if item.pk not in barred]
    items = [settlement.open_item(item) for item in charges]
    overdue = [item for item in items if item.due_on < on]
    coming = [item for item in items if item.due_on >= on]
    kinds: dict[str, list[int]] = {}
    for item, charge in zip(items, charges, strict=True):
        sums = kinds.setdefault(charge.kind, [0, 0])
        sums[0] += item.amount
        sums[1] += item.amount if item.due_on < on else 0
    next_due_on = coming[0].due_on if coming else None
    return Account(
        balance=balance,
        overdue=sum(item.amount for item in overdue),
        lapsed=lapsed,
        oldest_due_on=overdue[0].due_on if overdue else None,
        kinds=[KindBalance(kind, str(Charge.Kind(kind).label), *sums) for kind, sums in kinds.items()],
        ages=list(allocation.ageing(overdue, on).items()),
        next_due_on=next_due_on,
        next_due_amount=sum(item.amount for item in coming if item.due_on == next_due_on),
    )


def movements(tenancy_id: UUID) -> "QuerySet[LedgerEntry]":
    """The account line by line, newest first."""
    return (
        LedgerEntry.objects.filter(tenancy_id=tenancy_id)
        .select_related("charge", "payment", "reduction__charge")
        .order_by("-on", "-pk")
    )


def totals() -> dict[str, int]:
    """Figures for the office's first page: tenancies, how many owe, how much is owed and in credit."""
    balances = with_balance(Tenancy.objects.all())
    figures: dict[str, int] = balances.aggregate(
        tenancies=Count("pk"),
        in_arrears=Count("pk", filter=Q(balance__gt=0)),
        owed=Coalesce(Sum("balance", filter=Q(balance__gt=0)), 0),
        in_credit=-Coalesce(Sum("balance", filter=Q(balance__lt=0)), 0),
    )
    return figures
