"""`kuszob exchange …`: clearing an instance file, and the run of a business date."""

import argparse
from collections.abc import Callable
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
        "proposals": {"2": made.swaps, "3": made.threes, "4": made.fours} | ({"5": made.fives} if made.fives else {}),
        "chains": made.chains,
        "towns": made.towns,
        "moved": made.moved,
        "relieved": made.relieved,
        "optimal": made.optimal,
        "seconds": made.seconds,
    }


def _policy_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--longest-cycle", type=int, metavar="N", help="most households in a circle, 2 to 5")
    parser.add_argument("--most-moves", type=int, metavar="N", help="most moves that one empty flat sets free, 1 to 5")
    parser.add_argument(
        "--counts-odds", choices=["yes", "no"], help="whether the observed odds that everybody says yes count"
    )
    parser.add_argument("--json", action="store_true")


def policy(options: argparse.Namespace) -> dict[str, Any]:
    """How far exchanges may reach in the whole pool; what is not given stays as it is."""
    from exchange.pool import policies

    present = policies.of_pool()
    if any(one is not None for one in (options.longest_cycle, options.most_moves, options.counts_odds)):
        present = policies.set_pool(
            longest_cycle=present.longest_cycle if options.longest_cycle is None else options.longest_cycle,
            most_moves=present.most_moves if options.most_moves is None else options.most_moves,
            counts_odds=present.counts_odds if options.counts_odds is None else options.counts_odds == "yes",
        )
    return {
        "longest_cycle": present.longest_cycle,
        "most_moves": present.most_moves,
        "counts_odds": present.counts_odds,
    }


def _describe_policy(answer: dict[str, Any]) -> str:
    return (
        f"Circles of at most {answer['longest_cycle']} households; an empty flat sets at most {answer['most_moves']} "
        f"moves free; observed odds count: {'yes' if answer['counts_odds'] else 'no'}."
    )


def _describe_run(answer: dict[str, Any]) -> str:
    sizes = ", ".join(f"{count} of {size}" for size, count in answer["proposals"].items())
    return (
        f"{answer['business_date']}: {answer['listings']} adverts; exchanges {sizes} households, "
        f"{answer['chains']} chains; {answer['moved']} households would move, {answer['relieved']} out of arrears."
    )


# Circles of two as any exchange site has them; longer ones; chains from empty flats; and with an eye on the odds.
POLICIES = (
    ("2", 2, 0, False), ("3", 3, 0, False), ("4", 4, 0, False), ("2 + chains", 2, 3, False),
    ("3 + chains", 3, 3, False), ("3 + chains, odds", 3, 3, True),
)  # fmt: skip


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"give a whole number from {least} to {most}")
        return int(text)

    return read


def _simulate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--weeks", type=_whole(1, 520), default=26, metavar="N")
    parser.add_argument("--households", type=_whole(0, 5_000), default=150, metavar="N", help="who wait at first")
    parser.add_argument("--arrivals", type=_whole(0, 500), default=8, metavar="N", help="new households a week")
    parser.add_argument("--vacancies", type=_whole(0, 100), default=1, metavar="N", help="empty municipal flats a week")
    parser.add_argument("--seed", type=_whole(0, 2**31), default=1, metavar="N", help="the same seed, the same luck")
    parser.add_argument("--chart", type=Path, metavar="FILE.svg", help="write a chart of the households moved")
    parser.add_argument("--json", action="store_true")


def simulate(options: argparse.Namespace) -> dict[str, Any]:
    """What each policy would bring over months, on one invented pool; needs no database and no server."""
    from exchange.matching import chart, simulation
    from exchange.matching.population import Scenario

    scenario = Scenario(options.weeks, options.households, options.arrivals, options.vacancies, seed=options.seed)
    policies = [simulation.Policy(*policy) for policy in POLICIES]
    results = list(simulation.compare(scenario, policies))
    if options.chart is not None:
        drawn = chart.lines(
            "Elköltözött háztartások", across="hét", up="háztartás összesen",
            series={_policy_words(one.policy): one.moved for one in results},
        )  # fmt: skip
        try:
            options.chart.write_text(drawn, encoding="utf-8")
        except OSError as error:
            raise Unreadable(f"The chart cannot be written to {options.chart}: {error.strerror}.") from error
    return {"weeks": options.weeks, "seed": options.seed, "policies": [_brought(result) for result in results]}


def _policy_words(policy: Any) -> str:
    """A policy as the office's chart names it: the chart is for the head of an office, so it is in Hungarian."""
    chains = ", üres lakások" if policy.max_moves else ""
    return f"legfeljebb {policy.longest_cycle} háztartás{chains}{', esélyek' * policy.failure_aware}"


def _brought(result: Any) -> dict[str, Any]:
    return {
        "policy": result.policy.name,
        "longest_cycle": result.policy.longest_cycle,
        "max_moves": result.policy.max_moves,
        "failure_aware": result.policy.failure_aware,
        "moved": result.moved[-1],
        "relieved": result.relieved[-1],
        "average_wait_weeks": round(result.average_wait, 1),
        "still_waiting": result.waiting,
        "proposals": result.proposals,
        "fell_through": result.fell_through,
        "proven": result.proven,
    }


def _describe_simulation(answer: dict[str, Any]) -> str:
    names = ("moved", "relieved", "weeks", "waiting", "proposals", "fell")
    head = f"{'households in a circle':<24}" + "".join(
        f"{name:>{width}}" for name, width in zip(names, (8, 10, 8, 9, 11, 7), strict=True)
    )
    rows = [
        f"{one['policy']:<24}{one['moved']:>8}{one['relieved']:>10}{one['average_wait_weeks']:>8}"
        f"{one['still_waiting']:>9}{one['proposals']:>11}{one['fell_through']:>7}"
        f"{'' if one['proven'] else '  (not every week proven best)'}"
        for one in answer["policies"]
    ]
    note = f"{answer['weeks']} weeks, invented households (seed {answer['seed']}); the same luck for every policy."
    return "\n".join([head, *rows, note])


COMMANDS = [
    Command(
        "exchange solve", "clear an instance file", solve, _solve_arguments, _describe_solution, needs_services=False
    ),
    Command(
        "exchange simulate",
        "compare policies on an invented pool",
        simulate,
        _simulate_arguments,
        _describe_simulation,
        needs_services=False,
    ),
    Command("exchange policy", "show or set how far exchanges may reach", policy, _policy_arguments, _describe_policy),
    Command("exchange run", "find the exchanges of a business date", run, _run_arguments, _describe_run),
]
