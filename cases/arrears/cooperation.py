"""Working with the family support service: goals, meetings, and a monthly report of what the consent covers."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from cases.arrears import budget_figures, budgets, consents
from cases.arrears.models import ArrearsCase, Consent, DebtItem, Goal, Meeting
from cases.arrears.owing import owed
from cases.tenancies.models import Payment
from kernel import audit
from kernel.access import Actor
from kernel.calendar import month_end
from kernel.refusal import Refused


class CannotCooperate(Refused):
    """The goal, meeting or report cannot be kept as asked."""


@transaction.atomic
def set_goal(*, case: ArrearsCase, text: str, on: date, by: Actor, due_on: date | None = None) -> Goal:
    """A shared goal. The same open goal twice is one. Refuses a closed case, no text, a due day before today."""
    case = ArrearsCase.objects.locked(case.pk)
    text = " ".join(text.split())
    if not case.is_open:
        raise CannotCooperate(_("This case is closed: a goal needs an open one."))
    if not text:
        raise CannotCooperate(_("Write the goal in a few words."))
    if due_on is not None and due_on < on:
        raise CannotCooperate(_("The day to reach the goal has gone by: choose a later one."))
    same = Goal.objects.filter(case=case, text=text, state=Goal.State.OPEN).first()
    if same is not None:
        return same
    goal = Goal.objects.create(case=case, text=text[:200], set_on=on, due_on=due_on, created_by=by.actor_id)
    audit.record(by, "goal_set", case, goal=goal.pk)
    return goal


@transaction.atomic
def close_goal(*, goal: Goal, state: str, on: date, by: Actor) -> None:
    """Reached or given up. Closing twice changes nothing."""
    if state not in {Goal.State.REACHED, Goal.State.DROPPED}:
        raise CannotCooperate(_("Say whether the goal was reached or given up."))
    closed = Goal.objects.filter(pk=goal.pk, state=Goal.State.OPEN).update(state=state, closed_on=max(on, goal.set_on))
    if closed:
        audit.record(by, "goal_closed", goal.case, goal=goal.pk, state=state)


@transaction.atomic
def meet(
    *, case: ArrearsCase, met_on: date, where: str, who: Collection[str], on: date, by: Actor, text: str = "",
    next_on: date | None = None,
) -> Meeting:  # fmt: skip
    """A meeting that took place. The same meeting twice is one.

    Refuses a closed case, a day to come or before the case, nobody met, and a next meeting not after this one.
    """
    case = ArrearsCase.objects.locked(case.pk)
    known = sorted(set(who) & set(Meeting.Who.values))
    if not case.is_open:
        raise CannotCooperate(_("This case is closed: a meeting needs an open one."))
    if met_on > on:
        raise CannotCooperate(_("The day of the meeting is still to come: write it down when it has taken place."))
    if met_on < case.opened_on:
        raise CannotCooperate(_("The meeting was before the case was opened: check the day."))
    if not known or where not in Meeting.Where.values:
        raise CannotCooperate(_("Tick who met, and choose where."))
    if next_on is not None and next_on <= met_on:
        raise CannotCooperate(_("The next meeting comes after this one: choose a later day."))
    told = {"on": met_on, "where": where, "who": known, "text": text[:1000], "next_on": next_on}
    same = Meeting.objects.filter(case=case, **told).first()
    if same is not None:
        return same
    meeting = Meeting.objects.create(case=case, created_by=by.actor_id, **told)
    audit.record(by, "meeting_held", case, on=met_on.isoformat())
    return meeting


@dataclass(frozen=True)
class Report:
    """One month for the family support service; a part that the consent does not cover is None."""

    month: date
    covers: frozenset[str]
    goals: list[Goal] | None = None
    meetings: list[Meeting] | None = None
    owed: int | None = None
    paid: int | None = None
    figures: budget_figures.Figures | None = None
    debts: list[DebtItem] | None = field(default=None)


def report(case: ArrearsCase, *, month: date, on: date) -> Report:
    """The month's report as it may be told on the day. `month` is any day of it.

    Refuses without a consent in force, a month to come, and a month that ended before the case was opened.
    """
    first, last = month.replace(day=1), month_end(month)
    covers = consents.covered(case, on=on)
    if not covers:
        raise CannotCooperate(_("Nobody has consented to work with the family support service: ask for it first."))
    if first > on:
        raise CannotCooperate(_("This month is still to come: choose an earlier one."))
    if last < case.opened_on:
        raise CannotCooperate(_("The case was opened after this month: choose a later one."))
    end = min(last, on)
    parts = Consent.Covers
    sheet = budgets.sheet_of(case, on=end) if parts.BUDGET in covers else None
    found = owed([case.tenancy_id], on=end).get(case.tenancy_id) if parts.ARREARS in covers else None
    return Report(
        month=first,
        covers=covers,
        goals=list(_goals(case, first, end)) if parts.GOALS in covers else None,
        meetings=list(Meeting.objects.filter(case=case, on__gte=first, on__lte=end))
        if parts.MEETINGS in covers
        else None,
        owed=(found.amount if found else 0) if parts.ARREARS in covers else None,
        paid=_paid(case, first, end) if parts.ARREARS in covers else None,
        figures=budgets.figures_of(sheet, on=on) if sheet else None,
        debts=list(DebtItem.objects.open().filter(case=case)) if parts.DEBTS in covers else None,
    )


def _goals(case: ArrearsCase, first: date, end: date) -> "QuerySet[Goal]":
    """Goals open at some time in the month."""
    return Goal.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=first), case=case, set_on__lte=end)


def _meetings(case: ArrearsCase, first: date, end: date) -> "QuerySet[Meeting]":
    return Meeting.objects.filter(case=case, on__gte=first, on__lte=end)


def _paid(case: ArrearsCase, first: date, end: date) -> int:
    paid = Payment.objects.filter(tenancy=case.tenancy_id, paid_on__gte=first, paid_on__lte=end)
    return paid.aggregate(total=Sum("amount"))["total"] or 0


def without_meeting(on: date) -> "QuerySet[ArrearsCase]":
    """Open cases with a consent to cooperate and no meeting in the last month (at least one a month is agreed)."""
    month_ago = _month_before(on)
    consented = Consent.objects.filter(
        case=OuterRef("pk"), purpose=Consent.Purpose.FAMILY_SERVICE, withdrawn_on__isnull=True, given_on__lte=month_ago
    )
    met = Meeting.objects.filter(case=OuterRef("pk"), on__gt=month_ago, on__lte=on)
    return ArrearsCase.objects.open().filter(Exists(consented), ~Exists(met)).order_by("opened_on", "number")


def _month_before(on: date) -> date:
    last = on.replace(day=1).toordinal() - 1
    before = date.fromordinal(last)
    return before.replace(day=min(on.day, before.day))
