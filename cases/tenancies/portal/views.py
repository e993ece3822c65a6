"""What a resident sees first: what to pay, until when, where to, and what came in."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from cases.people import persons
from cases.people.models import Person
from cases.people.persons import Contact
from cases.tenancies import account_statement, asking, payment_code, queries, statement_files
from cases.tenancies.models import LedgerEntry, Tenancy
from cases.tenancies.permissions import TenanciesPermission
from cases.tenancies.portal.forms import ReachForm
from cases.tenancies.statement_letters import Occasion
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, portal
from shell.letters import qr_svg
from shell.pages import page
from tenants import context
from tenants.registry import bank_accounts
from tenants.registry.models import Office

CODE_IS_VALID = timedelta(days=60)
LAST_MOVEMENTS = 6


@dataclass(frozen=True)
class Home:
    """One tenancy as its resident sees it. `to_pay` is what is owed now, or the next amount due."""

    tenancy: Tenancy
    account: queries.Account
    to_pay: int
    pay_by: date | None
    qr: SafeString | str
    movements: list[LedgerEntry]
    ask: asking.Ask | None = None


@portal
def portal_home(request: DeskRequest) -> HttpResponse:
    access.require(request.user, TenanciesPermission.OWN)
    held = Tenancy.objects.held_by(request.user.resident.person_id).select_related("dwelling")
    office, today = context.office(), timezone.localdate()
    ibans = bank_accounts.of(office)
    homes = []
    for tenancy in held.prefetch_related("parties"):
        access.require(request.user, TenanciesPermission.OWN, tenancy)
        audit.read(request.user, tenancy)
        homes.append(_home(tenancy, office=office, iban=ibans[0] if ibans else "", on=today))
    return page(request, "tenancies/portal/home.html", homes=homes, iban=_grouped(ibans[0]) if ibans else "")


@portal
@csp_override(statement_files.VIEWER)
def my_statement(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The resident's own statement of the last twelve months, as a PDF."""
    tenancy = statement_files.with_parties(pk)
    if not tenancy.belongs_to(request.user):
        raise Http404
    access.require(request.user, TenanciesPermission.OWN, tenancy)
    audit.read(request.user, tenancy, what="statement")
    today = timezone.localdate()
    since = (today - timedelta(days=365)).replace(day=1)
    built = account_statement.build(tenancy, since=since, until=today, on=today)
    return statement_files.letter_of(built, Occasion.ACCOUNT)


@portal
def my_reach(request: DeskRequest) -> HttpResponse:
    """How the office reaches the resident: phone, text messages, a word before the rent is due, the language."""
    access.require(request.user, TenanciesPermission.OWN)
    person, today = get_object_or_404(Person, pk=request.user.resident.person_id), timezone.localdate()
    audit.read(request.user, person, what="contact")
    known = {"wants_sms": person.sms_consent_on is not None}
    known |= {name: getattr(person, name) for name in ("phone", "wants_due_notice", "letter_language")}
    form = ReachForm(request.POST or None, initial=known)
    if (
        form.is_valid()
        and form.cleaned_data["wants_due_notice"]
        and not (person.email or form.cleaned_data["wants_sms"])
    ):
        form.add_error(
            "wants_sms", _("Allow text messages, or call us with your e-mail address: we cannot tell you otherwise.")
        )
    if form.is_valid():
        typed = dict(form.cleaned_data)
        consent = (person.sms_consent_on or today) if typed.pop("wants_sms") else None
        contact = Contact(email=person.email, postal_address=person.postal_address, sms_consent_on=consent, **typed)
        try:
            persons.set_contact(person=person, contact=contact, on=today, by=request.user)
            messages.success(request, _("Thank you, we have written it down."))
            return redirect("portal_home")
        except Refused as refusal:
            form.add_error("phone", str(refusal))
    return page(request, "tenancies/portal/reach.html", form=form, person=person)


def _home(tenancy: Tenancy, *, office: Office, iban: str, on: date) -> Home:
    account = queries.account(tenancy.pk, on=on)
    ask = asking.instead(tenancy, on=on)
    to_pay = ask.amount if ask else account.to_pay
    return Home(
        tenancy=tenancy,
        account=account,
        ask=ask,
        to_pay=to_pay,
        pay_by=ask.pay_by if ask else account.pay_by,
        qr=_code(tenancy, office=office, iban=iban, amount=to_pay, on=on),
        movements=list(queries.movements(tenancy.pk)[:LAST_MOVEMENTS]),
    )


def _code(tenancy: Tenancy, *, office: Office, iban: str, amount: int, on: date) -> SafeString | str:
    """The payment code as a picture; nothing when there is nothing to pay or no complete account."""
    if not office.bic or not iban or amount <= 0:
        return ""
    end = datetime.combine(on + CODE_IS_VALID, time(23, 59, 59), tzinfo=timezone.get_default_timezone())
    payload = payment_code.transfer(
        bic=office.bic, beneficiary=office.name, iban=iban, amount=amount, reference=tenancy.number, valid_until=end
    )
    return mark_safe(qr_svg(payload))  # noqa: S308  # drawn by us, holds no text of anybody's


def _grouped(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
