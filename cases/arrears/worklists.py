"""The adviser's lists: which cases want something, and why, the most urgent day on top."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cases.arrears import clock
from cases.arrears.eviction import moratorium_end
from cases.arrears.models import ArrearsCase, Contact, Demand, Notice, PaymentPlan
from cases.tenancies.models import LedgerEntry, Tenancy, TenancyParty

SOON = timedelta(days=30)
APPLY_WITHIN = timedelta(days=60)
# The service governs by deadline; two rest days and a long holiday at the most move a pay-by day.
LONGEST_WINDOW = timedelta(days=clock.DAYS_TO_PAY + clock.DAYS_TO_TERMINATE + 8)


@dataclass(frozen=True)
class WorkList:
    """One list: its code in the address, its words, which open cases are on it."""

    code: str
    label: Any
    hint: Any
    on_it: Callable[[date], Q]
    is_urgent: bool = False


def _due(on: date) -> Q:
    return Q(next_on__lte=on)


def _promised(on: date) -> Q:
    kept_or_broken = Contact.objects.filter(kind=Contact.Kind.PROMISE, promised_on__lte=on, promised_on__gte=on - SOON)
    return Q(pk__in=kept_or_broken.values("case"))


def _breached(on: date) -> Q:
    return Q(pk__in=PaymentPlan.objects.filter(state=PaymentPlan.State.BREACHED).values("case"))


def _offers(on: date) -> Q:
    return Q(pk__in=PaymentPlan.objects.filter(state__in=PaymentPlan.WAITING).values("case"))


def _approvals(on: date) -> Q:
    plans = PaymentPlan.objects.filter(state=PaymentPlan.State.PROPOSED, needs_approval=True, approved_by="")
    notices = Notice.objects.filter(state=Notice.State.DRAFT)
    return (
        Q(pk__in=plans.values("case"))
        | Q(pk__in=Demand.objects.filter(state=Demand.State.DRAFT).values("case"))
        | Q(pk__in=notices.values("demand__case"))
        | Q(legal_steps__state="prepared")
    )


def _window(on: date) -> Q:
    open_now = Demand.objects.filter(state=Demand.State.SERVED, pay_by__lt=on, served_on__gte=on - LONGEST_WINDOW)
    return Q(pk__in=open_now.values("case"))


def _service(on: date) -> Q:
    return Q(pk__in=Demand.objects.filter(state=Demand.State.ISSUED).values("case"))


def _moratorium(on: date) -> Q:
    """Evictions that wait for the end of the winter moratorium that covers the day, or the next spring's."""
    end = moratorium_end(on) or date(on.year + 1, 4, 30)
    waiting = ["final", "filed", "approved"]
    return Q(legal_steps__kind__in=["enforcement", "eviction"], legal_steps__state__in=waiting) & (
        Q(legal_steps__scheduled_on__isnull=True) | Q(legal_steps__scheduled_on__gt=end - SOON)
    )


LISTS = (
    WorkList("due", _("due today"), _("What you planned for today or earlier."), _due, True),
    WorkList(
        "approve",
        _("to approve"),
        _("Plans, demands, notices and legal steps that wait for a second person."),
        _approvals,
        True,
    ),
    WorkList(
        "window",
        _("to decide: notice or not"),
        _("The demand is unpaid and the eight days to decide run."),
        _window,
        True,
    ),
    WorkList("breached", _("breached plans"), _("Call before the days to make good are over."), _breached, True),
    WorkList("promised", _("promised"), _("The promised day has come: did the money?"), _promised),
    WorkList(
        "service",
        _("waiting for service"),
        _("Record each return receipt: the latest one starts the clock."),
        _service,
    ),
    WorkList("offers", _("offers waiting"), _("Plans that are drafted or offered and not signed."), _offers),
    WorkList(
        "disconnection",
        _("disconnections"),
        _("A utility is to be cut off within 30 days."),
        lambda on: Q(disconnection_on__gte=on, disconnection_on__lte=on + SOON),
    ),
    WorkList(
        "eviction",
        _("evictions"),
        _("An eviction is set within 30 days: open the crisis referral now."),
        lambda on: Q(eviction_on__gte=on, eviction_on__lte=on + SOON),
        True,
    ),
    WorkList("moratorium", _("after the moratorium"), _("Enforcements that may go on after 30 April."), _moratorium),
    WorkList(
        "idle", _("without a next step"), _("Nobody has said what happens next."), lambda on: Q(next_on__isnull=True)
    ),
    WorkList("all", _("all open cases"), "", lambda on: Q()),
)
BY_CODE = {item.code: item for item in LISTS}


def counts(on: date) -> dict[str, int]:
    """How many open cases are on each list, in one statement."""
    found: dict[str, int] = ArrearsCase.objects.open().aggregate(
        **{item.code: Count("pk", filter=item.on_it(on), distinct=True) for item in LISTS}
    )
    return found


def rows(code: str, *, on: date, adviser: str = "") -> "QuerySet[Any]":
    """The cases of one list with name, address, balance and running plan; the earliest next day on top."""
    balance = LedgerEntry.objects.filter(tenancy=OuterRef("tenancy")).values("tenancy").annotate(t=Sum("amount"))
    first = TenancyParty.objects.filter(tenancy=OuterRef("tenancy"), until__isnull=True).order_by("position")
    plan = PaymentPlan.objects.running().filter(case=OuterRef("pk"))
    found = ArrearsCase.objects.open().filter(pk__in=ArrearsCase.objects.filter(BY_CODE[code].on_it(on)).values("pk"))
    if adviser:
        found = found.filter(adviser_id=adviser)
    return (
        found.select_related("tenancy__dwelling")
        .annotate(
            main_party=Subquery(first.values("person__name")[:1]),
            balance=Coalesce(Subquery(balance.values("t"), output_field=IntegerField()), Value(0)),
            plan_state=Subquery(plan.values("state")[:1]),
        )
        .order_by(F("next_on").asc(nulls_last=True), "number")
    )


def overstayers(on: date) -> "QuerySet[Tenancy]":
    """Fixed-term tenants who may still live there: the owner can apply to court within 60 days of the end.

    A flat that was let again meanwhile is left out (1994:LIII 182/A. §, squatters after a fixed term).
    """
    again = Tenancy.objects.filter(dwelling=OuterRef("dwelling"), starts_on__gt=OuterRef("ends_on"))
    ended = Tenancy.objects.filter(ends_on__lt=on, ends_on__gte=on - APPLY_WITHIN)
    return ended.exclude(Exists(again)).select_related("dwelling").order_by("ends_on", "number")
