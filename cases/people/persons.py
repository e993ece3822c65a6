"""Registering people and keeping what is known of them right."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.people.models import Household, HouseholdMember, Person
from kernel import audit, collation
from kernel.access import Actor
from kernel.refusal import Refused


class NotAName(Refused):
    """There is no name to register."""


def prepare(*, name: str, **known: Any) -> Person:
    """An unsaved person with the keys that sorting and searching need; for bulk creation."""
    name = " ".join(name.split())
    if not name:
        raise NotAName(_("Write the person's name."))
    return Person(name=name, sort_key=collation.sort_key(name), search_key=collation.search_key(name), **known)


@transaction.atomic
def register(*, name: str, by: Actor, **known: Any) -> Person:
    """A new person. `known` may hold any other field of the model."""
    person = prepare(name=name, **known)
    person.save()
    audit.record(by, "person_registered", person)
    return person


@transaction.atomic
def mark_deceased(*, person: Person, on: date | None, by: Actor) -> None:
    """The person died, on a known or unknown day. No letter goes to them from now on."""
    Person.objects.filter(pk=person.pk).update(is_deceased=True, died_on=on)
    audit.record(by, "person_deceased", person, died_on=on.isoformat() if on else None)


@transaction.atomic
def mark_undeliverable(*, person: Person, since: date, by: Actor) -> None:
    """Post to the person came back."""
    Person.objects.filter(pk=person.pk).update(undeliverable_since=since)
    audit.record(by, "address_undeliverable", person, since=since.isoformat())


@transaction.atomic
def mark_email_bounced(*, person: Person, on: date, by: Actor) -> None:
    """A mail to the person came back: letters go by post until the address is corrected."""
    Person.objects.filter(pk=person.pk).update(email_bounced_on=on)
    audit.record(by, "email_bounced", person, on=on.isoformat())


@transaction.atomic
def form_household(*, people: list[tuple[Person, str]], since: date, by: Actor) -> Household:
    """People who live together from a day on; the first is the head."""
    household = Household.objects.create()
    HouseholdMember.objects.bulk_create(
        HouseholdMember(household=household, person=person, relation=relation, since=since)
        for person, relation in people
    )
    audit.record(by, "household_formed", household, members=len(people))
    return household
