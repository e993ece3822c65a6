"""What to do next in a case, in order, each with its reasons and what blocks it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cases.arrears.clock import TerminationWindow
from kernel.money import format_forint

QUIET_DAYS = 21


@dataclass(frozen=True)
class Rung:
    """One step of the office's ladder that a person takes: its action and thresholds."""

    action: str
    name: str
    days: int
    amount: int
    months: int


@dataclass(frozen=True)
class Facts:
    """The case on a day, as figures and codes. Forints and days; `holds` are the overlays' words with their ends."""

    on: date
    owed: int
    months: int
    days_overdue: int
    stage: str
    has_title: bool = True
    holds: Sequence[tuple[Any, date | None]] = ()
    plan_state: str = ""
    plan_may_follow: bool = True
    cure_by: date | None = None
    demand_state: str = ""
    window: TerminationWindow | None = None
    notice_state: str = ""
    days_since_contact: int | None = None
    open_legal: frozenset[str] = frozenset()
    rungs: Sequence[Rung] = ()
    eviction_on: date | None = None
    disconnection_on: date | None = None
    has_minor: bool = False


@dataclass(frozen=True)
class Advice:
    """One thing to do. With blockers it is shown, greyed, so that nobody wonders why it is missing."""

    action: str
    label: Any
    reasons: list[Any]
    blockers: list[Any] = field(default_factory=list)
    is_urgent: bool = False

    @property
    def is_possible(self) -> bool:
        return not self.blockers


def recommend(facts: Facts) -> list[Advice]:
    """Facts in; what to do, the most urgent possible first, then what is blocked and why."""
    found = [*_rescue(facts), *_decision(facts), *_talk(facts), *_plan(facts), *_rungs(facts), *_closing(facts)]
    return sorted(found, key=lambda advice: (not advice.is_possible, not advice.is_urgent))


def _rescue(facts: Facts) -> list[Advice]:
    """Somebody may lose the home or the current: that comes before the debt."""
    found = []
    for day, words in (
        (facts.eviction_on, _("An eviction is set for this day")),
        (facts.disconnection_on, _("A disconnection is announced for this day")),
    ):
        if day is not None and day >= facts.on and (day - facts.on).days <= 45:
            reasons: list[Any] = [format_lazy("{words}: {day}", words=words, day=f"{day:%Y. %m. %d.}")]
            if facts.has_minor:
                reasons.append(_("A child lives in the household."))
            found.append(
                Advice("refer", _("Look for help before that day: support, creditor, shelter"), reasons, [], True)
            )
    return found


def _decision(facts: Facts) -> list[Advice]:
    """The demand is served and unpaid: now somebody decides, or the window passes."""
    if facts.demand_state != "served" or facts.window is None:
        return []
    window, blockers = facts.window, _held(facts)
    span = f"{window.terminate_from:%Y. %m. %d.} – {window.terminate_until:%Y. %m. %d.}"
    reasons: list[Any] = [format_lazy(_("The demand is served; notice may be given {span}"), span=span)]
    if window.is_too_early(facts.on):
        blockers.insert(0, format_lazy(_("Too early: they can pay until {day}"), day=f"{window.pay_by:%Y. %m. %d.}"))
    if window.has_lapsed(facts.on):
        blockers.insert(0, _("Too late: the window has passed, a new demand is needed."))
    if facts.notice_state == "draft":
        reasons.append(_("The notice is prepared and waits for another person."))
    left = (window.terminate_until - facts.on).days
    if not blockers:
        reasons.append(
            format_lazy(
                ngettext_lazy("{days} day is left to decide.", "{days} days are left to decide.", left), days=left
            )
        )
    return [Advice("notice", _("Decide: notice, plan, or let the window pass"), reasons, blockers, not blockers)]


def _talk(facts: Facts) -> list[Advice]:
    days = facts.days_since_contact
    if facts.owed and (days is None or days > QUIET_DAYS):
        reason = (
            _("Nobody has talked with the household yet.")
            if days is None
            else format_lazy(_("The last contact was {days} days ago."), days=days)
        )
        return [Advice("talk", _("Talk with the household"), [reason], [], facts.stage == "intake")]
    return []


def _plan(facts: Facts) -> list[Advice]:
    if facts.plan_state == "breached":
        until = f"{facts.cure_by:%Y. %m. %d.}" if facts.cure_by else ""
        reason = format_lazy(_("An instalment is missing; it can be made good until {day}"), day=until)
        return [Advice("plan_change", _("Call: make it good, or change the plan"), [reason], [], True)]
    if facts.plan_state in {"draft", "proposed"}:
        return [Advice("plan", _("Bring the offer to a signature"), [_("An offer of a plan is waiting.")], [], True)]
    if not facts.owed or facts.plan_state:
        return []
    blockers = (
        [] if facts.plan_may_follow else [_("A plan was broken lately: a new one needs a hardship as its cause.")]
    )
    reasons = [
        format_lazy(_("{amount} is overdue, {months} months"), amount=format_forint(facts.owed), months=facts.months)
    ]
    return [Advice("plan_new", _("Offer a payment plan"), reasons, blockers)]


def _rungs(facts: Facts) -> list[Advice]:
    """The steps of the office's ladder that are reached and that a person takes."""
    found = []
    for rung in facts.rungs:
        if facts.days_overdue < rung.days or not facts.owed or rung.action in {"reminder", "notice", "talk"}:
            continue
        blockers = _held(facts)
        if facts.owed < rung.amount:
            blockers.append(format_lazy(_("Below the step's amount of {amount}"), amount=format_forint(rung.amount)))
        if facts.months < rung.months:
            blockers.append(format_lazy(_("Below the step's {months} months"), months=rung.months))
        if rung.action == "demand":
            if facts.demand_state in {"draft", "issued", "served"}:
                continue
            if not facts.has_title:
                continue
        elif rung.action in facts.open_legal:
            continue
        elif rung.action == "lawsuit" and facts.has_title:
            blockers.append(_("The title has not ended: first demand and notice."))
        reason = format_lazy(
            _("{days} days overdue; the ladder has this step at {step} days"), days=facts.days_overdue, step=rung.days
        )
        found.append(Advice(rung.action, rung.name, [reason], blockers))
    return found


def _closing(facts: Facts) -> list[Advice]:
    if facts.owed or facts.plan_state or facts.demand_state in {"draft", "issued", "served"} or facts.open_legal:
        return []
    return [Advice("close", _("Close the case"), [_("Nothing is overdue any more.")], [], True)]


def _held(facts: Facts) -> list[Any]:
    return [
        format_lazy(_("{reason} until {day}"), reason=words, day=f"{until:%Y. %m. %d.}") if until else words
        for words, until in facts.holds
    ]
