"""Registering people and keeping what is known of them right."""

from dataclasses import dataclass
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


class CannotReach(Refused):
    """Nobody is reached like this."""


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


@dataclass(frozen=True)
class Contact:
    """How a person is reached. `sms_consent_on`: the day they agreed to text messages; `is_reached`: the address is
    known to be right again although post came back from there.
    """

    email: str
    phone: str
    sms_consent_on: date | None
    postal_address: str
    letter_language: str
    wants_due_notice: bool = False
    is_reached: bool = False


@transaction.atomic
def set_contact(*, person: Person, contact: Contact, on: date, by: Actor) -> Person:
    """What the person says of their addresses. A corrected address is written to again.

    Refuses text messages to somebody without a phone number, and a consent that is still to come.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if contact.sms_consent_on and not contact.phone.strip():
        raise CannotReach(_("Text messages need a phone number: write it, or leave out the day of the consent."))
    if contact.sms_consent_on and contact.sms_consent_on > on:
        raise CannotReach(_("They agreed today at the latest: check the day."))
    new = {
        "email": contact.email.strip(),
        "phone": contact.phone.strip(),
        "sms_consent_on": contact.sms_consent_on,
        "postal_address": " ".join(contact.postal_address.split()),
        "letter_language": contact.letter_language,
        "wants_due_notice": contact.wants_due_notice,
    }
    changed = [name for name, value in new.items() if getattr(person, name) != value]
    if "email" in changed:
        new["email_bounced_on"] = None
    if "postal_address" in changed or contact.is_reached:
        new["undeliverable_since"] = None
    for name, value in new.items():
        setattr(person, name, value)
    person.save(update_fields=list(new))
    audit.record(by, "contact_changed", person, fields=changed, is_reached=contact.is_reached)
    return person


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
