"""What a bank statement says, the same from every format."""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import date

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

    On its way out of a format's reader an entry has no position and perhaps no bank reference yet, but ``once``:
    what no second line of the file may have, and the number of its ``line`` for the refusal.
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
    once: str = ""
    line: int = 0


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


# What a format's reader is: its entries one after another, and at the end the statement around them, without them.
Entries = Generator[Entry, None, Statement]


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


def unreadable_line(number: int) -> UnreadableStatement:
    """The refusal of one line, counted from 1."""
    return UnreadableStatement(
        format_lazy(
            _("Line {number} of the file cannot be read. Download the statement from the bank again."),
            number=number,
        )
    )


def sent_twice(line: int) -> UnreadableStatement:
    """The refusal of a line that stands in the file once more; 0 for a format without numbered lines."""
    return unreadable_line(line) if line else damaged()


def same_balance(reached: int, closing: int) -> None:
    """Refuses a closing balance to which the opening one and the entries do not lead."""
    if reached != closing:
        raise UnreadableStatement(
            format_lazy(
                _(
                    "The entries lead from the opening balance to {reached}, but the closing balance is "
                    "{closing}. Download the statement from the bank again: a line is missing or changed."
                ),
                reached=format_forint(reached),
                closing=format_forint(closing),
            )
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


class Chain:
    """The pages of one account's statement, put together one after another."""

    def __init__(self) -> None:
        self.first: Statement | None = None
        self.last: Statement | None = None

    def add(self, page: Statement) -> None:
        """Refuses another account, and a page that does not start where the one before it ended."""
        if self.first is not None and page.account_iban != self.first.account_iban:
            raise two_accounts()
        if self.last is not None and self.last.closing != page.opening:
            raise UnreadableStatement(
                _("The pages of the statement do not follow each other. Download them from the bank in one file.")
            )
        self.first, self.last = self.first or page, page

    def statement(self) -> Statement:
        """From the first page's opening to the last one's closing. Refuses no pages."""
        if self.first is None or self.last is None:
            raise damaged()
        return replace(self.first, closing=self.last.closing, closing_on=self.last.closing_on)
