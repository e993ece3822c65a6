"""What a bank statement says, the same from every format."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.money import NotWholeForints, format_forint, parse_forint
from kernel.refusal import Refused

MAX_ENTRIES = 250_000
CURRENCY = "HUF"


class UnreadableStatement(Refused):
    """The file cannot be booked from. ``str()`` is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One booked movement. ``amount`` in whole forints: above zero came in, below zero went out.

    ``payer_account`` is an IBAN without spaces wherever the bank gave enough for one. ``bank_reference`` is
    the bank's own transaction id, or a fingerprint where the bank gives none; ``position`` counts from 1.
    ``payer_identifier`` is what a postal cheque carries: digits, filled up with zeros as they were.
    """

    bank_reference: str
    booked_on: date
    value_on: date
    amount: int
    payer_name: str
    payer_account: str
    text: str
    is_reversal: bool
    position: int
    payer_identifier: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One account's movements of a period. A .csv often lacks the account and both balances: they are None."""

    account_iban: str | None
    currency: str
    opening: int | None
    closing: int | None
    opening_on: date | None
    closing_on: date | None
    entries: tuple[Entry, ...]
    format: str
    sequence: str = ""


class UnknownColumns(UnreadableStatement):
    """A table whose columns are not recognised: a person can say what they hold."""


def damaged() -> UnreadableStatement:
    """The refusal of a file that breaks off or breaks the rules of its format."""
    return UnreadableStatement(
        _("The file is damaged or incomplete. Download the statement from the bank again and upload that.")
    )


def two_accounts() -> UnreadableStatement:
    """The refusal of a file about several accounts: one upload is one account, or nobody could undo it."""
    return UnreadableStatement(
        _("The file holds statements of more than one account. Upload one file for each account.")
    )


def too_large() -> UnreadableStatement:
    """The refusal of a file beyond the bounds."""
    return UnreadableStatement(_("The file is too large. Download a shorter period from the bank and upload that."))


def require_forints(currency: str) -> None:
    """Refuses every currency but forints."""
    if currency.strip().upper() != CURRENCY:
        raise UnreadableStatement(
            format_lazy(
                _("The statement is in {currency}. Only accounts in forints can be booked: choose another file."),
                currency=currency[:10] or "?",
            )
        )


def forints(written: object) -> int:
    """An amount as the bank wrote it in; whole forints out. Refuses anything else."""
    try:
        return parse_forint(written)
    except NotWholeForints as refusal:
        raise UnreadableStatement(
            format_lazy(
                _("“{written}” is not an amount of whole forints. Download the statement from the bank again."),
                written=str(written)[:40],
            )
        ) from refusal


def finished(statement: Statement) -> Statement:
    """A statement as a format's reader left it in; checked and with every entry identified out.

    Refuses no entries in a format without balances, too many entries, and an opening balance that does not
    lead to the closing one.
    """
    if len(statement.entries) > MAX_ENTRIES:
        raise too_large()
    if statement.opening is not None and statement.closing is not None:
        reached = statement.opening + sum(entry.amount for entry in statement.entries)
        if reached != statement.closing:
            raise UnreadableStatement(
                format_lazy(
                    _(
                        "The entries lead from the opening balance to {reached}, but the closing balance is "
                        "{closing}. Download the statement from the bank again: a line is missing or changed."
                    ),
                    reached=format_forint(reached),
                    closing=format_forint(statement.closing),
                )
            )
    elif not statement.entries:
        raise UnreadableStatement(_("The file holds no entries. Choose a period in which money moved."))
    return replace(statement, entries=tuple(_identified(statement.entries)))


def _identified(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Number the entries, give a fingerprint to those without an id, and tell apart those sharing one."""
    seen: dict[str, int] = {}
    for position, entry in enumerate(entries, start=1):
        reference = entry.bank_reference or fingerprint(entry)
        seen[reference] = seen.get(reference, 0) + 1
        if seen[reference] > 1:
            reference = f"{reference}/{seen[reference]}"
        yield Entry(
            reference,
            entry.booked_on,
            entry.value_on,
            entry.amount,
            entry.payer_name,
            entry.payer_account,
            entry.text,
            entry.is_reversal,
            position,
            entry.payer_identifier,
        )


def fingerprint(entry: Entry) -> str:
    """A stand-in for a missing bank id: the same for the same account, day, amount and text in any file.

    Equal entries of one file are told apart by their occurrence afterwards.
    """
    parts = (
        entry.payer_account,
        entry.booked_on.isoformat(),
        str(entry.amount),
        " ".join(entry.text.split()),
    )
    return "H" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20].upper()


def chained(pages: list[Statement]) -> Statement:
    """The pages of one account's statement in; one statement out.

    Refuses several accounts, and pages of which one does not start where the one before it ended.
    """
    if not pages:
        raise damaged()
    first, last = pages[0], pages[-1]
    if len({page.account_iban for page in pages}) > 1:
        raise two_accounts()
    for before, after in pairwise(pages):
        if before.closing != after.opening:
            raise UnreadableStatement(
                _("The pages of the statement do not follow each other. Download them from the bank in one file.")
            )
    return replace(
        first,
        closing=last.closing,
        closing_on=last.closing_on,
        entries=tuple(entry for page in pages for entry in page.entries),
    )
