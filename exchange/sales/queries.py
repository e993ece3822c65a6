"""Questions about sale plans, answered in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Value, When

from cases.arrears.models import ArrearsCase
from cases.people.models import Person
from exchange.sales import checklist
from exchange.sales.models import Appointment, CheckItem, SalePlan
from kernel import collation
from tenants.accounts.models import StaffMember

FOUND = 20


@dataclass(frozen=True)
class Line:
    """One line of a checklist with the name of who noted it."""

    item: CheckItem
    by: str
    is_stale: bool


def plans() -> "QuerySet[SalePlan]":
    """Plans with the people they are for."""
    rows: QuerySet[SalePlan] = SalePlan.objects.select_related("person", "advert", "case__tenancy")
    return rows


def listing(*, state: str = "") -> "QuerySet[SalePlan]":
    """The desk's list, newest first."""
    rows = plans()
    return rows.filter(state=state) if state in SalePlan.State.values else rows


def current_of(person_id: UUID) -> SalePlan | None:
    """A resident's open plan, or else the latest."""
    open_first = Case(When(state="open", then=Value(0)), default=Value(1), output_field=IntegerField())
    return plans().filter(person_id=person_id).order_by(open_first, "-created_at").first()


def open_of_person(person_id: Any) -> SalePlan | None:
    found: SalePlan | None = SalePlan.objects.open().filter(person_id=person_id).first()
    return found


def open_of_case(case: ArrearsCase) -> SalePlan | None:
    """The open plan of somebody on the case's contract."""
    people = case.tenancy.parties.filter(until__isnull=True).values("person_id")
    found: SalePlan | None = SalePlan.objects.open().filter(person__in=people).first()
    return found


def lines(plan: SalePlan, *, on: date) -> list[Line]:
    """The checklist in two statements."""
    items = list(plan.items.all())
    names = dict(
        StaffMember.objects.filter(account__in=[item.done_by for item in items if _is_account(item)]).values_list(
            "account_id", "name"
        )
    )
    known = {str(pk): name for pk, name in names.items()}
    return [Line(item, known.get(item.done_by, ""), checklist.is_stale(item, on=on)) for item in items]


def _is_account(item: CheckItem) -> bool:
    try:
        UUID(item.done_by)
    except ValueError:
        return False
    return True


def coming(*, now: datetime) -> "QuerySet[Appointment]":
    """Every household's meetings that stand and are to come, the next one first."""
    rows: QuerySet[Appointment] = Appointment.objects.standing().filter(at__gte=now)
    return rows.select_related("plan__person")


def of_plan(plan: SalePlan) -> Sequence[Appointment]:
    """All meetings of a plan that stand, by date."""
    return list(Appointment.objects.standing().filter(plan=plan))


def people(text: str) -> Sequence[Person]:
    """People that a search finds, a screenful."""
    if not text.strip():
        return []
    found = Person.objects.filter(search_key__contains=collation.search_key(text.strip()), is_deceased=False)
    return list(found[:FOUND])
