"""Recovery by law, step by step: prepared, approved by another person, filed, final or opposed, carried out."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import case_letters, demands, eviction, owing
from cases.arrears.models import ArrearsCase, LegalStep
from cases.tenancies import acknowledgements, lateness
from cases.tenancies.models import Acknowledgement, Tenancy
from catalogue.shared import fees
from catalogue.shared.models import ProcedureFee
from kernel import audit
from kernel.access import Actor
from kernel.calendar import Calendar
from kernel.refusal import Refused

State, Kind = LegalStep.State, LegalStep.Kind
# An order for payment can be opposed for 15 days after its service and is final on the 16th (2009:L, 28. §).
DAYS_TO_OPPOSE = 15


class CannotTakeStep(Refused):
    """The legal step is not possible now."""


def claim_of(tenancy: Tenancy, *, on: date) -> int:
    """Forints that can be claimed on the day: what is overdue and not lapsed, with the interest up to then."""
    owed = owing.owed([tenancy.pk], on=on).get(tenancy.pk)
    if owed is None:
        return 0
    return owed.amount + sum(item.so_far for item in lateness.explain(tenancy, on=on))


@transaction.atomic
def prepare(
    *, case: ArrearsCase, kind: str, on: date, calendar: Calendar, by: Actor, scheduled_on: date | None = None
) -> LegalStep:
    """A step that waits for another person's approval.

    Refuses a closed case, what holds the ladder, nothing to claim, a second open step of the kind, a lawsuit for
    vacating while the title lives, and an eviction inside the winter moratorium or on a rest day.
    """
    case = ArrearsCase.objects.locked(case.pk)
    tenancy = Tenancy.objects.locked(case.tenancy_id)
    if not case.is_open:
        raise CannotTakeStep(_("This case is closed: open a new one first."))
    if kind not in Kind.values:
        raise CannotTakeStep(_("Choose one of the legal steps."))
    if case.legal_steps.filter(kind=kind, state__in=LegalStep.OPEN).exists():
        raise CannotTakeStep(_("Such a step is open already: go on with that one."))
    if kind != Kind.EVICTION:
        demands.refuse_if_held(tenancy, on=on)
    claim = claim_of(tenancy, on=on)
    if kind == Kind.ORDER and not claim:
        raise CannotTakeStep(_("Nothing is overdue on this account, so nothing can be claimed."))
    if kind == Kind.LAWSUIT and not _title_ended(tenancy, on=on):
        raise CannotTakeStep(_("The title has not ended: first demand and notice, or wait for the last day."))
    if kind == Kind.EVICTION:
        _check_eviction(scheduled_on, on=on, calendar=calendar)
        ArrearsCase.objects.filter(pk=case.pk).update(eviction_on=scheduled_on, version=case.version + 1)
    step = LegalStep.objects.create(
        case=case,
        kind=kind,
        amount=claim,
        fee=fees.of(ProcedureFee.Procedure.ORDER, claim, on=on) if kind == Kind.ORDER else 0,
        prepared_on=on,
        prepared_by=by.actor_id,
        scheduled_on=scheduled_on if kind == Kind.EVICTION else None,
    )
    audit.record(by, "legal_step_prepared", step, kind=kind, amount=claim)
    return step


def _title_ended(tenancy: Tenancy, *, on: date) -> bool:
    return any(day is not None and day < on for day in (tenancy.title_ends_on, tenancy.ends_on))


def _check_eviction(day: date | None, *, on: date, calendar: Calendar) -> None:
    """Bailiff Enforcement Act 182/A. §: nobody is put out between 15 November and 30 April."""
    if day is None or day <= on:
        raise CannotTakeStep(_("Write the day set for the eviction: a day to come."))
    found = eviction.eviction_day(day, calendar)
    if not found.allowed:
        raise CannotTakeStep(
            _("The winter moratorium covers that day: the eviction can be set for %(day)s at the earliest.")
            % {"day": case_letters.day(found.earliest)}
        )
    if not calendar.is_working_day(day):
        raise CannotTakeStep(_("An eviction is set for a working day: choose another one."))


@transaction.atomic
def approve(*, step: LegalStep, by: Actor) -> LegalStep:
    """Another person lets the step go. Refuses whoever prepared it."""
    step = _in(step, State.PREPARED)
    if by.actor_id == step.prepared_by:
        raise CannotTakeStep(_("You prepared this step, so somebody else has to approve it."))
    return _write(step, by=by, verb="approved", state=State.APPROVED, approved_by=by.actor_id)


@transaction.atomic
def file(*, step: LegalStep, on: date, today: date, reference: str, by: Actor) -> LegalStep:
    """It was filed with notary, court or bailiff: the limitation of the claim starts again (6:25. §)."""
    step = _in(step, State.APPROVED)
    _require_past(on, not_before=step.prepared_on, today=today)
    tenancy = step.case.tenancy
    if step.kind in {Kind.ORDER, Kind.LAWSUIT} and owing.demandable(tenancy.pk, on=on):
        acknowledgements.acknowledge(
            tenancy=tenancy, on=on, kind=Acknowledgement.Kind.COURT, note=reference.strip(), by=by
        )
    ArrearsCase.objects.filter(pk=step.case_id).update(stage=ArrearsCase.Stage.LEGAL)
    return _write(step, by=by, verb="filed", state=State.FILED, filed_on=on, reference=reference.strip()[:60])


@transaction.atomic
def served(*, step: LegalStep, on: date, today: date, by: Actor) -> LegalStep:
    """An order for payment reached the debtor: it can be opposed for 15 days."""
    step = _in(step, State.FILED)
    _require_past(on, not_before=step.filed_on or step.prepared_on, today=today)
    return _write(step, by=by, verb="served", served_on=on)


@transaction.atomic
def oppose(*, step: LegalStep, on: date, today: date, by: Actor) -> LegalStep:
    """The debtor opposed: it goes on as a lawsuit. Refuses an opposition that came after the 15 days."""
    step = _in(step, State.FILED)
    _require_past(on, not_before=step.served_on or step.filed_on or step.prepared_on, today=today)
    if step.served_on is not None and on > step.served_on + timedelta(days=DAYS_TO_OPPOSE):
        raise CannotTakeStep(_("The 15 days to oppose were over on that day: check it."))
    return _write(step, by=by, verb="opposed", state=State.OPPOSED)


@transaction.atomic
def become_final(*, step: LegalStep, on: date, today: date, by: Actor) -> LegalStep:
    """The decision is final. An order for payment is so on the 16th day after its service, not earlier."""
    step = _in(step, State.FILED, State.OPPOSED)
    _require_past(on, not_before=step.filed_on or step.prepared_on, today=today)
    if step.kind == Kind.ORDER and step.state == State.FILED:
        if step.served_on is None:
            raise CannotTakeStep(_("Write down first when the order reached the debtor."))
        earliest = step.served_on + timedelta(days=DAYS_TO_OPPOSE + 1)
        if on < earliest:
            raise CannotTakeStep(
                _("The order is final on the 16th day after its service: %(day)s") % {"day": case_letters.day(earliest)}
            )
    return _write(step, by=by, verb="final", state=State.FINAL, final_on=on)


@transaction.atomic
def finish(*, step: LegalStep, on: date, today: date, outcome: str, by: Actor) -> LegalStep:
    """It was carried out, with what came of it."""
    step = _in(step, State.APPROVED, State.FILED, State.FINAL, State.OPPOSED)
    _require_past(on, not_before=step.prepared_on, today=today)
    if not outcome.strip():
        raise CannotTakeStep(_("Write what came of it, in a sentence."))
    return _write(step, by=by, verb="done", state=State.DONE, ended_on=on, outcome=outcome.strip()[:300])


@transaction.atomic
def withdraw(*, step: LegalStep, on: date, outcome: str, by: Actor) -> LegalStep:
    """It is not gone on with. An eviction's day is taken off the case."""
    step = _in(step, *LegalStep.OPEN)
    if not outcome.strip():
        raise CannotTakeStep(_("Say why it is withdrawn."))
    if step.kind == Kind.EVICTION:
        ArrearsCase.objects.filter(pk=step.case_id).update(eviction_on=None)
    return _write(step, by=by, verb="withdrawn", state=State.WITHDRAWN, ended_on=on, outcome=outcome.strip()[:300])


def _in(step: LegalStep, *states: str) -> LegalStep:
    locked = LegalStep.objects.select_for_update(of=("self",)).select_related("case__tenancy").get(pk=step.pk)
    if locked.state not in states:
        raise CannotTakeStep(
            _("This is not possible now, the step is: %(state)s. Look at it again.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _require_past(on: date, *, not_before: date, today: date) -> None:
    if not not_before <= on <= today:
        raise CannotTakeStep(_("The days are not in order: it is not before the step before it and not after today."))


def _write(step: LegalStep, *, by: Actor, verb: str, **values: object) -> LegalStep:
    for name, value in values.items():
        setattr(step, name, value)
    step.save(update_fields=list(values))
    audit.record(by, f"legal_step_{verb}", step, kind=step.kind)
    return step
