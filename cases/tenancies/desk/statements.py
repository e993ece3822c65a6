"""Bank statements at the desk: upload, what came of it, and the lines that wait for somebody to say whose they are."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.tenancies.desk import line_views, statement_pages
from cases.tenancies.desk.import_forms import FindForm, StatementForm
from cases.tenancies.models import BankStatement, ColumnMapping, Payment, StatementLine, Tenancy
from cases.tenancies.permissions import TenanciesPermission
from cases.tenancies.statements import booking, queue
from cases.tenancies.statements.statement import UnknownColumns, UnreadableStatement
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet
from tenants import context
from tenants.registry import bank_accounts
from tenants.registry.bank_accounts import NotYourAccount


@desk
def statements(request: DeskRequest) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    may_book = access.allowed(request.user, TenanciesPermission.PAYMENTS_WRITE)
    if request.method == "POST":
        access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    accounts = bank_accounts.of(context.office())
    form = StatementForm(request.POST or None, request.FILES or None, accounts=accounts)
    if form.is_valid():
        try:
            return redirect("statement", _book(request, form))
        except UnknownColumns:
            return redirect("statement_columns", line_views.keep(request, form.cleaned_data["file"]))
        except (UnreadableStatement, NotYourAccount) as refusal:
            form.add_error("file", str(refusal))
    rows = sheet(BankStatement.objects.all(), request)
    return page(
        request,
        "tenancies/desk/statements.html",
        form=form,
        sheet=rows,
        waiting=queue.waiting().count(),
        formats=ColumnMapping.objects.all() if may_book else [],
        may_book=may_book,
    )


def _book(request: DeskRequest, form: StatementForm) -> UUID:
    upload = form.cleaned_data["file"]
    booked = booking.import_statement(
        content=upload.file, filename=str(upload.name)[:200], by=request.user, account=form.cleaned_data["account"]
    )
    if booked.is_new_account:
        messages.success(
            request, _("The account %(iban)s is now registered to this office.") % {"iban": booked.statement.iban}
        )
    pk: UUID = booked.statement.pk
    return pk


@desk
def statement(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    booked = get_object_or_404(BankStatement, pk=pk)
    lines = booked.lines.select_related("payment__tenancy")
    shown = request.GET.get("lines", "")
    if shown:
        lines = lines.filter(outcome=shown)
    return page(
        request,
        "tenancies/desk/statement.html#lines",
        statement=booked,
        figures=statement_pages.figures(booked.counts),
        tabs=statement_pages.tabs(booked),
        shown=shown,
        sheet=sheet(lines, request),
        waiting=queue.waiting().filter(statement=booked).count(),
    )


@desk
def lines(request: DeskRequest) -> HttpResponse:
    """The queue: every line that waits, oldest first."""
    access.require(request.user, TenanciesPermission.PAYMENTS_READ)
    may_book = access.allowed(request.user, TenanciesPermission.PAYMENTS_WRITE)
    rows = sheet(queue.waiting(), request)
    explained = [(line, queue.SENTENCES.get(line.reason, "")) for line in rows]
    return page(request, "tenancies/desk/lines.html", sheet=rows, rows=explained, may_book=may_book)


@desk
def line(request: DeskRequest, pk: int) -> HttpResponse:
    """One line that waits: candidates by what it says, or by what the clerk looks for."""
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    shown = get_object_or_404(StatementLine, pk=pk)
    form = FindForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    candidates = queue.candidates(shown, text=text) if shown.amount > 0 else []
    # The next press of Enter does what is likeliest: book to the best suggestion, or else look for one.
    form.fields["q"].widget.attrs["autofocus"] = not candidates
    return page(
        request,
        "tenancies/desk/line.html#candidates",
        line=shown,
        why=queue.SENTENCES.get(shown.reason, ""),
        is_waiting=queue.waiting().filter(pk=pk).exists(),
        form=form,
        text=text,
        candidates=candidates,
        returnable=queue.returnable(shown) if shown.amount < 0 else [],
        splits=queue.returnable_splits(shown) if shown.amount < 0 else [],
        payments=queue.payments_of(shown),
        may_undo=shown.reason == queue.SET_ASIDE or shown.outcome != StatementLine.Outcome.REVERSAL,
        following=queue.after(shown),
        left=queue.waiting().count(),
    )


@desk
@require_POST
def settle_line(request: DeskRequest, pk: int) -> HttpResponse:
    """The clerk's decision; then on to the next line that waits."""
    access.require(request.user, TenanciesPermission.PAYMENTS_WRITE)
    waiting = get_object_or_404(StatementLine, pk=pk)
    try:
        messages.success(request, _settle(request, waiting))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("line", pk)
    following = queue.after(waiting)
    return redirect("line", following.pk) if following else redirect("lines")


def _settle(request: DeskRequest, waiting: StatementLine) -> str:
    """One of the four verbs, by the button that was pressed; the sentence that says what was done."""
    if tenancy_id := request.POST.get("tenancy"):
        tenancy = get_object_or_404(Tenancy, number=tenancy_id)
        booking.assign(line=waiting, tenancy=tenancy, by=request.user)
        return _("Booked to %(number)s. Payments from this account are recognised from now on.") % {
            "number": tenancy.number
        }
    if number := request.POST.get("take_back"):
        payment = get_object_or_404(Payment.objects.select_related("tenancy"), pk=statement_pages.as_uuid(number))
        queue.take_back(line=waiting, payment=payment, by=request.user)
        return _("The payment of %(number)s is taken back.") % {"number": payment.tenancy.number}
    if split := request.POST.get("take_back_split", ""):
        original = get_object_or_404(StatementLine, pk=int(split) if split.isdecimal() else 0)
        queue.take_back_split(line=waiting, original=original, by=request.user)
        return _("Every part of the split payment is taken back.")
    queue.set_aside(line=waiting, by=request.user)
    return _("The line is set aside. Nothing was booked.")
