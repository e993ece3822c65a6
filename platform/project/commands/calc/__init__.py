"""`kuszob calc …`: the product's own rules, asked with figures alone. Needs no server and no database.

Working days are counted by the moved days that come with this release; `--rest-day` and `--working-day`
add what a later decree moved. The desk's calculator page asks the same functions with the service's table.
"""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from project.commands import Command, Unreadable
from project.commands.calc import answers, values


def _ready() -> None:
    from project.prepared import django_alone

    django_alone()


def _asked(rule: Callable[[argparse.Namespace], dict[str, Any]]) -> Callable[[argparse.Namespace], dict[str, Any]]:
    """The rule's answer; what it refuses is a wrong value of the question."""

    def ask(options: argparse.Namespace) -> dict[str, Any]:
        from kernel.refusal import Refused

        try:
            return rule(options)
        except Refused as refusal:
            raise Unreadable(str(refusal)) from refusal

    return ask


def _calendar(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rest-day", type=values.day, action="append", default=[], metavar="DATE")
    parser.add_argument("--working-day", type=values.day, action="append", default=[], metavar="DATE")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def _termination(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--served", type=values.day, required=True, metavar="DATE", help="day of (the latest) service")
    _calendar(parser)
    _json(parser)


def _interest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--principal", type=values.amount, required=True, metavar="FORINTS")
    parser.add_argument("--due", type=values.day, required=True, metavar="DATE")
    parser.add_argument("--paid", type=values.day, required=True, metavar="DATE")
    parser.add_argument("--rate", type=values.half_year_rate, action="append", default=[], metavar="2026H1=6.50")
    _json(parser)


def _plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--debt", type=values.amount, required=True, metavar="FORINTS")
    parser.add_argument("--instalments", type=values.count, required=True, metavar="N")
    parser.add_argument("--step", type=values.amount, required=True, metavar="FORINTS", help="rounding step")
    parser.add_argument("--down", type=values.amount, default=0, metavar="FORINTS", help="down payment")
    _json(parser)


def _support(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--debt", type=values.amount, required=True, metavar="FORINTS")
    parser.add_argument("--share", type=values.percent, required=True, metavar="PERCENT")
    parser.add_argument("--cap", type=values.amount, required=True, metavar="FORINTS")
    _json(parser)


def _allocate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--payment", type=values.amount, required=True, metavar="FORINTS")
    parser.add_argument(
        "--item", type=values.item, action="extend", nargs="+", default=[], metavar="ID:KIND:DUE:AMOUNT"
    )
    parser.add_argument("--named", action="extend", nargs="+", default=[], metavar="ID", help="what the payer named")
    _json(parser)


def _eviction(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=values.day, required=True, metavar="DATE")
    _calendar(parser)
    _json(parser)


def _working_day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=values.day, required=True, metavar="DATE")
    parser.add_argument("--add", type=values.count, default=None, metavar="N", help="working days after it")
    _calendar(parser)
    _json(parser)


def _sale(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--price", type=values.amount, required=True, metavar="FORINTS", help="of the home sold")
    parser.add_argument("--new-home", choices=answers.NEW_HOMES, required=True)
    for name in answers.SALE_AMOUNTS:
        parser.add_argument(f"--{name}", type=values.amount, default=0, metavar="FORINTS")
    for name in ("lawyer-percent", "agent-percent"):
        parser.add_argument(f"--{name}", type=values.percent, default=values.percent("0"), metavar="PERCENT")
    parser.add_argument("--carries", type=values.amount, default=None, metavar="FORINTS", help="can pay a month in all")
    parser.add_argument("--tenure", choices=("ownership", "tenancy"), default="ownership", help="of the home left")
    parser.add_argument("--on", type=values.day, required=True, metavar="DATE", help="day of buying")
    parser.add_argument("--sold", type=values.day, default=None, metavar="DATE", help="day of selling, if it was sold")
    parser.add_argument("--duty", type=values.amount, default=None, metavar="FORINTS", help="duty as it was told")
    _json(parser)


def _arrears(parser: argparse.ArgumentParser) -> None:
    for name in ("leaves", "gets"):
        parser.add_argument(f"--{name}", type=values.home, required=True, metavar="RIGHT[:FORINTS]")
    for name in answers.EXCHANGE_AMOUNTS:
        parser.add_argument(f"--{name}", type=values.amount, default=0, metavar="FORINTS")
    parser.add_argument("--carries", type=values.amount, default=None, metavar="FORINTS", help="can pay a month in all")
    parser.add_argument("--way", choices=answers.WAYS, action="append", default=[], help="all four without it")
    _json(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=answers.CHECKS)
    parser.add_argument("value")
    _json(parser)


def _describe(answer: dict[str, Any]) -> str:
    return "\n".join(f"{name:<16}{_plain(value)}" for name, value in answer.items())


def _plain(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value))
        case dict():
            return ", ".join(f"{key} {amount}" for key, amount in value.items())
        case date():
            return value.isoformat()
    return str(value)


def _command(name: str, text: str, rule: Any, arguments: Callable[[argparse.ArgumentParser], None]) -> Command:
    return Command(f"calc {name}", text, _asked(rule), arguments, _describe, needs_services=False, before=_ready)


COMMANDS = [
    _command("termination", "when a demand must be paid and notice may be given", answers.termination, _termination),
    _command("interest", "late interest by half-year base rates", answers.interest, _interest),
    _command("plan", "a debt in instalments", answers.plan, _plan),
    _command("support", "municipal debt support and own share", answers.support, _support),
    _command("allocate", "which debts a payment settles", answers.allocate, _allocate),
    _command("eviction", "whether the winter moratorium lets an eviction happen", answers.eviction, _eviction),
    _command("working-day", "whether a day is worked, and the days after it", answers.working_day, _working_day),
    _command("sale", "a home sold, debts paid, a cheaper home instead", answers.sale, _sale),
    _command("exchange-arrears", "four ways to treat arrears at an exchange", answers.exchange_arrears, _arrears),
    _command("check", "check digits of a number", answers.check, _check),
]
