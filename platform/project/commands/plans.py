"""`kuszob plan …`: payment plans by hand – what one would look like, how one stands, the nightly look at all."""

import argparse
from datetime import date
from typing import Any

from project.commands import Command, Unreadable
from project.commands.calc.values import amount, count
from project.commands.imports import inside, iso_day


def _day(options: argparse.Namespace) -> date:
    from django.utils import timezone

    return options.on or timezone.localdate()


def _tenancy(number: str) -> Any:
    from cases.tenancies.models import Tenancy

    found = Tenancy.objects.filter(number=number.strip().upper()).first()
    if found is None:
        raise Unreadable(f"No tenancy has the number {number}: check it.")
    return found


def _show_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("tenancy", help="the tenancy's number, KL-…")
    parser.add_argument("--on", type=iso_day, default=None, help="the day to look from; otherwise today")
    parser.add_argument("--json", action="store_true")


def show(options: argparse.Namespace) -> Any:
    """The running plan of a tenancy, or the last one, and how it stands on the day."""
    from cases.arrears import plan_standing
    from cases.arrears.models import PaymentPlan

    def work() -> Any:
        plans = PaymentPlan.objects.filter(tenancy=_tenancy(options.tenancy))
        plan = plans.running().first() or plans.order_by("-drafted_at").first()
        if plan is None:
            return {"plan": None}
        standing = plan_standing.of([plan], on=_day(options))[plan.pk].standing if plan.is_running else None
        return _shape(plan, standing)

    return inside(options.office, work)


def _shape(plan: Any, standing: Any = None) -> dict[str, Any]:
    rows = plan.instalments.order_by("number")
    return {
        "plan": plan.number,
        "version": plan.version,
        "state": plan.state,
        "principal": plan.principal,
        "interest": plan.interest,
        "expected_interest": plan.expected_interest,
        "down": plan.down,
        "needs_approval": plan.needs_approval,
        "instalments": [{"number": row.number, "due_on": row.due_on, "amount": row.amount} for row in rows],
        "cure_by": plan.cure_by,
        "standing": None
        if standing is None
        else {
            "expected": standing.expected,
            "actual": standing.actual,
            "shortfall": standing.shortfall,
            "missed": standing.missed,
        },
    }


def _draft_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("tenancy", help="the tenancy's number, KL-…")
    parser.add_argument("--instalments", type=count, required=True, metavar="N")
    parser.add_argument("--first", type=iso_day, required=True, metavar="DATE", help="the first instalment's due day")
    parser.add_argument("--down", type=amount, default=0, metavar="FORINTS")
    parser.add_argument("--down-due", type=iso_day, default=None, metavar="DATE")
    parser.add_argument(
        "--interest",
        choices=("none", "statutory"),
        default="none",
        help="late interest among the instalments",
    )
    parser.add_argument("--on", type=iso_day, default=None, help="the day of the draft; otherwise today")
    parser.add_argument("--keep", action="store_true", help="keep the draft; otherwise it is only shown")
    parser.add_argument("--json", action="store_true")


def draft(options: argparse.Namespace) -> Any:
    """A plan by the office's own rules; kept only when asked for. Opens a case where none is open."""
    from django.db import transaction

    from cases.arrears import cases, plans
    from cases.arrears.plan_limits import Terms
    from catalogue.shared import calendars
    from kernel.access import COMMAND_LINE

    def work() -> Any:
        tenancy, on = _tenancy(options.tenancy), _day(options)
        terms = Terms(options.instalments, options.first, options.down, options.down_due, options.interest)
        with transaction.atomic():
            case = cases.open_case_of(tenancy) or cases.open_by_hand(tenancy=tenancy, on=on, by=COMMAND_LINE)
            plan = plans.draft(case=case, terms=terms, on=on, calendar=calendars.national(), by=COMMAND_LINE)
            shape = {**_shape(plan), "kept": options.keep}
            if not options.keep:
                transaction.set_rollback(True)
        return shape

    return inside(options.office, work)


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("--on", type=iso_day, default=None, help="the night to look from; otherwise today")
    parser.add_argument("--json", action="store_true")


def check(options: argparse.Namespace) -> Any:
    """What the timetable does every night, by hand; the same night again changes nothing."""
    from dataclasses import asdict

    from cases.arrears import plan_checks, reminders
    from kernel.access import COMMAND_LINE

    def work() -> Any:
        on = _day(options)
        return asdict(plan_checks.check_all(on=on, writer=reminders.writer_on(on), by=COMMAND_LINE))

    return inside(options.office, work)


def _describe(answer: dict[str, Any]) -> str:
    if answer.get("plan", "") is None:
        return "No plan was ever made for this tenancy."
    lines = [f"{name.replace('_', ' '):<16}{value}" for name, value in answer.items() if name != "instalments"]
    lines += [f"  {row['number']:>3}.  {row['due_on']}  {row['amount']:>10}" for row in answer.get("instalments", [])]
    return "\n".join(lines)


COMMANDS = [
    Command("plan show", "a tenancy's payment plan and how it stands", show, _show_arguments, _describe),
    Command("plan draft", "a payment plan by the office's rules", draft, _draft_arguments, _describe),
    Command("plan check", "look at every running plan of an office", check, _check_arguments, _describe),
]
