"""Reading the values of a question: each in one way, or one sentence that says how to write it."""

import argparse
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

LARGEST_AMOUNT = 10**13
EARLIEST, LATEST = date(1867, 1, 1), date(2199, 12, 31)
_AMOUNT = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_HALF_YEAR = re.compile(r"(\d{4})[Hh]([12])=(.+)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Rate(NamedTuple):
    """Percent a year of one half-year."""

    year: int
    half: int
    percent: Decimal


class Item(NamedTuple):
    """One open debt: a name of the asker's, its kind, since when, forints."""

    key: str
    kind: str
    due_on: date
    amount: int


def day(text: str) -> date:
    if _DAY.fullmatch(text):
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = date.min
        if EARLIEST <= found <= LATEST:
            return found
    raise argparse.ArgumentTypeError(f"“{text}” is not a day: write it as 2026-11-23")


def amount(text: str) -> int:
    """Whole forints; refusing a negative amount is the rule's own business, an absurd one stops here."""
    if not _AMOUNT.fullmatch(text):
        raise argparse.ArgumentTypeError(f"“{text}” is not an amount in whole forints: write digits only, like 185400")
    if abs(int(text)) > LARGEST_AMOUNT:
        raise argparse.ArgumentTypeError(f"“{text}” is too large for an amount: check the digits")
    if int(text) < 0:
        raise argparse.ArgumentTypeError(f"“{text}” is negative: write an amount of nothing or more")
    return int(text)


def count(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 0 to 99999: write digits only")
    return int(text)


def percent(text: str) -> Decimal:
    """A percentage from 0 to 100, with a point or a comma."""
    written = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        number = Decimal(written) if re.fullmatch(r"\d{1,3}(\.\d{1,6})?", written, re.ASCII) else Decimal(-1)
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a percentage from 0 to 100: write it as 75 or 6.50")
    return number


def half_year_rate(text: str) -> Rate:
    found = _HALF_YEAR.fullmatch(text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"“{text}” is not the rate of a half-year: write it as 2026H1=6.50")
    return Rate(int(found[1]), int(found[2]), percent(found[3]))


def item(text: str) -> Item:
    """`ID:KIND:DUE:AMOUNT`; the name may hold colons of its own."""
    parts = text.rsplit(":", 3)
    if len(parts) != 4 or not parts[0] or parts[1] not in {"cost", "interest", "principal"}:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not a debt: write it as ID:KIND:DUE:AMOUNT with the kind cost, interest or principal"
        )
    owed = amount(parts[3])
    if owed == 0:
        raise argparse.ArgumentTypeError(f"“{text}” owes nothing: leave it out or write its amount")
    return Item(parts[0], parts[1], day(parts[2]), owed)


def home(text: str) -> tuple[str, int]:
    """`ownership:PRICE` or `tenancy`; a price for a tenancy is the rule's own to refuse."""
    right, _colon, price = text.partition(":")
    if right not in {"ownership", "tenancy"}:
        raise argparse.ArgumentTypeError(f"“{text}” is not a home: write it as ownership:24000000 or as tenancy")
    return right, amount(price) if price else 0
