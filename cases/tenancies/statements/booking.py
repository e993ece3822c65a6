"""Booking a bank statement: every line once, whatever the format and however often it is sent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.tenancies import bulk, contracts, ledger
from cases.tenancies.models import BankStatement, PayerAccount, Payment, StatementLine, Tenancy
from cases.tenancies.statements import mappings, reading
from cases.tenancies.statements.matching import Match, Means, Register
from cases.tenancies.statements.statement import Entry, Statement, UnreadableStatement
from kernel import audit, documents, faults
from kernel.access import Actor
from tenants import context
from tenants.registry import bank_accounts

BOOKING_LOCK = 0x62616E6B
LONGEST_REFERENCE = 80
LINES_AT_ONCE = 25_000
NOBODYS = ("set_aside", "sent_back")
SEEN = "SELECT bank_reference FROM tenancies_statementline WHERE iban = %s AND bank_reference = ANY(%s)"
REMEMBER = """
INSERT INTO tenancies_payeraccount (account, tenancy_id, first_seen_on)
SELECT * FROM unnest(%s::text[], %s::uuid[], %s::date[]) ON CONFLICT DO NOTHING
"""
LINE_COLUMNS = (
    "statement_id", "iban", "bank_reference", "booked_on", "value_on", "amount", "payer_name", "payer_account", "text",
    "outcome", "reason", "payment_id",
)  # fmt: skip
OUTCOME = {
    Means.REFERENCE: StatementLine.Outcome.REFERENCE.value,
    Means.ACCOUNT: StatementLine.Outcome.ACCOUNT.value,
    Means.UNMATCHED: StatementLine.Outcome.UNMATCHED.value,
}


class WhichAccount(UnreadableStatement):
    """The file names no account, or another one than was said."""


@dataclass(frozen=True)
class Booked:
    """The stored statement, and whether its account was registered to this office just now."""

    statement: BankStatement
    is_new_account: bool


@transaction.atomic
def import_statement(*, content: bytes, filename: str, by: Actor, account: str = "") -> Booked:
    """Book a statement file (camt.053, MT940, the bank's CSV, the postal day file) of one of the office's accounts.

    `account` is needed for a file that names none, unless the office has only one. A line whose
    bank transaction id was booked before is left alone. Refuses an unreadable file, one whose
    opening and entries do not make its closing, and an account of another office; then nothing is
    booked.
    """
    read = reading.read(content, filename=filename, known=mappings.known())
    iban = _account(read, account)
    is_new = bank_accounts.register(iban, office=context.office())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [BOOKING_LOCK, iban])
    fresh = _not_yet_booked(iban, read.entries)
    register = _register()
    matched = [(entry, register.match(entry)) for entry in fresh if not entry.is_reversal]
    reversals = [entry for entry in fresh if entry.is_reversal]
    document = documents.store(
        kind="statement", name=filename, media_type="application/octet-stream", content=content, by=by
    )
    statement = BankStatement.objects.create(
        iban=iban,
        format=read.format,
        document_id=document.pk,
        name=filename,
        opening=read.opening,
        closing=read.closing,
        first_day=min((entry.booked_on for entry in read.entries), default=read.opening_on),
        last_day=max((entry.booked_on for entry in read.entries), default=read.closing_on),
        counts=_counts(read, matched, reversals, fresh),
        imported_by=by.actor_id,
    )
    faults.point("statement.stored")
    _book(statement, matched, by=by)
    faults.point("statement.booked")
    for entry in reversals:
        _reverse(statement, entry, by=by)
    audit.record(by, "statement_booked", statement, **statement.counts)
    faults.point("statement.audited")
    return Booked(statement, is_new)


def _account(read: Statement, said: str) -> str:
    said = said.replace(" ", "").upper()
    if read.account_iban and said and said != read.account_iban:
        raise WhichAccount(
            _("The statement is of account %(found)s, not of %(said)s. Choose the right file or account.")
            % {"found": read.account_iban, "said": said}
        )
    if read.account_iban or said:
        return read.account_iban or said
    own = bank_accounts.of(context.office())
    if len(own) != 1:
        raise WhichAccount(_("This file does not name its bank account: say which one it is of."))
    return own[0]


def _not_yet_booked(iban: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries not seen before, each bank transaction id once."""
    entries = list(entries)
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [iban, [entry.bank_reference[:LONGEST_REFERENCE] for entry in entries]])
        seen = {row[0] for row in cursor.fetchall()}
    fresh = []
    for entry in entries:
        if entry.bank_reference[:LONGEST_REFERENCE] not in seen:
            seen.add(entry.bank_reference[:LONGEST_REFERENCE])
            fresh.append(entry)
    return fresh


def _register() -> Register:
    tenancies = list(Tenancy.objects.values_list("pk", "number", "old_identifier"))
    accounts: dict[str, set[UUID]] = {}
    for account, tenancy_id in PayerAccount.objects.values_list("account", "tenancy_id"):
        accounts.setdefault(account, set()).add(tenancy_id)
    return Register(
        prefix=contracts.PREFIX,
        numbers={number: pk for pk, number, _old in tenancies},
        old_identifiers={old.upper(): pk for pk, _number, old in tenancies if old},
        accounts=accounts,
    )


def _counts(
    read: Statement, matched: list[tuple[Entry, Match]], reversals: list[Entry], fresh: list[Entry]
) -> dict[str, int | None]:
    """The statement's figures: money in forints, the rest numbers of lines; every line counts once."""
    means = Counter(match.means for _entry, match in matched)
    return {
        "lines": len(read.entries),
        "opening": read.opening,
        "closing": read.closing,
        "sum": sum(entry.amount for entry in read.entries),
        "booked": len(fresh),
        "matched_by_reference": means[Means.REFERENCE],
        "matched_by_account": means[Means.ACCOUNT],
        "unmatched": means[Means.UNMATCHED],
        "reversals": len(reversals),
        "already_booked": len(read.entries) - len(fresh),
    }


def _book(statement: BankStatement, matched: list[tuple[Entry, Match]], *, by: Actor) -> None:
    """Payments, entries, shares and lines, block by block: a constant number of statements for each."""
    source = (Payment.Source.POST if statement.format == "postal" else Payment.Source.BANK).value
    bulk.lock({match.tenancy_id for _entry, match in matched if match.tenancy_id is not None})
    for block in batched(matched, LINES_AT_ONCE):
        _book_block(statement, block, source, by=by)
    _remember_accounts(matched)


def _book_block(statement: BankStatement, matched: Sequence[tuple[Entry, Match]], source: str, *, by: Actor) -> None:
    receipts = [
        ledger.Receipt(match.tenancy_id, entry.amount, entry.value_on, source, entry.bank_reference[:LONGEST_REFERENCE])
        for entry, match in matched
        if match.tenancy_id is not None
    ]
    payment_ids = iter(bulk.book(receipts, by=by))
    faults.point("statement.money_booked")
    bulk.copy(
        "tenancies_statementline",
        LINE_COLUMNS,
        (
            (
                statement.pk.hex,
                statement.iban,
                entry.bank_reference[:LONGEST_REFERENCE],
                entry.booked_on,
                entry.value_on,
                entry.amount,
                entry.payer_name[:140],
                entry.payer_account[:34],
                entry.text[:500],
                OUTCOME[match.means],
                match.doubt or "",
                next(payment_ids).hex if match.tenancy_id is not None else None,
            )
            for entry, match in matched
        ),
    )
    faults.point("statement.lines_booked")


def _remember_accounts(matched: list[tuple[Entry, Match]]) -> None:
    seen = {
        (entry.payer_account[:34], match.tenancy_id): entry.value_on
        for entry, match in matched
        if match.means == Means.REFERENCE and match.tenancy_id and entry.payer_account
    }
    with connection.cursor() as cursor:
        cursor.execute(
            REMEMBER,
            [[account for account, _pk in seen], [pk for _account, pk in seen], list(seen.values())],
        )


def _reverse(statement: BankStatement, entry: Entry, *, by: Actor) -> None:
    """Take back the payment that the bank returned: same payer account, same amount, not returned yet."""
    returned = (
        StatementLine.objects.select_related("payment")
        .filter(
            iban=statement.iban,
            amount=-entry.amount,
            payer_account=entry.payer_account,
            payment__isnull=False,
            payment__reversed_by__isnull=True,
            booked_on__lte=entry.booked_on,
        )
        .exclude(outcome=StatementLine.Outcome.REVERSAL)
    )
    # Without an account the amount alone proves nothing: the text has to be the same as well.
    same_text = [line for line in returned if line.text == entry.text]
    candidates = same_text or (list(returned) if entry.payer_account else [])
    payment = None
    if len(candidates) == 1 and candidates[0].payment is not None:
        payment = ledger.reverse(
            payment=candidates[0].payment, on=entry.value_on, by=by, bank_reference=entry.bank_reference
        )
    _line(
        statement,
        entry,
        outcome=StatementLine.Outcome.REVERSAL,
        reason="" if payment else "reversal_of_what",
        payment=payment,
    ).save()


def _line(
    statement: BankStatement, entry: Entry, *, outcome: str, reason: str, payment: Payment | None
) -> StatementLine:
    return StatementLine(
        statement=statement,
        iban=statement.iban,
        bank_reference=entry.bank_reference[:80],
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        amount=entry.amount,
        payer_name=entry.payer_name[:140],
        payer_account=entry.payer_account[:34],
        text=entry.text[:500],
        outcome=outcome,
        reason=reason,
        payment=payment,
    )


@transaction.atomic
def assign(*, line: StatementLine, tenancy: Tenancy, by: Actor) -> Payment:
    """A clerk says whose the line is: its money is booked and the payer's account remembered."""
    line = StatementLine.objects.select_for_update().get(pk=line.pk)
    if (
        line.outcome != StatementLine.Outcome.UNMATCHED
        or line.payment_id is not None
        or line.amount <= 0
        or line.reason in NOBODYS
    ):
        raise ledger.CannotBook(_("This line was settled already: look at the list again."))
    receipt = ledger.Receipt(tenancy.pk, line.amount, line.value_on, Payment.Source.BANK, line.bank_reference)
    payment = ledger.book([receipt], by=by)[0]
    StatementLine.objects.filter(pk=line.pk).update(payment=payment, outcome=StatementLine.Outcome.REFERENCE, reason="")
    if line.payer_account:
        PayerAccount.objects.get_or_create(
            account=line.payer_account, tenancy=tenancy, defaults={"first_seen_on": line.value_on}
        )
    audit.record(by, "statement_line_assigned", line, tenancy=tenancy.number)
    return payment
