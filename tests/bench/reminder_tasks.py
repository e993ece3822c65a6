"""The plain way of a reminder run: one task a tenancy with the ORM, against the run of the whole office."""

import time
from typing import Any

from tests.bench.reminder_offices import ON, Size, seconds

ROUNDS = 3


def task_speed(office: Any, size: Size) -> dict[str, Any]:
    """One task a tenancy – enter the office, ask, decide, write, commit – against the run of the whole office.

    No broker and no reconnecting are counted, only the task's own work. Both must decide the same.
    """
    from django.db import transaction

    from cases.arrears import planning
    from cases.arrears.models import Reminder, ReminderRun
    from cases.tenancies.models import Tenancy
    from kernel.access import SYSTEM
    from tenants import context

    decided = ("tenancy_id", "step", "period", "amount", "months", "oldest_due_on", "state", "exclusion", "channel")
    with context.entered(office):
        chosen = list(Tenancy.objects.order_by("number").values_list("pk", flat=True)[: size.looped])
        planning.plan(on=ON, by=SYSTEM)
        ours = set(Reminder.objects.filter(tenancy__in=chosen).values_list(*decided))

        def emptied() -> None:
            Reminder.objects.all()._raw_delete("default")
            ReminderRun.objects.all()._raw_delete("default")

        whole, tasks = [], []
        for _round in range(ROUNDS):
            emptied()
            whole.append(seconds(lambda: planning.plan(on=ON, by=SYSTEM)))
            emptied()
            run = ReminderRun.objects.create(business_date=ON, planned_by="x")
            started = time.perf_counter()
            for tenancy_id in chosen:
                with context.entered(office), transaction.atomic():
                    one_task(run, tenancy_id)
            tasks.append(time.perf_counter() - started)
        theirs = set(Reminder.objects.values_list(*decided))
        emptied()
        planning.plan(on=ON, by=SYSTEM)
    each, ours_each = min(tasks) / len(chosen), min(whole) / size.tenancies
    return {
        "id": "P1-tasks", "tenancies": size.tenancies, "plan_s": round(min(whole), 4), "tasks": len(chosen),
        "tasks_s": round(min(tasks), 3), "ratio": round(each / ours_each), "same_decisions": ours == theirs,
    }  # fmt: skip


def one_task(run: Any, tenancy_id: Any) -> None:
    """What a task for one tenancy does with the ORM: every fact asked for by itself, the same decision, one row."""
    from django.db.models import F, Q, Sum
    from django.db.models.functions import Coalesce

    from cases.arrears import ladder, overlays
    from cases.arrears.models import Demand, Pause, PaymentPlan, Reminder
    from cases.tenancies import lapses
    from cases.tenancies.models import Tenancy

    let = Tenancy.objects.select_for_update().get(pk=tenancy_id)
    charges = let.charges.filter(due_on__lt=ON).annotate(paid=Coalesce(Sum("shares__amount"), 0))
    charges = list(charges.annotate(left=F("amount") - F("paid")).filter(left__gt=0))
    lapsed = lapses.barred(charges, on=ON)
    charges = [charge for charge in charges if charge.pk not in lapsed]
    if not charges:
        return
    amount, months = sum(charge.left for charge in charges), len({charge.period for charge in charges})
    oldest, period = min(charge.due_on for charge in charges), min(charge.period for charge in charges)
    sent = let.reminders.exclude(state__in=["excluded", "cancelled"]).filter(period=period).order_by("-step")
    last = sent.select_related("run").first()
    done = last.step if last else 0
    step = next((step for step in ladder.steps_on(ON) if step.number > done), None)
    if step is not None and (ON - oldest).days < step.days_overdue:
        return
    if step is not None and last and (ON - last.run.business_date).days < step.days_after_previous:
        return
    people = [
        party.person for party in let.parties.filter(Q(until__isnull=True) | Q(until__gte=ON)).select_related("person")
    ]
    held = list(Pause.objects.filter(tenancy=let, starts_on__lte=ON, ends_on__gte=ON).values_list("reason", flat=True))
    if PaymentPlan.objects.running().filter(tenancy=let).exists():
        held.append(Pause.Reason.PLAN)
    if let.pk in (above := overlays.from_above(ON)):
        held.append(above[let.pk])
    exclusion = ""
    if (let.starts_on and let.starts_on > ON) or (let.ends_on and let.ends_on < ON):
        exclusion = "no_valid_tenancy"
    elif let.death_reported or any(who.is_deceased for who in people):
        exclusion = "deceased"
    elif not people:
        exclusion = "data_gap"
    elif all(who.undeliverable_since for who in people):
        exclusion = "undeliverable"
    elif held:
        exclusion = {"plan": "live_plan", "other": "pause"}.get(str(held[0]), str(held[0]))
    elif Demand.objects.filter(tenancy=let, state__in=["issued", "served", "terminated"]).exists():
        exclusion = "demanded"
    elif let.reminders.filter(state__in=["planned", "released", "uncertain", "failed"]).exists():
        exclusion = "earlier_open"
    elif step is None:
        exclusion = "ladder_done"
    elif amount < step.minimum_amount or months < step.minimum_months:
        exclusion = "below_threshold"
    channel = "" if exclusion else "post"
    if step is not None and not exclusion and step.channel == "email":
        channel = "email" if any(who.email and not who.email_bounced_on for who in people) else "post"
    Reminder.objects.create(
        run=run, tenancy=let, step=step.number if step else done, period=period, amount=amount, months=months,
        oldest_due_on=oldest, state="excluded" if exclusion else "planned", exclusion=exclusion, channel=channel,
    )  # fmt: skip
