"""What the page of a run shows: counts, reasons, and what releasing would send out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.arrears import ladder, planning, reminders
from cases.arrears.models import LadderStep, Reminder, ReminderRun, notes
from cases.tenancies import queries
from cases.tenancies.models import Tenancy, TenancyParty
from kernel.access import Actor
from tenants.accounts.models import StaffMember

# In the order in which the page shows them.
TONES = {
    Reminder.State.PLANNED: "plain",
    Reminder.State.RELEASED: "plain",
    Reminder.State.SENT: "good",
    Reminder.State.UNCERTAIN: "warn",
    Reminder.State.FAILED: "bad",
    Reminder.State.CANCELLED: "quiet",
    Reminder.State.EXCLUDED: "quiet",
}


@dataclass(frozen=True)
class Leaving:
    """One line of "this will leave the building"."""

    step: int
    name: str
    channel: Any
    count: int
    amount: int
    may_release: bool
    is_first: bool = True


@dataclass(frozen=True)
class ForecastRow:
    """One tenancy of a forecast, with its words."""

    decision: planning.Decision
    tenancy: Any
    channel: Any
    reason: Any


def forecast_rows(decisions: Iterable[planning.Decision]) -> list[ForecastRow]:
    """The decisions of one page of a list with names and addresses; one statement."""
    decided = list(decisions)
    tenancies = queries.with_balance(Tenancy.objects.select_related("dwelling")).in_bulk(
        [decision.tenancy_id for decision in decided]
    )
    return [
        ForecastRow(
            decision,
            tenancies[decision.tenancy_id],
            notes.CHANNELS.get(decision.channel, decision.channel),
            Reminder.Exclusion(decision.exclusion).label if decision.exclusion else "",
        )
        for decision in decided
    ]


def forecast_summary(decisions: Iterable[planning.Decision]) -> list[tuple[Any, int]]:
    """How many of each step, then how many held back for each reason."""
    counted = Counter((decision.exclusion, decision.step if not decision.exclusion else 0) for decision in decisions)
    return [
        (Reminder.Exclusion(reason).label if reason else format_lazy(_("step {step}"), step=step), number)
        for (reason, step), number in sorted(counted.items())
    ]


def runs() -> "QuerySet[Any]":
    """All runs, newest first, with how many of their rows wait, went out, are excluded or need a look."""

    def rows(*states: str) -> Count:
        return Count("reminders", filter=Q(reminders__state__in=states))

    return ReminderRun.objects.annotate(
        waiting=rows(Reminder.State.PLANNED),
        gone=rows(Reminder.State.RELEASED, Reminder.State.SENT),
        excluded=rows(Reminder.State.EXCLUDED),
        unsettled=rows(Reminder.State.FAILED, Reminder.State.UNCERTAIN),
    ).order_by("-business_date")


def rows_of(run: ReminderRun, *, state: str, reason: str) -> "QuerySet[Any]":
    """The run's rows in one state (and for one reason), by name."""
    first = TenancyParty.objects.filter(tenancy=OuterRef("tenancy"), until__isnull=True).order_by("position")
    rows = run.reminders.filter(state=state) if state else run.reminders.all()
    if reason:
        rows = rows.filter(exclusion=reason)
    return (
        rows.select_related("tenancy__dwelling")
        .annotate(
            main_party=Subquery(first.values("person__name")[:1]),
            main_party_key=Subquery(first.values("person__sort_key")[:1]),
        )
        .order_by("main_party_key", "pk")
    )


def tabs(run: ReminderRun) -> list[tuple[str, Any, int]]:
    """State, its words, and how many; states with no row are left out."""
    counts = planning.count(run)
    return [(state.value, state.label, counts[state.value]) for state in TONES if counts[state.value]]


def first_shown(tabs: Sequence[tuple[str, Any, int]]) -> str:
    """What waits for release, otherwise the first state that has rows."""
    states = [state for state, _label, _number in tabs]
    return Reminder.State.PLANNED.value if Reminder.State.PLANNED in states else next(iter(states), "")


def reasons(run: ReminderRun) -> list[tuple[str, Any, int]]:
    """Exclusion code, its words, and how many, most frequent first."""
    return [(code, Reminder.Exclusion(code).label, number) for code, number in planning.exclusions(run).items()]


def leaving(run: ReminderRun, user: Actor) -> list[Leaving]:
    """What a release would send out, by step and channel, and whether this user may release it."""
    steps: Mapping[int, LadderStep] = {step.number: step for step in ladder.steps_on(run.business_date)}
    rows = (
        run.reminders.filter(state=Reminder.State.PLANNED)
        .values_list("step", "channel")
        .annotate(number=Count("pk"), total=Sum("amount"))
        .order_by("step", "channel")
    )
    lines: list[Leaving] = []
    for step, channel, number, total in rows:
        name = steps[step].name if step in steps else ""
        may = step in steps and reminders.may_release(steps[step], user)
        is_first = not lines or lines[-1].step != step
        lines.append(Leaving(step, name, notes.CHANNELS.get(channel, channel), number, total, may, is_first))
    return lines


def who(actor_id: str) -> Any:
    """A staff member's name, or words for the service itself."""
    try:
        account_id = UUID(actor_id)
    except ValueError:
        return _("the service by itself")
    member = StaffMember.objects.filter(pk=account_id).first()
    return member.name if member else _("somebody who has left")
