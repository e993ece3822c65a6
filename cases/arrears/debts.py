"""The debt file of a case: all creditors, each debt as stated on a day, the office's own ledger shown live."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cases.arrears.debt_priority import ENERGY, OWN, Claim
from cases.arrears.models import ArrearsCase, DebtItem, Demand, LegalStep, Reminder
from cases.arrears.models.debts import CreditorKind, DebtStage
from cases.arrears.owing import owed
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

LARGEST = 2_000_000_000
HOMES = frozenset({CreditorKind.RENT, CreditorKind.HOUSING_LOAN, CreditorKind.COMMON_CHARGES, CreditorKind.BAILIFF})


class CannotKeep(Refused):
    """The debt cannot be kept as told."""


@dataclass(frozen=True, slots=True)
class Told:
    """A debt as the creditor or the client told it. Forints; `since` is the oldest unpaid due day."""

    kind: str
    creditor_name: str
    debtor_id: UUID
    principal: int
    since: date
    stated_on: date
    extras: int = 0
    stage: str = DebtStage.NONE.value
    customer_number: str = ""
    creditor_address: str = ""
    creditor_email: str = ""
    disconnection_on: date | None = None
    eviction_on: date | None = None


@transaction.atomic
def add(*, case: ArrearsCase, told: Told, on: date, by: Actor) -> DebtItem:
    """A debt to another creditor. The same creditor, customer number and amount twice is one debt."""
    case = ArrearsCase.objects.locked(case.pk)
    _check(case, told, on=on)
    same = DebtItem.objects.open().filter(case=case, **asdict(told)).first()
    if same is not None:
        return same
    debt = DebtItem.objects.create(case=case, created_by=by.actor_id, **asdict(told))
    audit.record(by, "debt_added", case, debt=str(debt.pk), kind=told.kind, amount=debt.amount)
    _press(case, told)
    return debt


@transaction.atomic
def amend(*, debt: DebtItem, told: Told, version: int, on: date, by: Actor) -> DebtItem:
    """What is known now. The earlier figures stay in the audit trail. Refuses when somebody was faster."""
    case = ArrearsCase.objects.locked(debt.case_id)
    debt = DebtItem.objects.locked(debt.pk)
    if debt.version != version:
        raise CannotKeep(_("Somebody changed this debt since you opened it: open it again."))
    if debt.closed_on is not None:
        raise CannotKeep(_("This debt is closed: add it again if it is owed after all."))
    _check(case, told, on=on)
    changed = {name: value for name, value in asdict(told).items() if getattr(debt, name) != value}
    before = {name: str(getattr(debt, name)) for name in changed}
    if changed:
        DebtItem.objects.filter(pk=debt.pk).update(**changed, version=F("version") + 1)
        audit.record(by, "debt_amended", case, debt=str(debt.pk), before=before)
        _press(case, told)
    debt.refresh_from_db()
    return debt


def _check(case: ArrearsCase, told: Told, *, on: date) -> None:
    """The meaning of what was told; each sentence says what to correct."""
    if not case.is_open:
        raise CannotKeep(_("This case is closed: open a new one to keep debts."))
    if told.kind not in CreditorKind.values or told.stage not in DebtStage.values:
        raise CannotKeep(_("Choose the kind of creditor and the stage from the list."))
    if not told.creditor_name.strip():
        raise CannotKeep(_("Write the creditor's name."))
    if told.principal < 0 or told.extras < 0 or not 0 < told.principal + told.extras <= LARGEST:
        raise CannotKeep(_("A debt is more than nothing and less than 2 000 000 000 Ft: check the amounts."))
    if not told.since <= told.stated_on <= on:
        raise CannotKeep(_("The oldest unpaid day comes before the day of the statement, and neither is to come."))
    if not case.tenancy.parties.filter(person_id=told.debtor_id, until__isnull=True).exists():
        raise CannotKeep(_("Choose somebody on the contract as the debtor."))
    if told.kind not in ENERGY and (told.disconnection_on or told.stage == DebtStage.DISCONNECTED):
        raise CannotKeep(_("Only electricity, gas, heating and water can be disconnected: correct the kind."))
    if told.kind not in HOMES and told.eviction_on:
        raise CannotKeep(_("Only a landlord, a housing creditor or a bailiff can set an eviction: correct the kind."))


def _press(case: ArrearsCase, told: Told) -> None:
    """The case carries the earliest day that hangs over the household; it is brought forward, never put back."""
    for name in ("disconnection_on", "eviction_on"):
        day, known = getattr(told, name), getattr(case, name)
        if day is not None and (known is None or day < known):
            ArrearsCase.objects.filter(pk=case.pk).update(**{name: day}, version=F("version") + 1)


@transaction.atomic
def close(*, debt: DebtItem, because: str, on: date, by: Actor) -> None:
    """The debt is paid, let go, barred or was a mistake. Closing twice changes nothing."""
    if because not in DebtItem.Closed.values:
        raise CannotKeep(_("Say why the debt is closed."))
    debt = DebtItem.objects.locked(debt.pk)
    if debt.closed_on is None:
        DebtItem.objects.filter(pk=debt.pk).update(closed_on=on, closed_because=because, version=F("version") + 1)
        audit.record(by, "debt_closed", debt.case, debt=str(debt.pk), because=because)


@transaction.atomic
def refer(*, debt: DebtItem, referred_to: str, referred_on: date, on: date, by: Actor) -> None:
    """An informal lender's debt was shown to a lawyer: from now on it may be in a plan. Refuses other debts."""
    debt = DebtItem.objects.locked(debt.pk)
    if debt.kind != CreditorKind.INFORMAL:
        raise CannotKeep(_("Only a debt to an informal lender needs a legal referral."))
    if not referred_to.strip():
        raise CannotKeep(_("Write the lawyer or the legal aid office."))
    if referred_on > on:
        raise CannotKeep(_("The day of the referral is still to come: write the day it was made."))
    DebtItem.objects.filter(pk=debt.pk).update(
        legal_referral_on=referred_on, legal_referral_to=referred_to.strip()[:120], version=F("version") + 1
    )
    audit.record(by, "debt_referred", debt.case, debt=str(debt.pk), to=referred_to.strip()[:120])


def own_claim(case: ArrearsCase, *, on: date) -> Claim | None:
    """What the office's own ledger shows overdue on the day; None when nothing is."""
    found = owed([case.tenancy_id], on=on).get(case.tenancy_id)
    if found is None:
        return None
    return Claim(OWN, OWN, "", found.amount, found.oldest_due_on, _own_stage(case), case.eviction_on)


def _own_stage(case: ArrearsCase) -> str:
    """How far the office itself has gone with this household, the hardest step first."""
    kinds = set(case.legal_steps.filter(state__in=LegalStep.OPEN).values_list("kind", flat=True))
    if kinds & {LegalStep.Kind.ENFORCEMENT, LegalStep.Kind.EVICTION}:
        return DebtStage.ENFORCEMENT
    if LegalStep.Kind.ORDER in kinds:
        return DebtStage.ORDER
    if Demand.objects.filter(tenancy=case.tenancy_id, state__in=["issued", "served", "terminated"]).exists():
        return DebtStage.DEMAND
    reminded = Reminder.objects.filter(tenancy=case.tenancy_id, state=Reminder.State.SENT).exists()
    return DebtStage.REMINDER if reminded else DebtStage.NONE


def claim(debt: DebtItem) -> Claim:
    return Claim(
        str(debt.pk),
        debt.kind,
        debt.creditor_name,
        debt.amount,
        debt.since,
        debt.stage,
        debt.eviction_on,
        debt.disconnection_on,
        debt.may_be_planned,
    )


def claims(case: ArrearsCase, *, on: date) -> list[Claim]:
    """Everything the household owes on the day, the own ledger first."""
    own = own_claim(case, on=on)
    return [*([own] if own else []), *(claim(debt) for debt in DebtItem.objects.open().filter(case=case))]
