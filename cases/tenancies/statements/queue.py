"""Lines of the bank that wait for a clerk: whose money it is, or that it is nobody's here."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.tenancies import contracts, ledger, queries
from cases.tenancies.models import Payment, StatementLine, Tenancy
from cases.tenancies.statements.matching import Doubt
from kernel import audit, numbering
from kernel.access import Actor

SET_ASIDE = "set_aside"
REVERSAL_OF_WHAT = "reversal_of_what"
MOST_CANDIDATES = 8

SENTENCES: "dict[str, str | Promise]" = {
    Doubt.NOTHING_KNOWN: _("Nothing on it tells whose it is."),
    Doubt.SEVERAL_REFERENCES: _("It names more than one tenancy."),
    Doubt.SHARED_ACCOUNT: _("This account has paid for more than one tenancy."),
    Doubt.OUTGOING: _("Money that went out."),
    REVERSAL_OF_WHAT: _("The bank took a payment back and it is not clear which one."),
    SET_ASIDE: _("Set aside by a clerk."),
}
WAITING = Q(outcome=StatementLine.Outcome.UNMATCHED, amount__gt=0) | Q(
    outcome=StatementLine.Outcome.REVERSAL, payment__isnull=True
)


def waiting() -> "QuerySet[StatementLine]":
    """Lines that a person has to settle, oldest first."""
    return StatementLine.objects.filter(WAITING).exclude(reason=SET_ASIDE).order_by("booked_on", "pk")


def candidates(line: StatementLine, *, text: str = "") -> "list[Any]":
    """Tenancies it may be for: what the clerk looks for, otherwise what the line names, otherwise the payer's name."""
    if text.strip():
        return list(queries.listing(text=text)[:MOST_CANDIDATES])
    named = numbering.find_references(line.text, [contracts.PREFIX])
    if named:
        return list(queries.listing().filter(number__in=named)[:MOST_CANDIDATES])
    known = Tenancy.objects.filter(payer_accounts__account=line.payer_account) if line.payer_account else None
    if known is not None and known.exists():
        return list(queries.listing().filter(pk__in=known.values("pk"))[:MOST_CANDIDATES])
    return list(queries.listing(text=line.payer_name)[:MOST_CANDIDATES]) if line.payer_name.strip() else []


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


def _still_waiting(line: StatementLine) -> StatementLine:
    line = StatementLine.objects.select_for_update().get(pk=line.pk)
    if line.payment_id is not None or line.reason == SET_ASIDE:
        raise ledger.CannotBook(_("This line was settled already: look at the list again."))
    return line
