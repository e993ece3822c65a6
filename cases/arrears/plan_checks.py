"""Every night: what each running plan expected against what came, and what follows from it."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import OperationalError, transaction
from django.db.models import Prefetch

from cases.arrears import case_letters, cases, letters, owing, plan_interest, plan_standing, plans
from cases.arrears.models import ArrearsCase, LetterText, PaymentPlan, PlanCheck
from cases.arrears.plan_standing import PlanStanding
from cases.tenancies.models import TenancyParty
from kernel import audit, faults
from kernel.access import Actor

log = logging.getLogger(__name__)
State, EndReason, Stage = PaymentPlan.State, PaymentPlan.EndReason, ArrearsCase.Stage


@dataclass(frozen=True)
class Checked:
    """How many plans were looked at, how many changed how, and how many could not be followed."""

    looked_at: int = 0
    went_live: int = 0
    breached: int = 0
    cured: int = 0
    broken: int = 0
    completed: int = 0
    stuck: int = 0


def check_all(*, on: date, writer: letters.Writer, by: Actor) -> Checked:
    """Look at every running plan of the office; the same night again changes nothing and writes nothing twice.

    Payments count by the day they were paid, so a postal payment under way breaks no plan: a plan is
    broken only when its days to make good and its days of grace are over and the money is still missing.
    All in one transaction; when one plan cannot be followed, again with each plan in a savepoint of its own.
    """
    try:
        return _check_all(on=on, writer=writer, by=by, follow=_follow)
    except OperationalError:  # the connection, a lock, the whole database: no plan's fault
        raise
    except Exception:
        log.exception("a plan cannot be followed: each is looked at alone")
        return _check_all(on=on, writer=writer, by=by, follow=_follow_alone)


@transaction.atomic
def _check_all(*, on: date, writer: letters.Writer, by: Actor, follow: Callable[..., str]) -> Checked:
    running = list(
        PaymentPlan.objects.select_for_update(of=("self",))
        .running()
        .select_related("tenancy__dwelling", "case")
        .prefetch_related(Prefetch("tenancy__parties", TenancyParty.objects.select_related("person")))
        .order_by("pk")
    )
    standings = plan_standing.of(running, on=on)
    owed = owing.owed([plan.tenancy_id for plan in running], on=on)
    _keep_evidence(list(standings.values()), on=on)
    faults.point("plans.evidence")
    counts: dict[str, int] = {}
    for plan in running:
        outcome = follow(standings[plan.pk], owes=plan.tenancy_id in owed, on=on, writer=writer, by=by)
        counts[outcome] = counts.get(outcome, 0) + 1
        faults.point("plans.followed")
    counts.pop("", None)
    audit.record(by, "plans_checked", None, on=on.isoformat(), looked_at=len(running), **counts)
    faults.point("plans.audited")
    return Checked(looked_at=len(running), **counts)


def _keep_evidence(standings: Sequence[PlanStanding], *, on: date) -> None:
    PlanCheck.objects.bulk_create(
        [
            PlanCheck(
                plan=item.plan,
                on=on,
                expected=item.standing.expected,
                actual=item.standing.actual,
                shortfall=item.standing.shortfall,
                missed=item.standing.missed,
            )
            for item in standings
        ],
        ignore_conflicts=True,
    )


def _follow_alone(item: PlanStanding, *, owes: bool, on: date, writer: letters.Writer, by: Actor) -> str:
    """One plan that cannot be followed stays as it is, is written down, and must not keep the others."""
    try:
        with transaction.atomic():
            return _follow(item, owes=owes, on=on, writer=writer, by=by)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("plan %s cannot be followed", item.plan.pk)
        plan = PaymentPlan.objects.get(pk=item.plan.pk)
        audit.record(by, "plan_check_failed", plan, reason=type(error).__name__)
        return "stuck"


def _follow(item: PlanStanding, *, owes: bool, on: date, writer: letters.Writer, by: Actor) -> str:
    """Bring one plan to where its money is; the name of what changed, or an empty string."""
    plan, standing = item.plan, item.standing
    if not owes and plan_interest.is_settled(plan, standing, on=on, by=by):
        return _complete(plan, on=on, writer=writer, by=by)
    if plan.state == State.SIGNED and _down_is_here(item):
        return _go(plan, State.LIVE, "went_live", stage=Stage.PLAN_ACTIVE, by=by)
    if plan.state == State.BREACHED and standing.is_kept:
        return _go(plan, State.LIVE, "cured", stage=Stage.PLAN_ACTIVE, by=by)
    if plan.state != State.BREACHED and standing.missed >= plan.missed_for_breach:
        return _breach(item, on=on, writer=writer, by=by)
    if plan.state == State.BREACHED and plan.cure_by and on > plan.cure_by + timedelta(days=plan.grace_days):
        return _break(plan, on=on, writer=writer, by=by)
    return ""


def _down_is_here(item: PlanStanding) -> bool:
    return item.standing.next_due is None or item.standing.next_due.number > 0


def _go(plan: PaymentPlan, state: str, outcome: str, *, stage: str, by: Actor) -> str:
    plan.state, plan.breached_on, plan.cure_by = state, None, None
    plan.save(update_fields=["state", "breached_on", "cure_by"])
    cases.follow_plan(plan.case_id, stage=stage, by=by)
    audit.record(by, f"plan_{outcome}", plan)
    return outcome


def _breach(item: PlanStanding, *, on: date, writer: letters.Writer, by: Actor) -> str:
    """An instalment or the current bill is missing: a warning goes out and the days to make good begin."""
    plan = item.plan
    plan.state, plan.breached_on = State.BREACHED, on
    plan.cure_by = writer.calendar.deadline(on, plan.cure_days)
    plan.save(update_fields=["state", "breached_on", "cure_by"])
    cases.follow_plan(plan.case_id, stage=Stage.WARNING, by=by)
    audit.record(by, "plan_breached", plan, missed=item.standing.missed, shortfall=item.standing.shortfall)
    _write(plan, LetterText.Code.PLAN_WARNING, item.standing.shortfall, pay_by=plan.cure_by, writer=writer, by=by)
    return "breached"


def _break(plan: PaymentPlan, *, on: date, writer: letters.Writer, by: Actor) -> str:
    """Not made good in time: the plan is over, everything is due, and the ladder goes on."""
    rest = owing.owed([plan.tenancy_id], on=on)[plan.tenancy_id].amount
    _write(plan, LetterText.Code.PLAN_BROKEN, rest, pay_by=None, writer=writer, by=by)
    plans.end(plan, state=State.CANCELLED, reason=EndReason.BROKEN, on=on, by=by)
    cases.follow_plan(plan.case_id, stage=Stage.BROKEN, by=by)
    return "broken"


def _complete(plan: PaymentPlan, *, on: date, writer: letters.Writer, by: Actor) -> str:
    plans.end(plan, state=State.COMPLETED, reason=EndReason.PAID, on=on, by=by)
    _write(plan, LetterText.Code.PLAN_DONE, 0, pay_by=None, writer=writer, by=by)
    case = ArrearsCase.objects.get(pk=plan.case_id)
    cases.follow_plan(plan.case_id, stage=Stage.ASSESSMENT, by=by)
    with suppress(cases.CannotClose):  # a legal step is still open: the adviser closes the case
        cases.close(case=case, outcome=Stage.COMPLETED, on=on, by=by)
    return "completed"


def _write(
    plan: PaymentPlan, code: str, amount: int, *, pay_by: date | None, writer: letters.Writer, by: Actor
) -> None:
    values = {"plan": plan.number, "cure_by": plan.cure_by or ""}
    request = case_letters.Request(
        code=code,
        tenancy=plan.tenancy,
        number=f"{plan.number}/{writer.on:%Y%m%d}",
        amount=amount,
        parties=letters.parties_on(plan.tenancy, writer.on),
        values=values,
        reference=plan.tenancy.number,
        pay_by=pay_by,
    )
    key = f"{code}:{plan.pk.hex}:{plan.breached_on or writer.on}"
    case_letters.post(request, writer=writer, subject=plan, key=key, by=by)
