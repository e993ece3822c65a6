"""Letters to creditors at the desk: looked at first, then written; the office's own texts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from cases.arrears import consents, creditor_letters
from cases.arrears.desk import household_pages
from cases.arrears.desk.debt_forms import LetterForm, TextForm
from cases.arrears.desk.letter_files import VIEWER, pdf
from cases.arrears.models import Consent, CreditorLetter, CreditorText, DebtItem
from cases.arrears.permissions import ArrearsPermission
from kernel import access, audit
from kernel.models import Document
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def creditor_letter_new(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Asked, shown as it would be written, then written and sent: nothing goes that was not looked at."""
    access.require(request.user, ArrearsPermission.CASES_WRITE)
    debt = get_object_or_404(DebtItem.objects.select_related("debtor", "case__tenancy__dwelling"), pk=pk)
    today = timezone.localdate()
    case = household_pages.case_or_404(debt.case_id)
    consent = consents.in_force(case, purpose=Consent.Purpose.CREDITORS, on=today).filter(person=debt.debtor).first()
    form = LetterForm(request.POST or None, initial={"kind": CreditorText.Kind.INSTALMENTS})
    worded = None
    if form.is_valid():
        try:
            if "send" in request.POST:
                creditor_letters.write(debt=debt, on=today, by=request.user, **form.asked())
                messages.success(request, _("The letter is on its way to the creditor."))
                return redirect("debt_file", case.pk)
            worded, _plain = creditor_letters.word(debt, consent=consent, on=today, **form.asked())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return household_pages.case_page(
        request,
        "arrears/desk/creditor_letter_new.html",
        case,
        shown="debts",
        debt=debt,
        form=form,
        consent=consent,
        worded=worded,
        letters=debt.letters.all(),
    )


@desk
@csp_override(VIEWER)
def creditor_letter(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The stored letter."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    letter = get_object_or_404(CreditorLetter.objects.select_related("debt__case__tenancy"), pk=pk)
    audit.read(request.user, letter.debt.case.tenancy, what="creditor letter")
    document = get_object_or_404(Document, pk=letter.document_id)
    return pdf(bytes(document.content), name=document.name)


@desk
def creditor_texts(request: DeskRequest) -> HttpResponse:
    """The office's texts, the ones in force first."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    texts = CreditorText.objects.order_by("kind", "-valid_from")
    may_set = access.allowed(request.user, ArrearsPermission.SETTINGS)
    return page(request, "arrears/desk/creditor_texts.html", texts=texts, today=timezone.localdate(), may_set=may_set)


@desk
def creditor_text(request: DeskRequest, pk: int) -> HttpResponse:
    """A new wording that follows this one from a day on."""
    access.require(request.user, ArrearsPermission.SETTINGS)
    old, today = get_object_or_404(CreditorText, pk=pk), timezone.localdate()
    start = {name: getattr(old, name) for name in ("subject", "text", "answer_days", "legal_basis")}
    form = TextForm(request.POST or None, initial=start | {"valid_from": today})
    if form.is_valid():
        try:
            creditor_letters.set_text(kind=old.kind, by=request.user, **form.cleaned_data)
            messages.success(request, _("The text is kept. It counts from its first day on."))
            return redirect("creditor_texts")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    words = sorted(creditor_letters.PLACEHOLDERS)
    return page(request, "arrears/desk/creditor_text.html", form=form, text=old, words=words)
