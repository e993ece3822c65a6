"""Everything that happened in a case on one page: money, letters, talks, plans, demands, legal steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.arrears import letter_outcomes
from cases.arrears.models import ArrearsCase, Demand, PaymentPlan, Reminder, ResidentMessage, notes
from cases.tenancies.models import LedgerEntry
from kernel.money import format_forint

BEFORE = timedelta(days=366)


@dataclass(frozen=True)
class Event:
    """One line: the day, what kind, what happened, and where to read on."""

    on: date
    kind: str
    title: Any
    detail: Any = ""
    amount: int | None = None
    url_name: str = ""
    pk: Any = None


def of(case: ArrearsCase, *, kind: str = "") -> list[Event]:
    """The case's events and a year of money before it, newest first; a constant number of statements."""
    sources = {
        "money": _money, "letter": _letters, "talk": _talks, "plan": _plans, "legal": _demands_and_law,
    }  # fmt: skip
    chosen = [sources[kind]] if kind in sources else list(sources.values())
    events = [event for source in chosen for event in source(case)]
    return sorted(events, key=lambda event: event.on, reverse=True)


def _money(case: ArrearsCase) -> Iterator[Event]:
    rows = (
        LedgerEntry.objects.filter(tenancy_id=case.tenancy_id, on__gte=case.opened_on - BEFORE)
        .select_related("charge", "payment", "reduction")
        .order_by("-on", "-pk")
    )
    for row in rows:
        if row.charge is not None:
            yield Event(row.on, "money", row.charge.title, f"{row.charge.period:%Y. %m.}", row.amount)
        elif row.payment is not None:
            words = _("payment taken back") if row.payment.reverses_id else row.payment.get_source_display()
            yield Event(row.on, "money", words, "", row.amount)
        elif row.reduction is not None:
            yield Event(row.on, "money", row.reduction.get_kind_display(), row.reduction.reason, row.amount)


def _letters(case: ArrearsCase) -> Iterator[Event]:
    rows = Reminder.objects.filter(tenancy_id=case.tenancy_id, state__in=["sent", "failed", "uncertain"])
    for row in rows.select_related("run").filter(Q(run__business_date__gte=case.opened_on - BEFORE)):
        title = format_lazy(_("Reminder, step {step}"), step=row.step)
        on = row.sent_on or row.run.business_date
        yield Event(on, "letter", title, row.get_state_display(), row.amount, "reminder", row.pk)
    yield from _case_letters(case)


def _case_letters(case: ArrearsCase) -> Iterator[Event]:
    for row in letter_outcomes.of_case(case):
        on = timezone.localdate(row.handed_at or row.created_at)
        detail = format_lazy(
            "{channel}: {state}", channel=notes.CHANNELS.get(row.channel, row.channel), state=row.get_state_display()
        )
        yield Event(on, "letter", letter_outcomes.label_of(row), detail, None, "case_letter", row.pk)


def _talks(case: ArrearsCase) -> Iterator[Event]:
    yield from _contacts(case)
    yield from _messages(case)


def _contacts(case: ArrearsCase) -> Iterator[Event]:
    for row in case.contacts.all():
        promise = (
            format_lazy(
                _("{amount} by {day}"), amount=format_forint(row.promised_amount), day=f"{row.promised_on:%Y. %m. %d.}"
            )
            if row.promised_amount and row.promised_on
            else ""
        )
        detail = format_lazy("{promise} {text}", promise=promise, text=row.text) if promise else row.text
        yield Event(row.on, "talk", row.get_kind_display(), detail)


def _messages(case: ArrearsCase) -> Iterator[Event]:
    rows = ResidentMessage.objects.filter(tenancy_id=case.tenancy_id, sent_at__date__gte=case.opened_on - BEFORE)
    for row in rows:
        yield Event(timezone.localdate(row.sent_at), "talk", row.get_kind_display(), row.text)


def _plans(case: ArrearsCase) -> Iterator[Event]:
    for plan in PaymentPlan.objects.filter(case=case):
        named = f"{plan.number} / {plan.version}"
        steps: list[tuple[date | None, Any]] = [
            (plan.frozen_on, _("Payment plan drafted")),
            (plan.proposed_on, _("Payment plan offered")),
            (plan.signed_on, _("Payment plan signed: the debt is acknowledged")),
            (plan.breached_on, _("An instalment or the current bill is missing")),
            (
                plan.ended_on,
                format_lazy("{state}: {why}", state=plan.get_state_display(), why=plan.get_end_reason_display()),
            ),
        ]
        for on, title in steps:
            if on is not None:
                yield Event(on, "plan", title, named, plan.principal, "plan", plan.pk)


def _demands_and_law(case: ArrearsCase) -> Iterator[Event]:
    for demand in Demand.objects.filter(case=case).select_related("notice"):
        steps: list[tuple[date | None, Any]] = [
            (demand.drafted_on, _("Demand drafted")),
            (demand.issued_on, _("Demand approved and posted")),
            (demand.served_on, _("Demand served on everybody")),
            (demand.closed_on, demand.get_state_display()),
        ]
        notice = getattr(demand, "notice", None)
        if notice is not None:
            steps.append((notice.given_on, _("Notice of termination given")))
        for on, title in steps:
            if on is not None:
                yield Event(on, "legal", title, demand.number, demand.amount, "demand", demand.pk)
    for step in case.legal_steps.all():
        days: list[tuple[date | None, Any]] = [
            (step.prepared_on, _("prepared")), (step.filed_on, _("filed")), (step.final_on, _("final")),
            (step.ended_on, step.get_state_display()),
        ]  # fmt: skip
        for on, words in days:
            if on is not None:
                title = format_lazy("{kind}: {words}", kind=step.get_kind_display(), words=words)
                detail = step.outcome or step.reference
                yield Event(on, "legal", title, detail, step.amount or None, "legal_step", step.pk)
