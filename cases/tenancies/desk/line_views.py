"""Lines of the bank that need more than one press, and tables whose columns nobody knows yet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.tenancies import ledger
from cases.tenancies.desk.asking import ask
from cases.tenancies.desk.import_forms import ColumnsForm, SplitForm
from cases.tenancies.desk.money_forms import ConfirmedForm, SendBackForm
from cases.tenancies.models import BankStatement, ColumnMapping, StatementLine, Tenancy
from cases.tenancies.permissions import TenanciesPermission
from cases.tenancies.statements import booking, mappings, queue, reading
from kernel import access, documents
from kernel.models import Document
from kernel.money import format_forint
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page
from tenants import context
from tenants.registry import bank_accounts

UNMAPPED = "statement_unmapped"


def on_from(line: StatementLine) -> str:
    """Where the clerk goes on after this line."""
    following = queue.after(line)
    return reverse("line", args=[following.pk]) if following else reverse("lines")


@desk
def line_split(request: DeskRequest, pk: int) -> HttpResponse:
    """One transfer for several tenancies."""
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    line, form = get_object_or_404(StatementLine, pk=pk), SplitForm(request.POST or None)

    def work() -> str:
        parts = form.parts()
        found = {one.number: one for one in Tenancy.objects.filter(number__in=[number.upper() for number, _a in parts])}
        if any(number.upper() not in found for number, _amount in parts):
            raise ledger.CannotBook(_("One of the numbers is no tenancy of this office: check them."))
        queue.split(line=line, parts=[(found[number.upper()], amount) for number, amount in parts], by=request.user)
        return _("The payment is split and booked.")

    return ask(request, form, work, back=on_from(line), template="tenancies/desk/line_split.html", line=line)


@desk
def line_send_back(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    line = get_object_or_404(StatementLine, pk=pk)
    form = SendBackForm(request.POST or None, initial={"name": line.payer_name, "account": line.payer_account})

    def work() -> str:
        queue.send_back(line=line, on=timezone.localdate(), by=request.user, **form.cleaned_data)
        return _("The money is on the list of what is to be sent back.")

    return ask(
        request, form, work, back=on_from(line), title=_("Send the money back"), button=_("Order it"),
        intro=_("%(amount)s of %(name)s was not for the office.")
        % {"amount": format_forint(line.amount), "name": line.payer_name or line.bank_reference},
    )  # fmt: skip


@desk
def line_undo(request: DeskRequest, pk: int) -> HttpResponse:
    """It was booked to the wrong tenancy: asked once more, then it waits again."""
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    line, form = get_object_or_404(StatementLine, pk=pk), ConfirmedForm(request.POST or None)

    def work() -> str:
        queue.undo(line=line, on=timezone.localdate(), by=request.user)
        return _("The line waits again. What it had settled is owed again.")

    return ask(
        request, form, work, back=reverse("line", args=[pk]), title=_("Was it booked to the wrong tenancy?"),
        button=_("Take it back"), intro=_("Its payments are taken back, and the line waits for its owner again."),
    )  # fmt: skip


def keep(request: DeskRequest, upload: Any) -> UUID:
    """Keep a file whose columns are not known until somebody has said what they hold."""
    return documents.store_file(
        kind=UNMAPPED,
        name=str(upload.name)[:200],
        media_type="application/octet-stream",
        source=upload.file,
        by=request.user,
    )


@desk
def statement_columns(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What the columns of an unknown table hold; saved under a name, and the file is booked with it."""
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    kept = get_object_or_404(Document, pk=pk, kind=UNMAPPED)
    try:
        shape = reading.shape(bytes(kept.content))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("statements")
    form = ColumnsForm(request.POST or None, shape=shape, accounts=bank_accounts.of(context.office()))
    if form.is_valid():
        try:
            return redirect("statement", _mapped(request, kept, form, shape.headings).pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "tenancies/desk/statement_columns.html", form=form, shape=shape, kept=kept)


@transaction.atomic
def _mapped(request: DeskRequest, kept: Document, form: ColumnsForm, headings: tuple[str, ...]) -> BankStatement:
    """Save the mapping and book the file by it: both, or neither."""
    mappings.remember(name=form.cleaned_data["name"], headings=headings, meanings=form.meanings(), by=request.user)
    return booking.import_statement(
        content=bytes(kept.content), filename=kept.name, by=request.user, account=form.cleaned_data["account"]
    ).statement


@desk
@require_POST
def mapping_forget(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    mapping = get_object_or_404(ColumnMapping, pk=pk)
    mappings.forget(mapping=mapping, by=request.user)
    messages.success(request, _("The format “%(name)s” is forgotten.") % {"name": mapping.name})
    return redirect("statements")
