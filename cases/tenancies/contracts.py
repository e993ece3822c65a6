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
    """A new tenancy. Without `monthly_rent` the rent table prices it, every month anew.

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
        rent_from_table=monthly_rent is None,
        due_day=due_day,
    )
    TenancyParty.objects.bulk_create(
        TenancyParty(tenancy=tenancy, person=person, position=position, since=starts_on)
        for position, person in enumerate(parties, 1)
    )
    audit.record(by, "tenancy_begun", tenancy, rent=tenancy.monthly_rent, parties=len(parties))
    return tenancy


@transaction.atomic
def end_title(*, tenancy: Tenancy, on: date, by: Actor) -> None:
    """The title ends on the day, and people go on living in the flat: from the next month on a use charge is raised.

    Months that are charged as rent already stay so; in the first two the amount is the same anyway. Refuses a
    second end, a day outside the contract, and a flat that was given back before.
    """
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if tenancy.title_ends_on is not None:
        raise CannotLet(_("The title has ended already: the day is on the contract."))
    if tenancy.starts_on is not None and on < tenancy.starts_on:
        raise CannotLet(_("The title cannot end before the contract begins: check the day."))
    if tenancy.ends_on is not None and on > tenancy.ends_on:
        raise CannotLet(_("The contract ends before that day: check the day."))
    Tenancy.objects.filter(pk=tenancy.pk).update(title_ends_on=on)
    audit.record(by, "title_ended", tenancy, on=on.isoformat())


@transaction.atomic
def restore_title(*, tenancy: Tenancy, by: Actor) -> None:
    """The title lives on: what ended it was taken back. Refuses a title that has not ended."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if tenancy.title_ends_on is None:
        raise CannotLet(_("The title has not ended: there is nothing to restore."))
    Tenancy.objects.filter(pk=tenancy.pk).update(title_ends_on=None)
    audit.record(by, "title_restored", tenancy)


@transaction.atomic
def give_back(*, tenancy: Tenancy, on: date, by: Actor) -> None:
    """The flat is handed back on the day: nothing is charged for months after it. Refuses a second end."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if tenancy.ends_on is not None and tenancy.ends_on <= on:
        raise CannotLet(_("This contract ends on an earlier day already: check the day."))
    if (tenancy.starts_on is not None and on < tenancy.starts_on) or (
        tenancy.title_ends_on is not None and on < tenancy.title_ends_on
    ):
        raise CannotLet(_("The flat cannot be given back before the contract begins or its title ends: check the day."))
    Tenancy.objects.filter(pk=tenancy.pk).update(ends_on=on)
    audit.record(by, "flat_given_back", tenancy, on=on.isoformat())
