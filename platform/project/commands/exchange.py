"""`kuszob exchange …`: clearing an instance file, and the run of a business date."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from project.commands import Command, Unreadable

DEFAULT_SECONDS = 60.0


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError("give a number of seconds above 0, up to a day")
    return seconds


def _solve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("instance", help="a clearing instance as JSON")
    parser.add_argument("--time-limit", type=_seconds, default=DEFAULT_SECONDS, metavar="S", help="seconds")
    parser.add_argument("--json", action="store_true")


def solve(options: argparse.Namespace) -> dict[str, Any]:
    """Clear an instance file; needs no database and no server."""
    from exchange.matching import clearing, instances

    try:
        text = Path(options.instance).read_bytes()
    except OSError as error:
        raise Unreadable(f"The file {options.instance} cannot be read: {error.strerror}.") from error
    try:
        problem = instances.read(text)
    except instances.MalformedInstance as error:
        raise Unreadable(str(error)) from error
    return instances.as_dict(clearing.solve(problem, time_limit=options.time_limit))


def _describe_solution(answer: dict[str, Any]) -> str:
    proof = "proven best" if answer["optimal"] else f"best found, at most {answer['bound']}"
    return (
        f"{answer['moved']} households move in {len(answer['cycles'])} cycles and {len(answer['chains'])} chains, "
        f"{answer['relieved']} of them out of arrears; {proof}, {answer['seconds']:.2f} s."
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=_day, metavar="DATE", help="business date, YYYY-MM-DD; today if not given")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Find the exchanges of a business date among all published adverts; twice is the same as once."""
    from django.utils import timezone

    from exchange.pool import clearing

    made = clearing.run(on=options.on or timezone.localdate())
    return {
        "business_date": made.business_date.isoformat(),
        "listings": made.listings,
        "proposals": {"2": made.swaps, "3": made.threes, "4": made.fours},
        "chains": made.chains,
        "towns": made.towns,
        "moved": made.moved,
        "relieved": made.relieved,
        "optimal": made.optimal,
        "seconds": made.seconds,
    }


def _describe_run(answer: dict[str, Any]) -> str:
    sizes = ", ".join(f"{count} of {size}" for size, count in answer["proposals"].items())
    return (
        f"{answer['business_date']}: {answer['listings']} adverts; exchanges {sizes} households, "
        f"{answer['chains']} chains; {answer['moved']} households would move, {answer['relieved']} out of arrears."
    )


COMMANDS = [
    Command(
        "exchange solve", "clear an instance file", solve, _solve_arguments, _describe_solution, needs_services=False
    ),
    Command("exchange run", "find the exchanges of a business date", run, _run_arguments, _describe_run),
]
