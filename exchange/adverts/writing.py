"""Beginning an advert and filling it in; a draft may be as unfinished as its writer."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import Dwelling
from cases.people import persons
from cases.people.models import Person
from cases.tenancies.models import Tenancy
from exchange.adverts import checks, facts, means
from exchange.adverts.models import Advert
from exchange.pool.columns import HOME, WISH, Tenure
from exchange.pool.states import WRITABLE_STATES
from kernel import audit, numbering, sequences
from kernel.access import Actor
from kernel.refusal import Refused

PREFIX = "HD"
OWNERS = frozenset({"asking_price", "wants_sale"})
WRITABLE = frozenset({*HOME, *WISH, *OWNERS, "floor", "contact", "note", "stated_affordable_cost"}) - {"tenure"}


class AlreadyOffered(Refused):
    """The flat is in an advert already."""


class NotOffered(Refused):
    """This flat cannot be offered for exchange."""


class CannotRewrite(Refused):
    """The advert cannot be changed now."""


class NeverSold(Refused):
    """A price was asked for a tenancy."""


@transaction.atomic
def start_from_tenancy(*, tenancy: Tenancy, by: Actor, on: date, person: Person | None = None) -> Advert:
    """A draft with all that the office knows of the let flat. `person` is the tenant who asks, else the first.

    A household in arrears begins with what it can carry as the highest cost, where that is known. Refuses an ended
    tenancy, somebody who is not a tenant, and a second open advert.
    """
    parties = {party.person_id: party.person for party in tenancy.parties.select_related("person") if not party.until}
    tenant = parties.get(person.pk) if person else next(iter(parties.values()), None)
    if tenant is None or not Tenancy.objects.valid_on(on).filter(pk=tenancy.pk).exists():
        raise NotOffered(_("Only a present tenant can offer this flat: look for the tenancy that is valid now."))
    known = means.of(tenancy, on=on)
    wish = {"wish_cost_max": known.affordable} if known.means.debt and known.affordable else {}
    begun = _start(by, person=tenant, tenancy=tenancy, **facts.of_tenancy(tenancy), **wish)
    checks.vouch(begun, by=by, on=on)
    return begun


@transaction.atomic
def start_for_owner(*, person: Person, by: Actor) -> Advert:
    """A draft for somebody who owns a flat."""
    return _start(by, person=person, tenure=Tenure.OWNERSHIP)


@transaction.atomic
def start_for_new_owner(*, name: str, by: Actor) -> Advert:
    """The same for somebody whom the office does not know yet."""
    return start_for_owner(person=persons.register(name=name, by=by), by=by)


@transaction.atomic
def start_for_resident(*, person_id: UUID, by: Actor, on: date) -> Advert:
    """The draft of a resident: from their tenancy if they have one, else as an owner."""
    person = Person.objects.get(pk=person_id)
    tenancy = Tenancy.objects.valid_on(on).held_by(person_id).select_related("dwelling__building").first()
    if tenancy is None:
        return start_for_owner(person=person, by=by)
    return start_from_tenancy(tenancy=tenancy, person=person, by=by, on=on)


@transaction.atomic
def start_for_vacant(*, dwelling: Dwelling, by: Actor, on: date) -> Advert:
    """A draft that offers an empty municipal flat. Refuses a flat that is let."""
    if Tenancy.objects.valid_on(on).filter(dwelling=dwelling).exists():
        raise NotOffered(_("This flat is let: start from its tenancy instead."))
    return _start(by, dwelling=dwelling, **facts.of_dwelling(dwelling))


def _start(by: Actor, **columns: Any) -> Advert:
    number = numbering.reference(PREFIX, sequences.take("advert"))
    try:
        with transaction.atomic():
            advert: Advert = Advert.objects.create(number=number, **columns)
    except IntegrityError as error:
        raise AlreadyOffered(_("This flat is in an open advert already: go on with that one.")) from error
    audit.record(by, "advert_started", advert)
    return advert


@transaction.atomic
def write(*, advert: Advert, by: Actor, answers: Mapping[str, Any]) -> Advert:
    """Keep some answers in a draft. A published advert is changed with `publishing.revise`.

    What was checked of facts that change has to be checked anew: a verified draft is then a draft again.
    """
    present: Advert = Advert.objects.locked(advert.pk)
    if present.state not in WRITABLE_STATES:
        raise CannotRewrite(_("This advert is published: change it on its own page."))
    fill(present, answers)
    present.save()
    audit.record(by, "advert_written", present, columns=sorted(answers))
    return present


def fill(advert: Advert, answers: Mapping[str, Any]) -> None:
    """Put answers into a locked row in memory; what was checked of those that change falls away.

    Refuses a price for a tenancy: that right is never sold (Housing Act 29. §).
    """
    if unknown := set(answers) - WRITABLE:
        raise ValueError(f"an advert has no such answers: {sorted(unknown)}")
    if not advert.is_owner and any(answers.get(column) for column in OWNERS):
        raise NeverSold(
            _(
                "A tenancy right is never sold, only exchanged for another flat's tenancy or ownership "
                "(Housing Act 29. §): leave out the price."
            )
        )
    checks.drop(advert, [column for column, value in answers.items() if getattr(advert, column) != value])
    for column, value in answers.items():
        setattr(advert, column, value)
