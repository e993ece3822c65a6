"""The day file of postal cheques (yellow payment orders), in fixed columns.

Offices get this file in several dialects; this is our own reading, one record a line, letters and digits only:

    F  header    2–25 account, 24 digits     26–33 day of the file       34–37 serial number of the day
    T  item      2–25 payer identifier       26–37 amount in forints     38–45 day of payment at the counter
                 46–51 post office           52–63 number of the item
    Z  trailer   2–8  number of items        9–23  sum of the amounts

Days are written YYYYMMDD, numbers are filled with zeros from the left, an account of 16 digits with zeros from the
right; the payer identifier may be filled with zeros or spaces. The file comes days after the payment: the payment
counts on the day it was made at the counter. A file whose items do not make the trailer is refused whole.
"""

import re
from collections.abc import Iterable
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.tenancies.statements.statement import (
    Entries,
    Entry,
    Statement,
    UnreadableStatement,
    damaged,
)
from kernel.identifiers import check_giro, normalise_account

START = re.compile(r"F\d{24}\d{8}\d{4}[ ]*\r?\n", re.ASCII)
_HEADER = re.compile(r"F(?P<account>\d{24})(?P<day>\d{8})\d{4} *", re.ASCII)
_ITEM = re.compile(
    r"T(?P<payer>[ \d]{24})(?P<amount>\d{12})(?P<paid>\d{8})(?P<office>\d{6})(?P<number>\d{12}) *", re.ASCII
)
_TRAILER = re.compile(r"Z(?P<count>\d{7})(?P<sum>\d{15}) *", re.ASCII)
LONGEST_WAY = 366


def entries(lines: Iterable[str]) -> Entries:
    """The lines of a day file in; its entries out, then the statement.

    Refuses what could not be booked to the forint.
    """
    written = (line for line in lines if line.strip("\x1a "))
    header = _HEADER.fullmatch(next(written, ""))
    if header is None or not check_giro(header["account"]).valid:
        raise damaged()
    day = _day(header["day"], 1)
    count = total = 0
    last = next(written, "")
    for number, line in enumerate(written, start=2):
        entry = _entry(last, number, day)
        count, total, last = count + 1, total + entry.amount, line
        yield entry
    trailer = _TRAILER.fullmatch(last)
    if trailer is None:
        raise damaged()
    if count != int(trailer["count"]) or total != int(trailer["sum"]):
        raise UnreadableStatement(
            _("The items of the postal file do not make its total. Ask the post office for the file again.")
        )
    return Statement(
        account_iban=normalise_account(header["account"]),
        currency="HUF",
        opening=None,
        closing=None,
        opening_on=day,
        closing_on=day,
        entries=(),
        format="postal",
    )


def _entry(line: str, number: int, file_day: date) -> Entry:
    found = _ITEM.fullmatch(line)
    if found is None or not int(found["amount"]):
        raise _unreadable(number)
    paid_on = _day(found["paid"], number)
    if not 0 <= (file_day - paid_on).days <= LONGEST_WAY:
        raise _unreadable(number)
    payer = found["payer"].strip()
    reference = f"P{found['paid']}-{found['office']}-{found['number']}"
    return Entry(
        bank_reference=reference,
        booked_on=file_day,
        value_on=paid_on,
        amount=int(found["amount"]),
        payer_name="",
        payer_account="",
        text=payer.lstrip("0") or payer,
        is_reversal=False,
        position=0,
        payer_identifier=payer,
        once=reference,
    )


def _day(written: str, number: int) -> date:
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError as impossible:
        raise _unreadable(number) from impossible


def _unreadable(number: int) -> UnreadableStatement:
    return UnreadableStatement(
        format_lazy(
            _("Line {number} of the postal file cannot be read. Ask the post office for the file again."), number=number
        )
    )
