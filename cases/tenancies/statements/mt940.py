"""SWIFT MT940, one or many messages a file, with the ?-subfields Hungarian banks put into field 86."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cases.tenancies.statements.statement import (
    Chain,
    Entries,
    Entry,
    Statement,
    damaged,
    forints,
    require_forints,
)
from kernel.identifiers import normalise_account

FULL_LINE = 65
FULL_SUBFIELD = 27
LONGEST_BLOCK = 1_000
_TAG = re.compile(r":(\d{2}[A-Z]?):")
_BLOCKS = re.compile(r"\{[1235]:[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\{4:\s*|^-\}", re.MULTILINE)
_OPEN_BLOCK = re.compile(r"\{[1235]:(?:[^{}]|\{[^{}]*\})*(?:\{[^{}]*)?\Z")
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d{1,15},\d{0,2})", re.ASCII)
_LINE = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?(?P<amount>\d{1,15},\d{0,2})"
    r"[A-Z][A-Z0-9]{3}(?P<own>[^/]*(?:/(?!/)[^/]*)*)(?://(?P<bank>.*))?",
    re.ASCII,
)
_SUBFIELD = re.compile(r"\?(00|10|2\d|3\d|6[0-3])")
_STRUCTURED = re.compile(r"\d{3}\?\d{2}|\?\d{2}", re.ASCII)
_TEXT_FIELDS = tuple(f"{number}" for number in (*range(20, 30), *range(60, 64)))
_NOT_GIVEN = ("", "NONREF", "NOTPROVIDED")


@dataclass(slots=True)
class _Message:
    """One message while its fields go by."""

    account: str = ""
    sequence: str = ""
    opening: tuple[int, date] | None = None
    closing: tuple[int, date] | None = None
    pending: str | None = None


def entries(lines: Iterable[str]) -> Entries:
    """The lines of an MT940 file in; its entries out, then the statement.

    Refuses a file that breaks off, several accounts, other currencies and balances that do not fit.
    """
    chain = Chain()
    message: _Message | None = None
    for tag, content in _fields(lines):
        if tag == "20":
            if message is not None:
                chain.add(_page(message))
            message = _Message()
            continue
        if message is None:
            raise damaged()
        entry = _take(message, tag, content)
        if entry is not None:
            yield entry
    if message is not None:
        chain.add(_page(message))
    return chain.statement()


def _fields(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """(tag, lines) pairs. A line that starts with no tag belongs to the field before it."""
    tag, content = "", list[str]()
    for line in _bare(lines):
        found = _TAG.match(line)
        if found:
            if tag:
                yield tag, content
            tag, content = found[1], [line[found.end() :]]
        elif line.strip() in ("-", "") and tag:
            continue
        elif tag:
            content.append(line)
        elif line.strip(" \x01\x03"):
            raise damaged()
    if tag:
        yield tag, content


def _bare(lines: Iterable[str]) -> Iterator[str]:
    """The lines without SWIFT's envelopes. A block may reach over several lines, but not over many letters."""
    held = ""
    for line in lines:
        held = f"{held}\n{line}" if held else line
        if "{" in held and len(held) < LONGEST_BLOCK and _OPEN_BLOCK.search(held):
            continue
        if held.startswith("-}") or "{" in held:
            yield from _BLOCKS.sub("", held).splitlines()
        else:
            yield held
        held = ""
    yield from _BLOCKS.sub("", held).splitlines()


def _take(message: _Message, tag: str, lines: list[str]) -> Entry | None:
    """Keep what the field says; the entry that it completes, if it does."""
    first = lines[0].strip()
    if tag == "61":
        entry = _booked_entry(message, "")
        message.pending = "\n".join(lines)
        return entry
    if tag == "86" and message.pending is not None:
        return _booked_entry(message, _unwrapped(lines))
    if tag in ("62F", "62M"):
        message.closing = _balance(first)
        return _booked_entry(message, "")
    if tag == "25":
        message.account = _account(first)
    elif tag == "28C":
        message.sequence = first
    elif tag in ("60F", "60M"):
        message.opening = _balance(first)
    return None


def _account(written: str) -> str:
    number = written.rpartition("/")[2].strip()
    return normalise_account(re.sub(r"\s*HUF$", "", number))


def _page(message: _Message) -> Statement:
    if not message.account or message.opening is None or message.closing is None:
        raise damaged()
    return Statement(
        account_iban=message.account,
        currency="HUF",
        opening=message.opening[0],
        closing=message.closing[0],
        opening_on=message.opening[1],
        closing_on=message.closing[1],
        entries=(),
        format="mt940",
        sequence=message.sequence,
    )


def _balance(written: str) -> tuple[int, date]:
    found = _BALANCE.fullmatch(written)
    if not found:
        raise damaged()
    require_forints(found[3])
    amount = _forints(found[4])
    return (amount if found[1] == "C" else -amount), _day(found[2])


def _forints(written: str) -> int:
    """SWIFT always writes the decimal comma, and may leave out what comes after it."""
    return forints(written.rstrip(",") if written.endswith(",") else written)


def _day(written: str) -> date:
    try:
        year = int(written[:2])
        return date(year + (2000 if year < 80 else 1900), int(written[2:4]), int(written[4:6]))
    except ValueError as impossible:
        raise damaged() from impossible


def _booked(value_on: date, month_and_day: str | None) -> date:
    """The booking day has no year: it is the one nearest to the value day, also across New Year."""
    if not month_and_day:
        return value_on
    days = []
    for year in (value_on.year - 1, value_on.year, value_on.year + 1):
        try:
            days.append(date(year, int(month_and_day[:2]), int(month_and_day[2:])))
        except ValueError:
            continue
    if not days:
        raise damaged()
    return min(days, key=lambda day: abs(day - value_on))


def _booked_entry(message: _Message, details: str) -> Entry | None:
    """The waiting statement line, if one waits, with the details that followed it, if any did."""
    if message.pending is None:
        return None
    line, _newline, supplement = message.pending.partition("\n")
    message.pending = None
    found = _LINE.fullmatch(line.strip())
    if not found:
        raise damaged()
    amount = _forints(found["amount"])
    mark = found["mark"]
    text, account, name = _details(details) if details else (" ".join(supplement.split()), "", "")
    value_on = _day(found["value"])
    own = found["own"].strip()
    if own not in _NOT_GIVEN and own not in text:
        text = f"{text} {own}".strip()
    bank = (found["bank"] or "").strip()
    return Entry(
        bank_reference="" if bank in _NOT_GIVEN else bank,
        booked_on=_booked(value_on, found["booked"]),
        value_on=value_on,
        amount=amount if mark in ("C", "RD") else -amount,
        payer_name=name,
        payer_account=account,
        text=text,
        is_reversal=mark.startswith("R"),
        position=0,
    )


def _unwrapped(lines: list[str]) -> str:
    """Field 86 in one line: a full line was cut in mid-word, a shorter one ended by itself."""
    joined = lines[0]
    structured = bool(_STRUCTURED.match(joined))
    for before, line in pairwise(lines):
        glue = "" if structured or len(before) >= FULL_LINE or line.startswith("?") else " "
        joined += glue + line
    return joined


def _details(written: str) -> tuple[str, str, str]:
    """Text, account and name of the other side. Unstructured details are all text."""
    if not _STRUCTURED.match(written):
        return " ".join(written.split()), "", ""
    pieces = _SUBFIELD.split(written)
    subfields = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    account = subfields.get("38", "") or subfields.get("31", "")
    bank = subfields.get("30", "").strip()
    if len(account.strip()) in (8, 16) and len(bank) == 8 and bank.isdigit():
        account = bank + account.strip()
    text = _joined(subfields, _TEXT_FIELDS)
    return text, normalise_account(account), _joined(subfields, ("32", "33"))


def _joined(subfields: dict[str, str], codes: tuple[str, ...]) -> str:
    """Subfields put together: a full one was cut in mid-word, a shorter one ended by itself."""
    joined, before = "", ""
    for code in codes:
        piece = subfields.get(code, "")
        if piece:
            joined += piece if len(before) >= FULL_SUBFIELD or not joined else f" {piece}"
            before = piece
    return " ".join(joined.split())
