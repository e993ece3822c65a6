"""What the pages of a case show: the advice with its buttons, the running plan, open papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.arrears import plan_standing, worklists
from cases.arrears.models import ArrearsCase, Demand, LegalStep, PaymentPlan
from cases.arrears.permissions import ArrearsPermission
from cases.arrears.plan_standing import PlanStanding
from cases.arrears.recommending import Advice
from kernel import access
from kernel.access import Actor
from tenants.accounts.models import StaffMember

KINDS = [
    ("", _("everything")), ("money", _("money")), ("letter", _("letters")), ("talk", _("talks")), ("plan", _("plans")),
    ("legal", _("legal steps")),
]  # fmt: skip
STAGE_TONES = {
    "intake": "warn", "assessment": "plain", "offer": "plain", "plan_active": "good", "warning": "warn",
    "broken": "bad", "referred": "plain", "legal": "bad", "completed": "good", "closed_uncollectable": "quiet",
}  # fmt: skip
PLAN_TONES = {
    "draft": "quiet", "proposed": "plain", "signed": "plain", "live": "good", "breached": "warn", "completed": "good",
    "cancelled": "quiet", "superseded": "quiet",
}  # fmt: skip


@dataclass(frozen=True)
class Linked:
    """One advice and where its button leads; no button where it is blocked or the user may not."""

    advice: Advice
    url: str


def first_list(counts: dict[str, int]) -> worklists.WorkList:
    """The first list with something on it, otherwise all open cases."""
    return next((item for item in worklists.LISTS if counts[item.code]), worklists.BY_CODE["all"])


def linked(case: ArrearsCase, advices: Sequence[Advice], user: Actor) -> list[Linked]:
    """Each advice with the address that its button leads to."""
    urls = _urls(case) if access.allowed(user, ArrearsPermission.CASES_WRITE) else {}
    return [Linked(item, urls.get(item.action, "") if item.is_possible else "") for item in advices]


def _urls(case: ArrearsCase) -> dict[str, str]:
    plan = PaymentPlan.objects.exclude(state__in=PaymentPlan.ENDED).filter(case=case).order_by("-drafted_at").first()
    demand = Demand.objects.open().filter(case=case).first()
    note = reverse("contact_new", args=[case.pk])
    urls = {
        "talk": f"{note}?kind=talk",
        "refer": f"{note}?kind=note",
        "plan_new": reverse("plan_new", args=[case.pk]),
        "demand": reverse("demand_new", args=[case.pk]),
        "close": reverse("case_close", args=[case.pk]),
        "order_for_payment": reverse("legal_new", args=[case.pk]) + "?kind=order_for_payment",
        "lawsuit": reverse("legal_new", args=[case.pk]) + "?kind=lawsuit",
    }
    if plan is not None:
        urls["plan"] = urls["plan_change"] = reverse("plan", args=[plan.pk])
    if demand is not None:
        urls["notice"] = reverse("demand", args=[demand.pk])
    return urls


def running_plan(case: ArrearsCase, *, on: date) -> PlanStanding | None:
    """The plan that runs, with how it stands today."""
    plan = PaymentPlan.objects.running().filter(case=case).select_related("tenancy").first()
    return plan_standing.of([plan], on=on)[plan.pk] if plan else None


def open_papers(case: ArrearsCase) -> list[tuple[Any, str, str, str]]:
    """Offers and demands that are open: kind, number, state, address."""
    found: list[tuple[Any, str, str, str]] = [
        (_("Payment plan"), plan.number, plan.get_state_display(), reverse("plan", args=[plan.pk]))
        for plan in PaymentPlan.objects.filter(case=case, state__in=PaymentPlan.WAITING)
    ]
    found += [
        (step.get_kind_display().capitalize(), "", step.get_state_display(), reverse("legal_step", args=[step.pk]))
        for step in case.legal_steps.filter(state__in=LegalStep.OPEN)
    ]
    return found + [
        (_("Demand"), demand.number, demand.get_state_display(), reverse("demand", args=[demand.pk]))
        for demand in Demand.objects.open().filter(case=case)
    ]


def who(account_id: UUID | None) -> str:
    """A colleague's name; empty for nobody."""
    if account_id is None:
        return ""
    return StaffMember.objects.filter(pk=account_id).values_list("name", flat=True).first() or ""


def initial(case: ArrearsCase) -> dict[str, Any]:
    names = ("version", "next_on", "next_action", "causes", "has_minor", "disconnection_on", "eviction_on")
    return {**{name: getattr(case, name) for name in names}, "adviser_id": str(case.adviser_id or "")}
