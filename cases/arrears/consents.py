"""Consents of clients: given with a signature, for a purpose, withdrawn whenever they want."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import ArrearsCase, Consent
from cases.people.models import Person
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class CannotConsent(Refused):
    """The consent cannot be kept as asked."""


@transaction.atomic
def give(
    *,
    case: ArrearsCase,
    person: Person,
    purpose: str,
    given_on: date,
    on: date,
    by: Actor,
    covers: Collection[str] = (),
) -> Consent:
    """Keep a signed consent. A consent to the same is replaced: the earlier one ends on the new one's day.

    Refuses a closed case, somebody who is not on the contract, a day to come or before the consent in force, and
    cooperation that covers nothing.
    """
    case = ArrearsCase.objects.locked(case.pk)
    if not case.is_open:
        raise CannotConsent(_("This case is closed: no consent is needed any more."))
    if not case.tenancy.parties.filter(person=person, until__isnull=True).exists():
        raise CannotConsent(_("Only somebody on the contract can consent here."))
    if given_on > on:
        raise CannotConsent(_("The day of the signature is still to come: write the day it was signed."))
    known = sorted(set(covers) & set(Consent.Covers.values))
    if purpose == Consent.Purpose.FAMILY_SERVICE and not known:
        raise CannotConsent(_("Tick what the family support service may learn."))
    earlier = Consent.objects.filter(case=case, person=person, purpose=purpose, withdrawn_on__isnull=True).first()
    if earlier is not None:
        if (earlier.given_on, sorted(earlier.covers)) == (given_on, known):
            return earlier
        if given_on < earlier.given_on:
            raise CannotConsent(_("A later consent is in force already: withdraw that one first."))
        _close(earlier, on=given_on, by=by)
    consent = Consent.objects.create(
        case=case, person=person, purpose=purpose, covers=known, given_on=given_on, created_by=by.actor_id
    )
    audit.record(by, "consent_given", case, purpose=purpose, covers=known, person=str(person.pk))
    return consent


@transaction.atomic
def withdraw(*, consent: Consent, on: date, by: Actor) -> None:
    """From now on nothing is told or asked on it. Withdrawing twice changes nothing."""
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_on is None:
        _close(consent, on=max(on, consent.given_on), by=by)
        audit.record(by, "consent_withdrawn", consent.case, purpose=consent.purpose, person=str(consent.person_id))


def _close(consent: Consent, *, on: date, by: Actor) -> None:
    Consent.objects.filter(pk=consent.pk).update(withdrawn_on=on, withdrawn_by=by.actor_id)


def in_force(case: ArrearsCase, *, purpose: str, on: date) -> "QuerySet[Consent]":
    """The consents to a purpose that count on the day; on the day of withdrawal none does."""
    return Consent.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on), case=case, purpose=purpose, given_on__lte=on
    )


def covered(case: ArrearsCase, *, on: date) -> frozenset[str]:
    """What the family support service may learn: what everybody who consented allowed. Empty without consent."""
    allowed = [frozenset(consent.covers) for consent in in_force(case, purpose=Consent.Purpose.FAMILY_SERVICE, on=on)]
    return frozenset.intersection(*allowed) if allowed else frozenset()
