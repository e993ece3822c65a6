"""`kuszob import …`: an office's own files."""

import argparse
import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from project.commands import Command, Unreadable

LARGEST_FILE = 120 * 1024 * 1024


def open_file(name: str) -> BinaryIO:
    """The file open for reading; Unreadable with one sentence when it cannot be read."""
    path = Path(name)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable(f"The file {path} is too large to be a rent roll or a statement.")
        file = path.open("rb")
        # What comes through a pipe can only be read once.
        return file if file.seekable() else io.BytesIO(file.read())
    except OSError as error:
        raise Unreadable(f"The file {path} cannot be read ({error.strerror}): check its name.") from error


def read_file(name: str) -> bytes:
    """The file's bytes; Unreadable with one sentence when there are none to read."""
    with open_file(name) as file:
        return file.read()


def iso_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day: write it as 2026-11-23") from error


def inside(slug: str, work: Callable[[], Any]) -> Any:
    """Do the work inside the office."""
    from tenants import context
    from tenants.registry import opening

    with context.entered(opening.find(slug)):
        return work()


def _rent_roll_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("file")
    parser.add_argument("--as-of", type=iso_day, default=None, help="the day the balances hold; otherwise today")
    parser.add_argument("--json", action="store_true")


def rent_roll(options: argparse.Namespace) -> Any:
    content = read_file(options.file)
    from django.utils import timezone

    from cases.tenancies.rent_roll import importing
    from cases.tenancies.rent_roll.roll import UnreadableRentRoll
    from kernel.access import COMMAND_LINE

    def work() -> Any:
        try:
            return importing.import_rent_roll(
                content=content,
                filename=Path(options.file).name,
                by=COMMAND_LINE,
                as_of=options.as_of or timezone.localdate(),
            ).counts
        except UnreadableRentRoll as refusal:
            raise Unreadable(str(refusal)) from refusal

    return inside(options.office, work)


def _statement_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("file")
    parser.add_argument("--account", default="", metavar="IBAN", help="for a file that names no account")
    parser.add_argument("--json", action="store_true")


def statement(options: argparse.Namespace) -> Any:
    file = open_file(options.file)
    from cases.tenancies.statements import booking
    from cases.tenancies.statements.statement import UnreadableStatement
    from kernel.access import COMMAND_LINE

    def work() -> Any:
        try:
            booked = booking.import_statement(
                content=file, filename=Path(options.file).name, by=COMMAND_LINE, account=options.account
            )
        except UnreadableStatement as refusal:
            raise Unreadable(str(refusal)) from refusal
        if booked.is_new_account:
            print(f"The account {booked.statement.iban} is now registered to this office.", file=sys.stderr)
        return booked.statement.counts

    with file:
        return inside(options.office, work)


def _describe(counts: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<28}{value}" for name, value in counts.items())


COMMANDS = [
    Command("import rent-roll", "take over an office's rent roll", rent_roll, _rent_roll_arguments, _describe),
    Command("import statement", "book a bank statement", statement, _statement_arguments, _describe),
]
