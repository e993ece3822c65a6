"""What is new: a person, a flat, a tenancy."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.housing_stock import dwellings
from cases.housing_stock.models import Dwelling
from cases.people import persons
from cases.people.models import Person
from cases.tenancies import contracts
from cases.tenancies.desk.forms import DwellingForm, LettingForm, PersonForm
from cases.tenancies.models import Tenancy
from cases.tenancies.permissions import TenanciesPermission
from kernel import access, collation
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page

MOST_FOUND = 10


@desk
def person_new(request: DeskRequest) -> HttpResponse:
    access.require(request.user, TenanciesPermission.WRITE)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            person = persons.register(by=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s is registered.") % {"name": person.name})
            return redirect(f"{reverse('tenancy_new')}?person={person.pk}")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "tenancies/desk/person_new.html", form=form)


@desk
def dwelling_new(request: DeskRequest) -> HttpResponse:
    access.require(request.user, TenanciesPermission.WRITE)
    form = DwellingForm(request.POST or None)
    if form.is_valid():
        try:
            dwelling = dwellings.register(by=request.user, **form.described())
            messages.success(request, _("The flat is registered: %(address)s") % {"address": dwelling.address})
            return redirect(f"{reverse('tenancy_new')}?flat={dwelling.pk}")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "tenancies/desk/dwelling_new.html", form=form)


@desk
def tenancy_new(request: DeskRequest) -> HttpResponse:
    access.require(request.user, TenanciesPermission.WRITE)
    form = _letting_form(request)
    if "let" in request.POST and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name not in {"find", "parties"}}
        try:
            tenancy = contracts.let(parties=_in_order(request, form), by=request.user, **values)
            messages.success(request, _("The tenancy %(number)s is registered.") % {"number": tenancy.number})
            return redirect("tenancy", tenancy.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "tenancies/desk/tenancy_new.html", form=form)


def _letting_form(request: DeskRequest) -> LettingForm:
    """Bound to what was typed; only the button that lets complains about what is missing."""
    ticked = _uuids(request.POST.getlist("parties") or request.GET.getlist("person"))
    people = _people(ticked, request.POST.get("find", ""))
    today = timezone.localdate()
    if "let" in request.POST:
        return LettingForm(request.POST, flats=free_flats(), people=people)
    initial: dict[str, Any] = {"starts_on": today, "dwelling": request.GET.get("flat", ""), "due_day": 15}
    initial |= {name: value for name, value in request.POST.items() if name != "parties"}
    return LettingForm(initial={**initial, "parties": ticked}, flats=free_flats(), people=people)


def free_flats() -> "QuerySet[Dwelling]":
    """Flats without a tenancy that is valid now or begins later."""
    today = timezone.localdate()
    let = Tenancy.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return Dwelling.objects.exclude(pk__in=let.values("dwelling"))


def _people(ticked: list[UUID], text: str) -> "QuerySet[Person]":
    found: list[UUID] = []
    if text.strip():
        matching = Person.objects.filter(search_key__contains=collation.search_key(text.strip()), is_deceased=False)
        found = list(matching.values_list("pk", flat=True)[:MOST_FOUND])
    return Person.objects.filter(pk__in=[*ticked, *found])


def _in_order(request: DeskRequest, form: LettingForm) -> list[Person]:
    people = {person.pk: person for person in form.cleaned_data["parties"]}
    return [people[pk] for pk in _uuids(request.POST.getlist("parties")) if pk in people]


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
