"""Payment plans: drafted, proposed, approved, signed; changed by a new version, ended by a person."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.arrears import (
    budgets,
    cases,
    instalments,
    numbers,
    owing,
    plan_interest,
    plan_limits,
    plan_standing,
    plan_terms,
    policies,
)
from cases.arrears.models import ArrearsCase, ArrearsPolicy, Instalment, PaymentPlan, PlanItem
from cases.arrears.plan_limits import CannotPlan, Terms
from cases.arrears.plan_terms import Due
from cases.tenancies import acknowledgements, lateness, raising, settlement
from cases.tenancies.models import Acknowledgement, Charge, Tenancy
from catalogue.shared import rates
from kernel import audit
from kernel.access import TRUSTED_KINDS, Actor
from kernel.calendar import Calendar
from kernel.refusal import Refused

State, EndReason, Stage = PaymentPlan.State, PaymentPlan.EndReason, ArrearsCase.Stage
LONGEST_OFFER = timedelta(days=45)


class CannotGoOn(Refused):
    """The plan is not in a state for this."""


@transaction.atomic
def draft(
    *,
    case: ArrearsCase,
    terms: Terms,
    on: date,
    calendar: Calendar,
    by: Actor,
    note: str = "",
    replaces: PaymentPlan | None = None,
) -> PaymentPlan:
    """A plan over everything that is overdue on the day, by the office's rules of the day.

    A draft or offer that waits is replaced. Beyond the adviser's limit, beyond what the household's budget can
    carry, and for a second plan within the waiting time, a second person has to approve. Refuses a closed case,
    an account that owes nothing, terms outside the office's limits, days in the wrong order, and a second plan
    too soon without a hardship.
    """
    case = ArrearsCase.objects.locked(case.pk)
    Tenancy.objects.locked(case.tenancy_id)
    if not case.is_open:
        raise CannotPlan(_("This case is closed: open a new one before a plan is made."))
    policy = policies.in_force(on)
    open_charges = owing.demandable(case.tenancy_id, on=on)
    principal = sum(owing.open_amount(charge) for charge in open_charges)
    if principal <= 0:
        raise CannotPlan(_("Nothing is overdue on this account, so there is nothing to pay in instalments."))
    parts, interest = _agreed(open_charges, terms, step=policy.instalment_step, on=on, calendar=calendar)
    needs_approval = plan_limits.check(case, terms, parts, policy, owed=principal, on=on, replaces=replaces)
    verdict = budgets.affordable(case=case, instalment=parts.instalments[0], on=on)
    needs_approval = needs_approval or (verdict.is_known and not verdict.is_affordable)
    _drop_waiting(case, on=on, by=by)
    plan = _write_down(
        case, policy, terms=terms, down=parts.down, principal=principal, expected_interest=interest,
        needs_approval=needs_approval, replaces=replaces, on=on, note=note, by=by,
    )  # fmt: skip
    dues = _schedule(parts, terms, on=on, calendar=calendar)
    Instalment.objects.bulk_create(
        Instalment(plan=plan, number=due.number, due_on=due.due_on, amount=due.amount) for due in dues
    )
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, charge=charge, amount=owing.open_amount(charge)) for charge in open_charges
    )
    audit.record(by, "plan_drafted", plan, principal=principal, instalments=len(parts.instalments), down=parts.down)
    return plan


def _agreed(
    open_charges: Sequence[Charge], terms: Terms, *, step: int, on: date, calendar: Calendar
) -> tuple[instalments.Split, int]:
    """The amounts to be paid, and the forints of late interest that are among them."""
    owed = sum(owing.open_amount(charge) for charge in open_charges)
    parts = instalments.split(owed, count=terms.count, step=step, down=terms.down)
    if terms.interest == PaymentPlan.Interest.NONE:
        return parts, 0
    if not raising.rule_on(on).charges_interest:
        raise CannotPlan(_("The office charges no late interest: choose a plan without interest."))
    interest = plan_interest.expected(
        [settlement.open_item(charge) for charge in open_charges],
        _schedule(parts, terms, on=on, calendar=calendar),
        bearing={str(charge.pk) for charge in open_charges if charge.kind in lateness.BEARING},
        rates=rates.base_rates(),
    )
    return instalments.split(owed + interest, count=terms.count, step=step, down=terms.down), interest


def _schedule(parts: instalments.Split, terms: Terms, *, on: date, calendar: Calendar) -> list[Due]:
    return plan_terms.schedule(
        down=parts.down,
        down_due_on=terms.down_due_on or on + timedelta(days=8),
        amounts=parts.instalments,
        first_due_on=terms.first_due_on,
        calendar=calendar,
    )


def _write_down(
    case: ArrearsCase, policy: ArrearsPolicy, *, terms: Terms, down: int, principal: int, expected_interest: int,
    needs_approval: bool, replaces: PaymentPlan | None, on: date, note: str, by: Actor,
) -> PaymentPlan:  # fmt: skip
    """The plan's row, with the office's rules of the day copied into it."""
    charged, paid = plan_standing.frozen(case.tenancy_id, on=on)
    return PaymentPlan.objects.create(
        number=replaces.number if replaces else numbers.next_number(numbers.PLAN),
        version=_next_version(replaces),
        replaces=replaces,
        case=case,
        tenancy_id=case.tenancy_id,
        frozen_on=on,
        principal=principal,
        expected_interest=expected_interest,
        charged_frozen=charged,
        paid_frozen=paid,
        down=down,
        step=policy.instalment_step,
        interest=terms.interest,
        needs_current_bill=policy.needs_current_bill,
        grace_days=policy.grace_days,
        tolerance=policy.tolerance,
        missed_for_breach=policy.missed_for_breach,
        cure_days=policy.cure_days,
        needs_approval=needs_approval,
        drafted_by=by.actor_id,
        note=note[:300],
    )


def _next_version(replaces: PaymentPlan | None) -> int:
    if replaces is None:
        return 1
    latest = PaymentPlan.objects.filter(number=replaces.number).order_by("-version").first()
    return (latest or replaces).version + 1


def _drop_waiting(case: ArrearsCase, *, on: date, by: Actor) -> None:
    for waiting in PaymentPlan.objects.filter(tenancy_id=case.tenancy_id, state__in=PaymentPlan.WAITING):
        end(waiting, state=State.CANCELLED, reason=EndReason.NOT_SIGNED, on=on, by=by)


@transaction.atomic
def propose(*, plan: PaymentPlan, on: date, by: Actor) -> PaymentPlan:
    """Show the draft to the client as an offer. Refuses any other state than draft."""
    plan = _in(plan, State.DRAFT)
    plan.state, plan.proposed_on = State.PROPOSED, on
    plan.save(update_fields=["state", "proposed_on"])
    cases.follow_plan(plan.case_id, stage=Stage.OFFER, by=by)
    audit.record(by, "plan_proposed", plan)
    return plan


@transaction.atomic
def approve(*, plan: PaymentPlan, by: Actor) -> PaymentPlan:
    """A second person agrees to a plan beyond the adviser's limits. Refuses whoever drafted it."""
    plan = _in(plan, *PaymentPlan.WAITING)
    if by.actor_id == plan.drafted_by and by.actor_kind not in TRUSTED_KINDS:
        raise CannotGoOn(_("You drafted this plan, so somebody else has to approve it."))
    if plan.approved_by:
        raise CannotGoOn(_("This plan is approved already."))
    plan.approved_by, plan.approved_at = by.actor_id, timezone.now()
    plan.save(update_fields=["approved_by", "approved_at"])
    audit.record(by, "plan_approved", plan)
    return plan


@transaction.atomic
def sign(*, plan: PaymentPlan, on: date, by: Actor) -> PaymentPlan:
    """The client has signed: the debt is acknowledged and the plan holds, after the down payment if there is one.

    A plan that this one changes is superseded. Refuses an offer that is not proposed, not approved although it
    has to be, older than 45 days, or dated before it was made.
    """
    plan = _in(plan, State.PROPOSED)
    if plan.needs_approval and not plan.approved_by:
        raise CannotGoOn(_("A second person has to approve this plan before it is signed."))
    if not plan.frozen_on <= on <= plan.frozen_on + LONGEST_OFFER:
        raise CannotGoOn(_("The figures of this offer are too old or its day is wrong: draft it anew, then sign."))
    earlier = plan.replaces
    if earlier is not None:
        end(PaymentPlan.objects.locked(earlier.pk), state=State.SUPERSEDED, reason=EndReason.CHANGED, on=on, by=by)
    if PaymentPlan.objects.running().filter(tenancy_id=plan.tenancy_id).exists():
        raise CannotGoOn(_("Another plan of this household is running: change that one instead."))
    plan.state, plan.signed_on = (State.SIGNED if plan.down else State.LIVE), on
    plan.save(update_fields=["state", "signed_on"])
    _acknowledge(plan, on=on, by=by)
    cases.follow_plan(plan.case_id, stage=Stage.PLAN_ACTIVE, by=by)
    audit.record(by, "plan_signed", plan, principal=plan.principal)
    return plan


def _acknowledge(plan: PaymentPlan, *, on: date, by: Actor) -> None:
    """A signed agreement acknowledges the debt: the limitation of what is still open of it starts again (6:25. §)."""
    still_open = {charge.pk for charge in owing.demandable(plan.tenancy_id, on=on)}
    signed = [item.charge_id for item in covered(plan) if item.charge_id in still_open]
    if signed:
        acknowledgements.acknowledge(
            tenancy=plan.tenancy, on=on, kind=Acknowledgement.Kind.AGREEMENT, charge_ids=signed, note=plan.number, by=by
        )


@transaction.atomic
def change(*, plan: PaymentPlan, terms: Terms, on: date, calendar: Calendar, by: Actor, note: str = "") -> PaymentPlan:
    """A new version over what is owed now; the old one goes on until the new one is signed, and stays on record.

    Refuses a plan that does not run.
    """
    plan = _in(plan, *PaymentPlan.RUNNING)
    return draft(case=plan.case, terms=terms, on=on, calendar=calendar, by=by, note=note, replaces=plan)


@transaction.atomic
def withdraw(*, plan: PaymentPlan, reason: str, on: date, by: Actor) -> PaymentPlan:
    """End a plan or an offer by hand: the client withdrew, or the office ends it. Refuses one that has ended."""
    plan = _in(plan, *PaymentPlan.WAITING, *PaymentPlan.RUNNING)
    if reason not in {EndReason.WITHDRAWN, EndReason.BY_HAND, EndReason.NOT_SIGNED}:
        raise CannotGoOn(_("Say why the plan ends: choose one of the reasons."))
    was_running = plan.is_running
    end(plan, state=State.CANCELLED, reason=reason, on=on, by=by)
    if was_running:
        cases.follow_plan(plan.case_id, stage=Stage.ASSESSMENT, by=by)
    return plan


def end(plan: PaymentPlan, *, state: str, reason: str, on: date, by: Actor) -> None:
    """Write a plan's end, in the caller's transaction."""
    plan.state, plan.ended_on, plan.end_reason = state, on, reason
    plan.save(update_fields=["state", "ended_on", "end_reason"])
    audit.record(by, "plan_ended", plan, reason=reason)


def _in(plan: PaymentPlan, *states: str) -> PaymentPlan:
    """The plan locked. Refuses any other state."""
    locked = PaymentPlan.objects.locked(plan.pk)
    if locked.state not in states:
        raise CannotGoOn(
            _("This is not possible now, the plan is: %(state)s. Look at it again.")
            % {"state": locked.get_state_display()}
        )
    return locked


def covered(plan: PaymentPlan) -> Sequence[PlanItem]:
    """The charges that the plan covers, oldest first."""
    return list(plan.items.select_related("charge").order_by("charge__due_on", "pk"))
