"""The facts of one case for the recommendation, gathered from the office's rows."""

from datetime import date, timedelta

from cases.arrears import clock, ladder, overlays, owing, policies, recommending
from cases.arrears.models import ArrearsCase, Contact, Demand, LegalStep, PaymentPlan
from cases.arrears.recommending import Advice, Facts, Rung
from kernel.calendar import Calendar


def of(case: ArrearsCase, *, on: date, calendar: Calendar) -> list[Advice]:
    """What to do next in the case on the day; a constant number of statements, nothing is written."""
    return recommending.recommend(facts_of(case, on=on, calendar=calendar)) if case.is_open else []


def facts_of(case: ArrearsCase, *, on: date, calendar: Calendar) -> Facts:
    owed = owing.owed([case.tenancy_id], on=on).get(case.tenancy_id)
    tenancy = case.tenancy
    plan = PaymentPlan.objects.exclude(state__in=PaymentPlan.ENDED).filter(tenancy=tenancy).order_by("-drafted_at")
    current = plan.first()
    demand = Demand.objects.open().filter(tenancy=tenancy).select_related("notice").first()
    last = Contact.objects.filter(case=case).order_by("-on").values_list("on", flat=True).first()
    notice = getattr(demand, "notice", None) if demand else None
    return Facts(
        on=on,
        owed=owed.amount if owed else 0,
        months=owed.months if owed else 0,
        days_overdue=(on - owed.oldest_due_on).days if owed else 0,
        stage=case.stage,
        has_title=not any(day is not None and day < on for day in (tenancy.ends_on, tenancy.title_ends_on)),
        holds=[(item.label, item.until) for item in overlays.of(tenancy, on=on)],
        plan_state=current.state if current else "",
        plan_may_follow=_may_follow(case, on=on),
        cure_by=current.cure_by if current else None,
        demand_state=demand.state if demand else "",
        window=clock.termination_window(demand.served_on, calendar) if demand and demand.served_on else None,
        notice_state=notice.state if notice else "",
        days_since_contact=(on - last).days if last else None,
        open_legal=frozenset(case.legal_steps.filter(state__in=LegalStep.OPEN).values_list("kind", flat=True)),
        rungs=[
            Rung(step.action, step.name, step.days_overdue, step.minimum_amount, step.minimum_months)
            for step in ladder.all_steps_on(on)
        ],
        eviction_on=case.eviction_on,
        disconnection_on=case.disconnection_on,
        has_minor=case.has_minor,
    )


def _may_follow(case: ArrearsCase, *, on: date) -> bool:
    """Whether a new plan needs no hardship: none was broken within the office's waiting time."""
    months = policies.in_force(on).wait_months_after_break
    since = on - timedelta(days=months * 365 // 12)
    return not PaymentPlan.objects.filter(
        tenancy_id=case.tenancy_id, end_reason=PaymentPlan.EndReason.BROKEN, ended_on__gt=since
    ).exists()
