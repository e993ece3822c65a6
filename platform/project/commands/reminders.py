"""`kuszob reminders …`: planning and releasing an office's payment-reminder run by hand."""

import argparse
from datetime import date
from typing import Any

from project.commands import Command
from project.commands.imports import inside, iso_day


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("--on", type=iso_day, default=None, help="business date; otherwise today")
    parser.add_argument("--json", action="store_true")


def _day(options: argparse.Namespace) -> date:
    from django.utils import timezone

    return options.on or timezone.localdate()


def _plan_arguments(parser: argparse.ArgumentParser) -> None:
    _arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what the run of that day would decide")


def plan(options: argparse.Namespace) -> Any:
    from cases.arrears import planning
    from kernel.access import COMMAND_LINE

    def work() -> Any:
        if options.dry_run:
            return _foreseen(_day(options))
        run = planning.plan(on=_day(options), by=COMMAND_LINE)
        return _shape(run)

    return inside(options.office, work)


def release(options: argparse.Namespace) -> Any:
    from django.utils.translation import gettext_lazy as _

    from cases.arrears import reminders
    from cases.arrears.models import ReminderRun
    from kernel.access import COMMAND_LINE

    def work() -> Any:
        run = ReminderRun.objects.filter(business_date=_day(options)).first()
        if run is None:
            raise reminders.CannotRelease(_("No run is planned for that day: plan it first."))
        released = reminders.release(run=run, by=COMMAND_LINE, on=_day(options))
        return {"released_now": released, **_shape(run)}

    return inside(options.office, work)


def deliver(options: argparse.Namespace) -> Any:
    from django.utils import timezone

    from tenants.registry import opening
    from worker import offices

    return {"finished": offices.deliver(opening.find(options.office).schema_name, at=timezone.now())}


def _foreseen(on: date) -> dict[str, Any]:
    """The same figures as a planned run has, for a run that is not made."""
    from collections import Counter

    from cases.arrears import planning

    decisions = planning.dry_run(on=on)
    reasons = Counter(decision.exclusion for decision in decisions if decision.exclusion)
    steps = Counter(decision.step for decision in decisions if not decision.exclusion)
    return {
        "business_date": on.isoformat(),
        "dry_run": True,
        "planned": sum(steps.values()),
        "excluded": sum(reasons.values()),
        "exclusions": dict(reasons.most_common()),
        "steps": {str(step): steps[step] for step in sorted(steps)},
    }


def _shape(run: Any) -> dict[str, Any]:
    from cases.arrears import planning

    counts = planning.count(run)
    return {
        "business_date": run.business_date.isoformat(),
        "planned": counts["planned"],
        "excluded": counts["excluded"],
        "exclusions": planning.exclusions(run),
        "released": counts["released"],
        "sent": counts["sent"],
        "cancelled": counts["cancelled"],
        "failed": counts["failed"],
        "uncertain": counts["uncertain"],
    }


def _office_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("office")
    parser.add_argument("--json", action="store_true")


def _describe(answer: dict[str, Any]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<16}{value}" for name, value in answer.items())


COMMANDS = [
    Command("reminders plan", "plan the reminder run of a day", plan, _plan_arguments, _describe),
    Command("reminders release", "release a planned run: letters go to delivery", release, _arguments, _describe),
    Command("reminders deliver", "hand over what is on the counter now", deliver, _office_argument, _describe),
]
