"""Letting a flat: the contract, its parties, its number."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import Dwelling
from cases.people.models import Person
from cases.tenancies import rent
from cases.tenancies.models import Tenancy, TenancyParty
from kernel import audit, numbering, sequences
from kernel.access import Actor
from kernel.refusal import Refused

PREFIX = "KL"


class CannotLet(Refused):
    """The flat cannot be let as asked."""


def next_numbers(count: int) -> list[str]:
    """Fresh tenancy numbers with check digits, in order and without gaps."""
    first = sequences.take("tenancy", count)
    return [numbering.reference(PREFIX, number) for number in range(first, first + count)]


@transaction.atomic
def let(
    *,
    dwelling: Dwelling,
    parties: Sequence[Person],
    starts_on: date,
    basis: str,
    by: Actor,
    ends_on: date | None = None,
    category: str = "",
    monthly_rent: int | None = None,
    due_day: int = 15,
    old_identifier: str | None = None,
) -> Tenancy:
    """A new tenancy. Without `monthly_rent` the rent table prices it.

    Refuses a flat that is let in that time, and a contract without a party.
    """
    if not parties:
        raise CannotLet(_("Name at least one tenant."))
    Dwelling.objects.select_for_update().get(pk=dwelling.pk)
    overlapping = Tenancy.objects.filter(dwelling=dwelling).valid_on(starts_on)
    if overlapping.exists():
        raise CannotLet(_("The flat %(flat)s is let already: end that tenancy first.") % {"flat": dwelling.address})
    tenancy = Tenancy.objects.create(
        number=next_numbers(1)[0],
        old_identifier=old_identifier,
        dwelling=dwelling,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis,
        category=category,
        monthly_rent=rent.quote(dwelling=dwelling, basis=basis, category=category, on=starts_on)
        if monthly_rent is None
        else monthly_rent,
        due_day=due_day,
    )
    TenancyParty.objects.bulk_create(
        TenancyParty(tenancy=tenancy, person=person, position=position, since=starts_on)
        for position, person in enumerate(parties, 1)
    )
    audit.record(by, "tenancy_begun", tenancy, rent=tenancy.monthly_rent, parties=len(parties))
    return tenancy
