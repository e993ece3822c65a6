"""The tenancies at the desk: the list, one tenancy with its account, booking a payment by hand."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.people import persons
from cases.people.persons import Contact
from cases.tenancies import ledger, queries
from cases.tenancies.desk.forms import ContactForm, ListForm, PaymentForm
from cases.tenancies.models import Payment, Tenancy, TenancyParty
from cases.tenancies.permissions import TenanciesPermission
from kernel import access, audit
from kernel.refusal import Refused
from shell import once
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet


@desk
def tenancies(request: DeskRequest) -> HttpResponse:
    access.require(request.user, TenanciesPermission.READ)
    today, form = timezone.localdate(), ListForm(request.GET)
    show = form.chosen("show")
    rows = queries.listing(text=form.chosen("q"), only_arrears=show == "arrears", order=form.chosen("order"))
    if show == "ended":
        rows = rows.filter(ends_on__lt=today).exclude(balance=0)
    may_write = access.allowed(request.user, TenanciesPermission.WRITE)
    template = "tenancies/desk/tenancies.html#found"
    return page(request, template, form=form, sheet=sheet(rows, request), today=today, may_write=may_write)


@desk
def tenancy(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.READ)
    shown = get_object_or_404(Tenancy.objects.select_related("dwelling__building"), pk=pk)
    audit.read(request.user, shown)
    today = timezone.localdate()
    return page(
        request,
        "tenancies/desk/tenancy.html#movements",
        tenancy=shown,
        parties=shown.parties.select_related("person"),
        payer_accounts=shown.payer_accounts.order_by("first_seen_on"),
        account=queries.account(shown.pk, on=today),
        sheet=sheet(queries.movements(shown.pk), request, size=25),
        today=today,
        may_read_payments=access.allowed(request.user, TenanciesPermission.PAYMENTS_READ),
        may_book=access.allowed(request.user, TenanciesPermission.PAYMENTS_WRITE),
        may_write=access.allowed(request.user, TenanciesPermission.WRITE),
    )


@desk
def contact(request: DeskRequest, pk: UUID, person: UUID) -> HttpResponse:
    """How one tenant is reached: e-mail, phone, text messages, where post goes, the language of letters."""
    access.require(request.user, TenanciesPermission.WRITE)
    party = get_object_or_404(
        TenancyParty.objects.select_related("person", "tenancy__dwelling"), tenancy=pk, person=person
    )
    audit.read(request.user, party.tenancy, what="contact")
    known = {name: getattr(party.person, name) for name in ContactForm.base_fields if name != "is_reached"}
    form = ContactForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            persons.set_contact(
                person=party.person, contact=Contact(**form.cleaned_data), on=timezone.localdate(), by=request.user
            )
            messages.success(request, _("Kept. Letters and messages go there from now on."))
            return redirect("tenancy", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "tenancies/desk/contact.html", tenancy=party.tenancy, person=party.person, form=form)


@desk
def payment(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Typed, shown once more, then booked: nothing is booked that was not confirmed."""
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    paid = get_object_or_404(queries.with_balance(Tenancy.objects.select_related("dwelling")), pk=pk)
    form = PaymentForm(request.POST or None, initial={"paid_on": timezone.localdate()})
    values = {"tenancy": paid, "form": form, "key": request.POST.get("key") or once.new_key()}
    if not form.is_valid() or "change" in request.POST:
        return page(request, "tenancies/desk/payment.html", **values)
    if "book" not in request.POST:
        after = paid.balance - form.cleaned_data["amount"]
        source = dict(form.fields["source"].choices)[form.cleaned_data["source"]]  # type: ignore[attr-defined]
        return page(request, "tenancies/desk/payment_check.html", after=after, source=source, **values)
    try:
        messages.success(request, _book_once(request, paid, form))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, "tenancies/desk/payment.html", **values)
    return redirect("tenancy", pk)


@desk
def payment_back(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A payment booked by mistake: asked once more, then a counter-entry, and what it settled is owed again."""
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    booked = get_object_or_404(Payment.objects.select_related("tenancy__dwelling"), pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            ledger.reverse(payment=booked, on=timezone.localdate(), by=request.user)
            messages.success(request, _("The payment is taken back."))
            return redirect("tenancy", booked.tenancy_id)
        except Refused as refused:
            refusal = str(refused)
    return page(request, "tenancies/desk/payment_back.html", payment=booked, refusal=refusal)


@transaction.atomic
def _book_once(request: DeskRequest, paid: Tenancy, form: PaymentForm) -> str:
    """Book the confirmed payment, unless this very form was sent before."""
    if not once.first_time(request.user, request.POST.get("key", "")):
        return _("This payment was booked already.")
    ledger.book([ledger.Receipt(tenancy_id=paid.pk, **form.cleaned_data)], by=request.user)
    return _("The payment is booked.")
