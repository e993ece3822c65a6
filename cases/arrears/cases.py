"""The arrears case: opened by rule or by hand, moved from stage to stage, and closed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import numbers, owing, policies, wording
from cases.arrears.models import ArrearsCase, PaymentPlan
from cases.tenancies.models import Tenancy
from kernel import audit, numbering, sequences
from kernel.access import Actor
from kernel.refusal import Refused
from tenants.accounts.models import StaffMember

Stage = ArrearsCase.Stage
# What a person may choose. The plan's own stages follow the plan.
MOVES: dict[str, frozenset[str]] = {
    Stage.INTAKE: frozenset({Stage.ASSESSMENT, Stage.REFERRED, Stage.LEGAL}),
    Stage.ASSESSMENT: frozenset({Stage.OFFER, Stage.REFERRED, Stage.LEGAL}),
    Stage.OFFER: frozenset({Stage.ASSESSMENT, Stage.REFERRED, Stage.LEGAL}),
    Stage.BROKEN: frozenset({Stage.ASSESSMENT, Stage.OFFER, Stage.REFERRED, Stage.LEGAL}),
    Stage.REFERRED: frozenset({Stage.ASSESSMENT, Stage.OFFER, Stage.LEGAL}),
    Stage.LEGAL: frozenset({Stage.ASSESSMENT, Stage.OFFER, Stage.REFERRED}),
}
OPENING_LOCK = 7_420_013
FIRST_STEP = _("First talk: find out what happened and what the household can pay")


class CannotOpen(Refused):
    """No case can be opened here."""


class CannotMove(Refused):
    """The case cannot go to that stage."""


class CannotClose(Refused):
    """The case cannot be closed yet."""


class Changed(Refused):
    """Somebody changed the case since it was read."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this case meanwhile: look at it again, then enter your change once more."))


@transaction.atomic
def open_due(*, on: date, by: Actor) -> int:
    """Open a case for every tenancy whose overdue debt reaches the office's limits; returns how many.

    The same day again opens nothing: one open case a tenancy. Constant statements whatever their number; two days
    at once wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [OPENING_LOCK])
    policy = policies.in_force(on)
    found = owing.reaching(on=on, amount=policy.case_amount, months=policy.case_months, smallest=policy.case_smallest)
    if not found:
        return 0
    first = sequences.take(f"arrears:{numbers.CASE}", len(found))
    because = ArrearsCase.OpenedBecause
    fresh = ArrearsCase.objects.bulk_create(
        ArrearsCase(
            number=numbering.reference(numbers.CASE, first + place),
            tenancy_id=tenancy_id,
            opened_on=on,
            opened_by=by.actor_id,
            opened_because=because.AMOUNT if owed.amount >= policy.case_amount else because.MONTHS,
            next_on=on,
            next_action=wording.kept(FIRST_STEP),
        )
        for place, (tenancy_id, owed) in enumerate(found.items())
    )
    audit.record_many(by, [audit.deed("case_opened", case, because=case.opened_because) for case in fresh])
    return len(fresh)


@transaction.atomic
def open_by_hand(*, tenancy: Tenancy, on: date, by: Actor) -> ArrearsCase:
    """Open a case early, before the limits are reached. Refuses a tenancy whose case is open."""
    Tenancy.objects.locked(tenancy.pk)
    if ArrearsCase.objects.open().filter(tenancy=tenancy).exists():
        raise CannotOpen(_("This tenancy has an open case: continue that one."))
    case = ArrearsCase.objects.create(
        number=numbers.next_number(numbers.CASE),
        tenancy=tenancy,
        opened_on=on,
        opened_by=by.actor_id,
        opened_because=ArrearsCase.OpenedBecause.BY_HAND,
        next_on=on,
        next_action=wording.kept(FIRST_STEP),
    )
    audit.record(by, "case_opened", case, because=case.opened_because)
    return case


def open_case_of(tenancy: Tenancy) -> ArrearsCase | None:
    """The open case of a tenancy, if there is one."""
    return ArrearsCase.objects.open().filter(tenancy=tenancy).first()


@transaction.atomic
def move(*, case: ArrearsCase, stage: str, by: Actor) -> ArrearsCase:
    """Bring the case to another stage. Refuses a stage that only a plan brings, and a closed case."""
    case = ArrearsCase.objects.locked(case.pk)
    if not case.is_open:
        raise CannotMove(_("This case is closed: open a new one if the household owes again."))
    if stage not in MOVES.get(case.stage, frozenset()):
        raise CannotMove(_("The case cannot go there from its present stage: choose one of the stages shown."))
    before, case.stage = case.stage, stage
    _save(case, "stage")
    audit.record(by, "case_moved", case, before=before, after=stage)
    return case


def follow_plan(case_id: UUID, *, stage: str, by: Actor) -> None:
    """The case goes where its plan went; called by the plans' verbs in their transaction."""
    case = ArrearsCase.objects.locked(case_id)
    if case.is_open and case.stage != stage:
        before, case.stage = case.stage, stage
        _save(case, "stage")
        audit.record(by, "case_moved", case, before=before, after=stage, because="plan")


@transaction.atomic
def describe(
    *,
    case: ArrearsCase,
    version: int,
    by: Actor,
    causes: list[str],
    has_minor: bool,
    disconnection_on: date | None,
    eviction_on: date | None,
    adviser_id: UUID | None,
    next_on: date | None,
    next_action: str,
) -> ArrearsCase:
    """Write down what is known of the case and what is to be done next.

    Refuses a closed case, a case that somebody changed since `version`, and an adviser who does not work here.
    """
    case = ArrearsCase.objects.locked(case.pk)
    if case.version != version:
        raise Changed
    if not case.is_open:
        raise CannotMove(_("This case is closed: open a new one if the household owes again."))
    if adviser_id is not None and not StaffMember.objects.filter(pk=adviser_id, account__is_active=True).exists():
        raise CannotMove(_("That colleague does not work here any more: choose another one."))
    known: dict[str, Any] = {
        "causes": causes, "has_minor": has_minor, "disconnection_on": disconnection_on, "eviction_on": eviction_on,
        "adviser_id": adviser_id, "next_on": next_on, "next_action": next_action.strip(),
    }  # fmt: skip
    changed = {name: str(value) for name, value in known.items() if getattr(case, name) != value}
    for name, value in known.items():
        setattr(case, name, value)
    _save(case, *known)
    audit.record(by, "case_described", case, changed=sorted(changed))
    return case


@transaction.atomic
def close(*, case: ArrearsCase, outcome: str, on: date, by: Actor) -> ArrearsCase:
    """Close the case as completed or as not collectable.

    Completed refuses while something is overdue; both refuse while a plan runs or a legal step is open.
    """
    case = ArrearsCase.objects.locked(case.pk)
    if not case.is_open:
        raise CannotClose(_("This case is closed already."))
    if outcome not in ArrearsCase.CLOSED:
        raise CannotClose(_("Say how the case ended: paid, or not collectable."))
    if on < case.opened_on:
        raise CannotClose(_("A case cannot end before it was opened: check the day."))
    if PaymentPlan.objects.running().filter(case=case).exists():
        raise CannotClose(_("A payment plan still runs: the case closes when it ends."))
    if case.legal_steps.filter(state__in=case.legal_steps.model.OPEN).exists() or case.demands.open().exists():
        raise CannotClose(_("A demand or a legal step is open: end that first."))
    owed = owing.owed([case.tenancy_id], on=on).get(case.tenancy_id)
    if outcome == Stage.COMPLETED and owed is not None:
        raise CannotClose(_("Something is still overdue: the case is completed when it is paid."))
    case.stage, case.closed_on, case.closed_by, case.next_on, case.next_action = outcome, on, by.actor_id, None, ""
    _save(case, "stage", "closed_on", "closed_by", "next_on", "next_action")
    audit.record(by, "case_closed", case, outcome=outcome)
    return case


def _save(case: ArrearsCase, *fields: str) -> None:
    case.version += 1
    case.save(update_fields=[*fields, "version"])
