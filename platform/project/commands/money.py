"""`kuszob ledger prove …`, `kuszob statement …`, `kuszob rates …`: money by hand."""

import argparse
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from project.commands import Command, Unreadable
from project.commands.imports import inside, iso_day


def _prove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("--on", type=iso_day, default=None, help="the day to prove; otherwise today")
    parser.add_argument("--json", action="store_true")


def prove(options: argparse.Namespace) -> Any:
    from django.utils import timezone

    from cases.tenancies import proving

    def work() -> Any:
        proof = proving.require(on=options.on or timezone.localdate())
        return {
            "on": proof.on.isoformat(),
            "proven": True,
            "opening": proof.opening,
            "movements": [
                {"code": item.code, "count": item.count, "opening": item.opening, "day": item.day,
                 "closing": item.total}
                for item in proof.movements
            ],
            "closing": proof.closing,
            "kinds": [
                {"kind": item.kind, "charged": item.charged, "settled": item.settled, "reduced": item.reduced,
                 "open": item.open}
                for item in proof.kinds
            ],
            "credit": proof.credit,
            "deposits": proof.deposits,
        }  # fmt: skip

    return inside(options.office, work)


def _describe_proof(answer: dict[str, Any]) -> str:
    lines = [f"{item['code']:<28}{item['day']:>14}{item['closing']:>16}" for item in answer["movements"]]
    head = f"{answer['on']}: opening {answer['opening']}, closing {answer['closing']}, proven"
    return "\n".join(
        [head, *lines, f"{'credit':<28}{answer['credit']:>30}", f"{'deposits':<28}{answer['deposits']:>30}"]
    )


def _statement_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("tenancy", help="the tenancy's number, for example KL-000123-45")
    parser.add_argument("--from", dest="since", type=iso_day, default=None, help="first day; otherwise a year ago")
    parser.add_argument("--until", type=iso_day, default=None, help="last day; otherwise today")
    parser.add_argument("--pdf", default="", metavar="FILE", help="also write the letter")
    parser.add_argument("--json", action="store_true")


def statement(options: argparse.Namespace) -> Any:
    from django.utils import timezone
    from django.utils.translation import gettext_lazy as _

    from cases.tenancies import account_statement, statement_letters
    from cases.tenancies.models import Tenancy
    from kernel import audit
    from kernel.access import COMMAND_LINE
    from kernel.refusal import Refused
    from tenants import context
    from tenants.registry import bank_accounts

    def work() -> Any:
        today = timezone.localdate()
        tenancy = (
            Tenancy.objects.select_related("dwelling")
            .prefetch_related("parties__person")
            .filter(number=options.tenancy.strip().upper())
            .first()
        )
        if tenancy is None:
            raise Refused(_("No tenancy has this number: check it."))
        audit.read(COMMAND_LINE, tenancy, what="statement")
        until = options.until or today
        built = account_statement.build(
            tenancy, since=options.since or date.fromordinal(max(until.toordinal() - 365, 1)), until=until, on=today
        )
        if options.pdf:
            ibans = bank_accounts.of(context.office())
            letter = statement_letters.pdf(
                built,
                statement_letters.Occasion.ACCOUNT,
                office=context.office(),
                iban=ibans[0] if ibans else "",
            )
            _write(options.pdf, letter)
        return shape(built)

    return inside(options.office, work)


def _write(name: str, content: bytes) -> None:
    try:
        Path(name).write_bytes(content)
    except OSError as error:
        raise Unreadable(f"The file {name} cannot be written ({error.strerror}): choose another place.") from error


def shape(built: Any) -> dict[str, Any]:
    """The statement as one JSON object; money in forints, owed is positive."""
    account = built.account
    return {
        "tenancy": built.tenancy.number,
        "from": built.since.isoformat(),
        "until": built.until.isoformat(),
        "opening": built.opening,
        "lines": [
            {"on": line.on.isoformat(), "text": line.text, "detail": line.detail, "charged": line.charged,
             "paid": line.paid, "balance": line.balance}
            for line in built.lines
        ],
        "closing": built.closing,
        "open_items": [
            {"kind": item.charge.kind, "period": item.charge.period.isoformat(),
             "due_on": item.charge.due_on.isoformat(), "amount": item.amount,
             "overdue": item.is_overdue, "lapsed": item.is_lapsed}
            for item in built.open_items
        ],
        "interest_so_far": built.interest_so_far,
        "interest_is_complete": built.interest_is_complete,
        "next_due_on": account.pay_by.isoformat() if account.pay_by else None,
        "next_due_amount": account.to_pay,
    }  # fmt: skip


def _describe_statement(answer: dict[str, Any]) -> str:
    lines = [
        f"{line['on']}  {line['text']} {line['detail']:<10}".ljust(56)
        + f"{line['charged'] - line['paid']:>12}{line['balance']:>14}"
        for line in answer["lines"]
    ]
    head = f"{answer['tenancy']}  {answer['from']} – {answer['until']}  opening {answer['opening']}"
    return "\n".join([head, *lines, f"closing {answer['closing']}, to pay {answer['next_due_amount']}"])


def _rate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("first_day", type=iso_day, help="first day of the half-year: 2027-01-01 or 2027-07-01")
    parser.add_argument("percent", type=_decimal, help="percent a year, for example 6.50")
    parser.add_argument("--source", required=True, help="where it was read")
    parser.add_argument("--json", action="store_true")


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number: write it as 6.50") from error
    if not number.is_finite():
        raise argparse.ArgumentTypeError(f"“{text}” is not a number: write it as 6.50")
    return number


def set_rate(options: argparse.Namespace) -> Any:
    from django.db import connection

    from catalogue.shared import rates

    with connection.owner():  # type: ignore[attr-defined]  # our own backend's
        rate = rates.set_rate(first_day=options.first_day, percent=options.percent, source=options.source)
    return {"half_year": rate.half_year.isoformat(), "percent": str(rate.percent), "source": rate.source}


def _json_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def list_rates(options: argparse.Namespace) -> Any:
    from catalogue.shared import rates

    return {half.first_day.isoformat(): str(percent) for half, percent in sorted(rates.base_rates().items())}


def _describe_rates(answer: dict[str, str]) -> str:
    return "\n".join(f"{day}  {percent:>6} %" for day, percent in answer.items())


COMMANDS = [
    Command("rates set", "enter the base rate of a half-year", set_rate, _rate_arguments, as_owner=True),
    Command("rates list", "the base rates that are known", list_rates, _json_argument, _describe_rates),
    Command("ledger prove", "prove an office's ledger for a day", prove, _prove_arguments, _describe_proof),
    Command("statement", "a tenancy's statement of account", statement, _statement_arguments, _describe_statement),
]
