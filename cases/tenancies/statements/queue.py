"""Lines of the bank that wait for a clerk: whose money it is, or that it is nobody's here."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.people.models import Person
from cases.tenancies import contracts, ledger, payouts, queries
from cases.tenancies.models import (
    LedgerEntry,
    LinePart,
    PayerAccount,
    Payment,
    Payout,
    StatementLine,
    Tenancy,
    TenancyParty,
)
from cases.tenancies.statements import suggestions
from cases.tenancies.statements.matching import Doubt
from cases.tenancies.statements.suggestions import Candidate, Reason
from kernel import audit, collation, numbering
from kernel.access import Actor

SET_ASIDE = "set_aside"
SENT_BACK = "sent_back"
SPLIT_TAKEN_BACK = "split_taken_back"
UNDONE = "undone"
REVERSAL_OF_WHAT = "reversal_of_what"
SETTLED = (SET_ASIDE, SENT_BACK, SPLIT_TAKEN_BACK)
MOST_CANDIDATES = 8
MOST_LOOKED_AT = 300
MOST_NAMES = 4

SENTENCES: "dict[str, str | Promise]" = {
    Doubt.NOTHING_KNOWN: _("Nothing on it tells whose it is."),
    Doubt.SEVERAL_REFERENCES: _("It names more than one tenancy."),
    Doubt.SHARED_ACCOUNT: _("This account has paid for more than one tenancy."),
    Doubt.OUTGOING: _("Money that went out."),
    REVERSAL_OF_WHAT: _("The bank took a payment back and it is not clear which one."),
    SET_ASIDE: _("Set aside by a clerk."),
    SENT_BACK: _("It is sent back to the payer."),
    SPLIT_TAKEN_BACK: _("All parts of a split payment are taken back."),
    UNDONE: _("It was booked to a wrong tenancy, and that was taken back."),
}
REASONS: "dict[str, str | Promise]" = {
    Reason.NUMBER: _("its number stands in the text"),
    Reason.ACCOUNT: _("this account has paid for it"),
    Reason.NAME: _("the name is the same"),
    Reason.FAMILY_NAME: _("the family name is the same"),
    Reason.ADDRESS: _("its street stands in the text"),
    Reason.BALANCE: _("it owes exactly this much"),
    Reason.RENT: _("its rent is exactly this much"),
}
WAITING = Q(outcome=StatementLine.Outcome.UNMATCHED, amount__gt=0) | Q(
    outcome=StatementLine.Outcome.REVERSAL, payment__isnull=True
)


def waiting() -> "QuerySet[StatementLine]":
    """Lines that a person has to settle, oldest first."""
    return StatementLine.objects.filter(WAITING).exclude(reason__in=SETTLED).order_by("booked_on", "pk")


def after(line: StatementLine) -> StatementLine | None:
    """The next line that waits, in the order of the list; from the last one on to the first."""
    others = waiting().exclude(pk=line.pk)
    later = Q(booked_on__gt=line.booked_on) | Q(booked_on=line.booked_on, pk__gt=line.pk)
    return others.filter(later).first() or others.first()


def candidates(line: StatementLine, *, text: str = "") -> "list[Any]":
    """Tenancies it may be for: what the clerk looks for, otherwise the best suggestions, each with `.reasons`."""
    if text.strip():
        return list(queries.listing(text=text)[:MOST_CANDIDATES])
    references = numbering.find_references(line.text, [contracts.PREFIX])
    named = frozenset(Tenancy.objects.filter(number__in=references).values_list("pk", flat=True))
    paid = Tenancy.objects.filter(payer_accounts__account=line.payer_account) if line.payer_account else None
    known = frozenset(paid.values_list("pk", flat=True)) if paid is not None else frozenset[UUID]()
    rows = {row.pk: row for row in _looked_at(line, named | known)}
    suggested = suggestions.suggest(
        [
            Candidate(
                row.pk,
                [party.person.name for party in row.parties.all()],
                row.dwelling.building.street,
                row.monthly_rent,
                row.balance,
            )
            for row in rows.values()
        ],
        payer=line.payer_name,
        text=line.text,
        amount=line.amount,
        named=named,
        known=known,
    )
    for one in suggested:
        rows[one.key].reasons = [REASONS[reason] for reason in one.reasons]
    return [rows[one.key] for one in suggested[:MOST_CANDIDATES]]


def _looked_at(line: StatementLine, certain: frozenset[UUID]) -> "list[Any]":
    """Tenancies worth scoring: those named, those of a name in the line, those that owe or cost as much."""
    names = sorted(suggestions.words(line.payer_name) or suggestions.words(line.text), key=len, reverse=True)
    alike = Q(pk__in=list(certain)) | Q(monthly_rent=line.amount)
    for name in names[:MOST_NAMES]:
        people = Person.objects.filter(search_key__contains=collation.search_key(name)).values("pk")
        alike |= Q(pk__in=TenancyParty.objects.filter(person__in=people, until__isnull=True).values("tenancy"))
    owing = LedgerEntry.objects.values("tenancy").annotate(total=Sum("amount")).filter(total=line.amount)
    rows = queries.listing().filter(alike | Q(pk__in=owing.values("tenancy")))
    found = rows.select_related("dwelling__building").prefetch_related("parties__person")
    return list(found[:MOST_LOOKED_AT])


def returnable_splits(line: StatementLine) -> "list[StatementLine]":
    """Split lines that a returned line may take back whole: the same amount, the latest first."""
    split = StatementLine.objects.filter(outcome=StatementLine.Outcome.SPLIT, amount=-line.amount)
    return list(split.order_by("-value_on", "-pk")[:MOST_CANDIDATES])


def returnable(line: StatementLine) -> "list[Payment]":
    """Payments that a returned line may take back: the same amount, not taken back yet, the latest first."""
    return list(
        Payment.objects.filter(amount=-line.amount, reversed_by__isnull=True, source=Payment.Source.BANK)
        .select_related("tenancy__dwelling")
        .order_by("-paid_on", "-pk")[:MOST_CANDIDATES]
    )


@transaction.atomic
def take_back(*, line: StatementLine, payment: Payment, by: Actor) -> Payment:
    """A clerk says which payment the bank took back. Refuses a line settled already, or another amount."""
    line = _still_waiting(line)
    if payment.amount != -line.amount:
        raise ledger.CannotBook(_("The bank took back another amount: choose the right payment."))
    reversal = ledger.reverse(payment=payment, on=line.value_on, by=by, bank_reference=line.bank_reference)
    StatementLine.objects.filter(pk=line.pk).update(payment=reversal, reason="")
    audit.record(by, "statement_line_taken_back", line)
    return reversal


@transaction.atomic
def set_aside(*, line: StatementLine, by: Actor) -> None:
    """The line is no tenant's money: nothing is booked, and it leaves the queue."""
    line = _still_waiting(line)
    StatementLine.objects.filter(pk=line.pk).update(reason=SET_ASIDE)
    audit.record(by, "statement_line_set_aside", line)


@transaction.atomic
def split(*, line: StatementLine, parts: Sequence[tuple[Tenancy, int]], by: Actor) -> list[Payment]:
    """One transfer for several tenancies: each part is that tenancy's payment. The payer's account is not remembered.

    Refuses fewer than two parts, one tenancy twice, a part of nothing, and parts that do not make the line.
    """
    line = _still_waiting(line)
    if line.amount <= 0 or len(parts) < 2 or len({tenancy.pk for tenancy, _amount in parts}) != len(parts):
        raise ledger.CannotBook(_("Split it over at least two different tenancies, or book it to one."))
    if any(amount <= 0 for _tenancy, amount in parts) or sum(amount for _tenancy, amount in parts) != line.amount:
        raise ledger.CannotBook(_("The parts together have to be exactly what came in: check the amounts."))
    payments = ledger.book(
        [
            ledger.Receipt(tenancy.pk, amount, line.value_on, Payment.Source.BANK, line.bank_reference)
            for tenancy, amount in parts
        ],
        by=by,
    )
    LinePart.objects.bulk_create(LinePart(line=line, payment=payment) for payment in payments)
    StatementLine.objects.filter(pk=line.pk).update(outcome=StatementLine.Outcome.SPLIT, reason="")
    audit.record(by, "statement_line_split", line, parts=len(parts))
    return payments


@transaction.atomic
def send_back(*, line: StatementLine, on: date, account: str, name: str, by: Actor, note: str = "") -> Payout:
    """The money was not for the office: it goes back to the payer, and no tenancy ever has it."""
    line = _still_waiting(line)
    if line.amount <= 0:
        raise ledger.CannotBook(_("Only money that came in can be sent back."))
    payout = Payout.objects.create(
        purpose=Payout.Purpose.LINE,
        line=line,
        amount=line.amount,
        account=payouts.checked_account(account),
        name=name,
        on=on,
        note=note,
        created_by=by.actor_id,
    )
    StatementLine.objects.filter(pk=line.pk).update(reason=SENT_BACK)
    audit.record(by, "statement_line_sent_back", line, amount=line.amount)
    return payout


@transaction.atomic
def undo(*, line: StatementLine, on: date, by: Actor) -> None:
    """The line was booked to the wrong tenancy: its payments are taken back and it waits again.

    What the assignment taught about the payer's account is forgotten. A line that was set aside waits again, too.
    Refuses a line without a payment, a return, and payments that were taken back already.
    """
    line = StatementLine.objects.select_for_update().get(pk=line.pk)
    payments = payments_of(line)
    if line.reason == SET_ASIDE:
        StatementLine.objects.filter(pk=line.pk).update(reason="")
        audit.record(by, "statement_line_taken_up_again", line)
        return
    if not payments or line.outcome == StatementLine.Outcome.REVERSAL:
        raise ledger.CannotBook(_("Nothing of this line is booked to a tenancy: look at the list again."))
    for payment in payments:
        ledger.reverse(payment=payment, on=on, by=by)
    learnt = PayerAccount.objects.filter(account=line.payer_account, first_seen_on=line.value_on)
    learnt.filter(tenancy__in=[payment.tenancy_id for payment in payments]).delete()
    StatementLine.objects.filter(pk=line.pk).update(
        payment=None, outcome=StatementLine.Outcome.UNMATCHED, reason=UNDONE
    )
    audit.record(by, "statement_line_undone", line, payments=len(payments))


@transaction.atomic
def take_back_split(*, line: StatementLine, original: StatementLine, by: Actor) -> None:
    """The bank took a split payment back: every part of it is taken back. Refuses another amount."""
    line = _still_waiting(line)
    original = StatementLine.objects.select_for_update().get(pk=original.pk)
    if original.outcome != StatementLine.Outcome.SPLIT or original.amount != -line.amount:
        raise ledger.CannotBook(_("The bank took back another amount: choose the right payment."))
    for payment in payments_of(original):
        ledger.reverse(payment=payment, on=line.value_on, by=by, bank_reference=line.bank_reference)
    StatementLine.objects.filter(pk=line.pk).update(reason=SPLIT_TAKEN_BACK)
    audit.record(by, "statement_line_taken_back", line)


def payments_of(line: StatementLine) -> "list[Payment]":
    """The payments that the line is booked as: its own, or its parts'; those taken back are left out."""
    if line.payment is not None:
        return [line.payment]
    parts = Payment.objects.filter(line_part__line=line, reversed_by__isnull=True)
    return list(parts.select_related("tenancy__dwelling").order_by("pk"))


def _still_waiting(line: StatementLine) -> StatementLine:
    line = StatementLine.objects.select_for_update().get(pk=line.pk)
    done = line.outcome in {StatementLine.Outcome.SPLIT, StatementLine.Outcome.REFERENCE, StatementLine.Outcome.ACCOUNT}
    if done or line.payment_id is not None or line.reason in SETTLED:
        raise ledger.CannotBook(_("This line was settled already: look at the list again."))
    return line
