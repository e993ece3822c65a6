"""A statement of account as a file, for the desk and for the resident."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.csp import CSP

from cases.tenancies import statement_letters
from cases.tenancies.account_statement import AccountStatement
from cases.tenancies.models import Tenancy
from cases.tenancies.statement_letters import Occasion
from tenants import context
from tenants.registry import bank_accounts

# A browser's own PDF viewer draws with an embedded object and styles of its own; nothing else may load.
VIEWER = {
    "default-src": [CSP.NONE],
    "object-src": [CSP.SELF],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
}


def with_parties(pk: UUID) -> Tenancy:
    """The tenancy with its flat and everybody on the contract, or 404."""
    rows = Tenancy.objects.select_related("dwelling").prefetch_related("parties__person")
    return get_object_or_404(rows, pk=pk)


def letter_of(built: AccountStatement, occasion: Occasion) -> HttpResponse:
    """The letter, to be looked at in the browser and kept by nobody on the way."""
    office = context.office()
    ibans = bank_accounts.of(office)
    content = statement_letters.pdf(built, occasion, office=office, iban=ibans[0] if ibans else "")
    name = f"{statement_letters.SUBJECTS[occasion]} {built.tenancy.number} {built.until:%Y-%m-%d}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
