"""Booking a bank statement: every line once, whatever the format and however often it is sent."""

import io
from collections import Counter
from dataclasses import dataclass
from itertools import batched
from typing import BinaryIO
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.tenancies import bulk, contracts, ledger
from cases.tenancies.models import BankStatement, PayerAccount, Payment, StatementLine, Tenancy
from cases.tenancies.statements import mappings, staging
from cases.tenancies.statements.matching import Means, Register
from cases.tenancies.statements.reading import Reading, opened
from cases.tenancies.statements.statement import Entry, Statement, UnreadableStatement
from kernel import audit, documents, faults
from kernel.access import Actor
from tenants import context
from tenants.registry import bank_accounts

BOOKING_LOCK = 0x62616E6B
LONGEST_REFERENCE = 80
LINES_AT_ONCE = 2_000
NOBODYS = ("set_aside", "sent_back")
MATCH_COLUMNS = ("position", "tenancy_id", "outcome", "reason")
RECEIVE = """
INSERT INTO bulk_receipt (place, payment_id, tenancy_id, amount, paid_on, source, bank_reference)
SELECT position, payment_id, tenancy_id, amount, value_on, %s, bank_reference
FROM statement_new JOIN statement_match USING (position) WHERE tenancy_id IS NOT NULL
"""
LINES = """
INSERT INTO tenancies_statementline (
    statement_id, iban, bank_reference, booked_on, value_on, amount, payer_name, payer_account, text, outcome, reason,
    payment_id
)
SELECT %s, %s, bank_reference, booked_on, value_on, amount, left(payer_name, 140), left(payer_account, 34),
       left(text, 500), outcome, reason, CASE WHEN tenancy_id IS NOT NULL THEN payment_id END
FROM statement_new JOIN statement_match USING (position) ORDER BY position
"""
REMEMBER = """
INSERT INTO tenancies_payeraccount (account, tenancy_id, first_seen_on)
SELECT DISTINCT ON (account, tenancy_id) account, tenancy_id, value_on
FROM statement_match JOIN (
    SELECT position, left(payer_account, 34) AS account, value_on FROM statement_new WHERE payer_account <> ''
) new USING (position)
WHERE outcome = 'reference'
ORDER BY account, tenancy_id, position DESC
ON CONFLICT DO NOTHING
"""
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
def import_statement(*, content: bytes | BinaryIO, filename: str, by: Actor, account: str = "") -> Booked:
    """Book a statement file (camt.053, MT940, the bank's CSV, the postal day file) of one of the office's accounts.

    `content` is the file's bytes, or the file open for reading: then memory does not grow with it.
    `account` is needed for a file that names none, unless the office has only one. A line whose
    bank transaction id was booked before is left alone. Refuses an unreadable file, one whose
    opening and entries do not make its closing, and an account of another office; then nothing is
    booked.
    """
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    reading = opened(source, known=mappings.known())
    with staging.staged(reading):
        faults.point("statement.staged")
        iban = _account(reading.statement, account)
        is_new = bank_accounts.register(iban, office=context.office())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [BOOKING_LOCK, iban])
        new = staging.keep_new(iban=iban, longest_reference=LONGEST_REFERENCE)
        counts = _counts(reading, new, _match(_register()))
        document_id = documents.store_file(
            kind="statement", name=filename, media_type="application/octet-stream", source=source, by=by
        )
        statement = _stored(reading, iban=iban, name=filename, document_id=document_id, counts=counts, by=by)
        faults.point("statement.stored")
        _book(statement, by=by)
        faults.point("statement.booked")
        for entry in staging.new_entries(reversals=True):
            _reverse(statement, entry, by=by)
    audit.record(by, "statement_booked", statement, **statement.counts)
    faults.point("statement.audited")
    return Booked(statement, is_new)


def _stored(
    reading: Reading, *, iban: str, name: str, document_id: UUID, counts: dict[str, int | None], by: Actor
) -> BankStatement:
    read = reading.statement
    return BankStatement.objects.create(
        iban=iban,
        format=read.format,
        document_id=document_id,
        name=name,
        opening=read.opening,
        closing=read.closing,
        first_day=reading.first_day or read.opening_on,
        last_day=reading.last_day or read.closing_on,
        counts=counts,
        imported_by=by.actor_id,
    )


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


def _register() -> Register:
    tenancies = list(Tenancy.objects.values_list("pk", "number", "old_identifier"))
    register = Register(
        prefix=contracts.PREFIX,
        numbers={number: pk for pk, number, _old in tenancies},
        old_identifiers={old.upper(): pk for pk, _number, old in tenancies if old},
    )
    for account, tenancy_id in PayerAccount.objects.values_list("account", "tenancy_id").iterator():
        register.learn(account, tenancy_id)
    return register


def _match(register: Register) -> Counter[Means]:
    """Say of every new line whose money it is, in `statement_match`; how many were recognised by which means."""
    means: Counter[Means] = Counter()
    for block in batched(staging.new_entries(reversals=False), LINES_AT_ONCE):
        matches = [(entry.position, register.match(entry)) for entry in block]
        means.update(match.means for _position, match in matches)
        bulk.copy("statement_match", MATCH_COLUMNS, (
            (position, match.tenancy_id, OUTCOME[match.means], str(match.doubt or ""))
            for position, match in matches
        ))  # fmt: skip
    return means


def _counts(reading: Reading, new: int, means: Counter[Means]) -> dict[str, int | None]:
    """The statement's figures: money in forints, the rest numbers of lines; every line counts once."""
    return {
        "lines": reading.lines,
        "opening": reading.statement.opening,
        "closing": reading.statement.closing,
        "sum": reading.total,
        "booked": new,
        "matched_by_reference": means[Means.REFERENCE],
        "matched_by_account": means[Means.ACCOUNT],
        "unmatched": means[Means.UNMATCHED],
        "reversals": new - means.total(),
        "already_booked": reading.lines - new,
    }


def _book(statement: BankStatement, *, by: Actor) -> None:
    """Payments, entries, shares and lines: a constant number of statements, however long the file."""
    source = (Payment.Source.POST if statement.format == "postal" else Payment.Source.BANK).value
    with connection.cursor() as cursor, bulk.receiving():
        cursor.execute("ANALYZE statement_match")
        cursor.execute(RECEIVE, [source])
        bulk.book_received(by=by)
        faults.point("statement.money_booked")
        cursor.execute(LINES, [statement.pk, statement.iban])
        faults.point("statement.lines_booked")
        cursor.execute(REMEMBER)


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
