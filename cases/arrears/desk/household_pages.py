"""What all pages on a case's household share: whose case it is, the tabs, the way back, a PDF on the office's paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.letter_files import pdf
from cases.arrears.models import ArrearsCase
from cases.arrears.permissions import ArrearsPermission
from cases.people.models import Person
from cases.tenancies.models import TenancyParty
from kernel import access, audit
from shell.guards import DeskRequest
from shell.letters import Letterhead, sheets
from shell.pages import page
from tenants import context


@dataclass(frozen=True)
class Tab:
    """One of the household's pages."""

    label: "Promise | str"
    url: str
    is_shown: bool


TABS = [
    ("budget", _("Budget"), "household_budget"),
    ("debts", _("Debts"), "debt_file"),
    ("support", _("Debt support"), "support"),
    ("rights", _("Rights"), "rights"),
    ("cooperation", _("Cooperation"), "cooperation"),
]


def with_people(rows: "QuerySet[ArrearsCase]") -> "QuerySet[ArrearsCase]":
    """The cases with who is on their contracts now."""
    parties = TenancyParty.objects.select_related("person").filter(until__isnull=True).order_by("position")
    return rows.prefetch_related(Prefetch("tenancy__parties", parties))


def cases() -> "QuerySet[ArrearsCase]":
    """Cases with everything their heads say."""
    return with_people(ArrearsCase.objects.select_related("tenancy__dwelling"))


def case_or_404(pk: UUID) -> ArrearsCase:
    return get_object_or_404(cases(), pk=pk)


def people_of(case: ArrearsCase) -> list[Person]:
    """Who is on the contract now; the case must come from `cases`."""
    return [party.person for party in case.tenancy.parties.all()]


def names_of(case: ArrearsCase) -> str:
    return ", ".join(person.name for person in people_of(case))


def case_page(
    request: DeskRequest, template: str, case: ArrearsCase, *, shown: str, status: int = 200, **values: Any
) -> HttpResponse:
    """A page about the case's household; who looked is written down."""
    audit.read(request.user, case.tenancy, what=shown)
    return page(
        request,
        template,
        status=status,
        case=case,
        names=names_of(case),
        tabs=[Tab(label, reverse(url, args=[case.pk]), name == shown) for name, label, url in TABS],
        may_write=access.allowed(request.user, ArrearsPermission.CASES_WRITE) and case.is_open,
        **values,
    )


def letterhead() -> Letterhead:
    office = context.office()
    contact = " · ".join(part for part in (office.phone, office.email) if part)
    return Letterhead(office.name, office.postal_address, contact)


def on_paper(
    case: ArrearsCase,
    *,
    title: str,
    on: date,
    facts: Iterable[tuple[str, str]] = (),
    tables: Iterable[sheets.Table] = (),
    paragraphs: Iterable[str] = (),
    signatures: Iterable[str] = (),
) -> HttpResponse:
    """A sheet about the case as a PDF; call it inside the language it is written in."""
    sheet = sheets.Sheet(
        office=letterhead(),
        reference=case.number,
        date=f"{on:%Y. %m. %d.}",
        title=title,
        facts=list(facts),
        tables=list(tables),
        paragraphs=list(paragraphs),
        signatures=list(signatures),
    )
    return pdf(sheets.render(sheet), name=f"{case.number}-{on:%Y%m%d}.pdf")
