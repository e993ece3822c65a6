"""Notice of termination for arrears: only inside the demand's window, prepared by one person and given by another."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import case_letters, cases, demands, letters
from cases.arrears.models import ArrearsCase, Demand, LetterText, Notice
from cases.tenancies import contracts
from kernel import audit
from kernel.access import Actor
from kernel.calendar import Calendar
from kernel.refusal import Refused

State = Notice.State


class CannotGiveNotice(Refused):
    """A notice would be unlawful now, or is not in a state for this."""


class TooEarly(CannotGiveNotice):
    """The tenants still have time to pay."""


class TooLate(CannotGiveNotice):
    """The window has passed."""


def require_window(demand: Demand, *, on: date, calendar: Calendar) -> None:
    """Refuse unless notice on this day would be lawful (Housing Act 24. § (1) a, 25. §)."""
    if demand.state in {Demand.State.DRAFT, Demand.State.ISSUED}:
        raise TooEarly(_("Too early: not every tenant has been served with the demand. Record each service first."))
    window = demands.window_of(demand, calendar)
    if window is None or demand.state != Demand.State.SERVED:
        raise CannotGiveNotice(_("This demand is closed: notice needs a new demand."))
    if window.is_too_early(on):
        raise TooEarly(
            _("Too early: the tenants can pay until %(pay_by)s. Notice may be given from %(first)s to %(last)s.")
            % {
                "pay_by": case_letters.day(window.pay_by),
                "first": case_letters.day(window.terminate_from),
                "last": case_letters.day(window.terminate_until),
            }
        )
    if window.has_lapsed(on):
        raise TooLate(
            _("Too late: notice could be given until %(last)s. A new demand opens a new window.")
            % {"last": case_letters.day(window.terminate_until)}
        )


@transaction.atomic
def draft(*, demand: Demand, reason: str, on: date, calendar: Calendar, by: Actor) -> Notice:
    """Prepare the notice. Refuses a day outside the window, a paid demand, no reason, and what holds the ladder."""
    demand = Demand.objects.locked(demand.pk)
    require_window(demand, on=on, calendar=calendar)
    _require_unpaid(demand)
    demands.refuse_if_held(demands.loaded_tenancy(demand.tenancy_id), on=on)
    if not reason.strip():
        raise CannotGiveNotice(_("A notice needs its reasons: write them."))
    if hasattr(demand, "notice"):
        raise CannotGiveNotice(_("A notice is prepared already: somebody else gives it."))
    window = demands.window_of(demand, calendar)
    assert window is not None  # noqa: S101  # require_window has just seen it
    notice = Notice.objects.create(
        demand=demand,
        reason=reason.strip()[:600],
        drafted_on=on,
        drafted_by=by.actor_id,
        effective_on=window.effective_on,
    )
    audit.record(by, "notice_drafted", notice)
    return notice


@transaction.atomic
def give(*, notice: Notice, on: date, writer: letters.Writer, by: Actor) -> Notice:
    """Give the prepared notice: one letter to each joint party; the title ends on the month's last day after.

    Refuses whoever prepared it, a day outside the window, a demand paid meanwhile, and what holds the ladder.
    """
    notice = Notice.objects.select_for_update(of=("self",)).select_related("demand").get(pk=notice.pk)
    demand = Demand.objects.locked(notice.demand_id)
    if notice.state != State.DRAFT:
        raise CannotGiveNotice(_("This notice was given or withdrawn already."))
    if by.actor_id == notice.drafted_by:
        raise CannotGiveNotice(_("You prepared this notice, so somebody else has to give it."))
    require_window(demand, on=on, calendar=writer.calendar)
    left = _require_unpaid(demand)
    tenancy = demands.loaded_tenancy(demand.tenancy_id)
    demands.refuse_if_held(tenancy, on=on)
    served = {service.party_id for service in demand.services.all()}
    if any(party.pk not in served for party in letters.parties_on(tenancy, on)):
        raise CannotGiveNotice(_("Somebody joined the contract since the demand: a new demand has to reach everybody."))
    notice.state, notice.given_on, notice.given_by = State.GIVEN, on, by.actor_id
    notice.save(update_fields=["state", "given_on", "given_by"])
    Demand.objects.filter(pk=demand.pk).update(state=Demand.State.TERMINATED, closed_on=on)
    values = _values(notice, demand)
    for party in letters.parties_on(tenancy, on):
        demands.serve_paper(
            party, code=LetterText.Code.NOTICE, number=demand.number, amount=left, values=values, tenancy=tenancy,
            writer=writer, by=by, notice=notice,
        )  # fmt: skip
    contracts.end_title(tenancy=tenancy, on=notice.effective_on, by=by)
    cases.follow_plan(demand.case_id, stage=ArrearsCase.Stage.LEGAL, by=by)
    audit.record(by, "notice_given", notice, effective_on=notice.effective_on.isoformat())
    return notice


@transaction.atomic
def withdraw(*, notice: Notice, on: date, by: Actor) -> Notice:
    """Take the notice back: the title lives on as before. A new default needs a new demand."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("demand").get(pk=notice.pk)
    if notice.state == State.WITHDRAWN:
        raise CannotGiveNotice(_("This notice was withdrawn already."))
    was_given = notice.state == State.GIVEN
    notice.state = State.WITHDRAWN
    notice.save(update_fields=["state"])
    Demand.objects.filter(pk=notice.demand_id).update(state=Demand.State.LAPSED, closed_on=on)
    if was_given:
        contracts.restore_title(tenancy=demands.loaded_tenancy(notice.demand.tenancy_id), by=by)
    audit.record(by, "notice_withdrawn", notice)
    return notice


def _require_unpaid(demand: Demand) -> int:
    left = demands.still_open([demand.pk]).get(demand.pk, 0)
    if not left:
        raise CannotGiveNotice(_("The demand is paid: there is no ground for a notice any more."))
    return left


def _values(notice: Notice, demand: Demand) -> dict[str, str | date]:
    days = {
        "demand_day": demand.issued_on, "served": demand.served_on, "pay_by": demand.pay_by,
        "effective": notice.effective_on,
    }  # fmt: skip
    return {
        **{name: on or "" for name, on in days.items()},
        "demand_number": demand.number,
        "reason": notice.reason,
    }
