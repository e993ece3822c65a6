"""Taking over a rent roll: upload, look at what was understood, correct it, import, deal with the rest."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cases.tenancies.desk import import_pages
from cases.tenancies.desk.import_forms import MappingForm, RentRollForm
from cases.tenancies.models import ImportedRow, RentRollImport, Tenancy
from cases.tenancies.permissions import TenanciesPermission
from cases.tenancies.rent_roll import importing, settling
from cases.tenancies.rent_roll.roll import RentRoll, UnreadableRentRoll
from kernel import access, documents
from kernel.models import Document
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet

UPLOADED = "rent_roll_upload"
OCTETS = "application/octet-stream"


@desk
def rent_rolls(request: DeskRequest) -> HttpResponse:
    """The imports so far, and the upload: a file that cannot be read gets its sentence here and is not kept."""
    access.require(request.user, TenanciesPermission.IMPORT)
    form = RentRollForm(request.POST or None, request.FILES or None, initial={"as_of": timezone.localdate()})
    if form.is_valid():
        upload = form.cleaned_data["file"]
        content, name = upload.read(), str(upload.name)[:200]
        try:
            importing.preview(content=content, filename=name)
            kept = documents.store(kind=UPLOADED, name=name, media_type=OCTETS, content=content, by=request.user)
            return redirect(f"{reverse('rent_roll_check', args=[kept.pk])}?as_of={form.cleaned_data['as_of']}")
        except UnreadableRentRoll as refusal:
            form.add_error("file", str(refusal))
    return page(
        request, "tenancies/desk/rent_rolls.html", form=form, sheet=sheet(RentRollImport.objects.all(), request)
    )


@desk
def rent_roll_check(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What the kept file would become; read again with corrected columns, or imported. Nothing is guessed."""
    access.require(request.user, TenanciesPermission.IMPORT)
    kept = get_object_or_404(Document, pk=pk, kind=UPLOADED)
    as_of, first = _as_of(request), importing.preview(content=bytes(kept.content), filename=kept.name)
    form = MappingForm(request.POST or None, mapping=first.mapping)
    read = first
    if form.is_valid():
        try:
            if "import" in request.POST:
                return redirect("rent_roll", _import(request, kept, form, as_of).pk)
            read = _read_again(kept, form)
        except UnreadableRentRoll as refusal:
            form.add_error(None, str(refusal))
    shown = import_pages.preview(read)
    return page(request, "tenancies/desk/rent_roll_check.html", form=form, kept=kept, as_of=as_of, shown=shown)


def _as_of(request: DeskRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return timezone.localdate()


def _read_again(kept: Document, form: MappingForm) -> RentRoll:
    return importing.preview(content=bytes(kept.content), filename=kept.name, mapping=form.mapping())


def _import(request: DeskRequest, kept: Document, form: MappingForm, as_of: date) -> RentRollImport:
    """With the columns as recognised the file is read sheet by sheet; only a correction holds for all sheets."""
    mapping = form.mapping() if form.has_changed() else None
    content = bytes(kept.content)
    done = importing.import_rent_roll(
        content=content, filename=kept.name, by=request.user, as_of=as_of, mapping=mapping
    )
    messages.success(request, _("The rent roll is taken over."))
    return done


@desk
def rent_roll(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One import and its rows; those that need a person first."""
    access.require(request.user, TenanciesPermission.IMPORT)
    done = get_object_or_404(RentRollImport, pk=pk)
    counts = import_pages.outcome_counts(done)
    shown = request.GET.get("rows", "person" if counts["person"] else "tenancy")
    rows = sheet(done.rows.filter(outcome=shown), request)
    return page(
        request,
        "tenancies/desk/rent_roll.html#rows",
        rent_roll=done,
        figures=import_pages.figures(done.counts),
        tabs=import_pages.tabs(counts),
        shown=shown,
        waiting=counts["person"],
        columns=import_pages.columns(done.mapping),
        sheet=rows,
        rows=[import_pages.explained(row) for row in rows],
    )


@desk
@require_POST
def imported_row(request: DeskRequest, pk: int) -> HttpResponse:
    """A clerk's decision about one row: it is this tenancy, or it is left out."""
    access.require(request.user, TenanciesPermission.IMPORT)
    row = get_object_or_404(ImportedRow, pk=pk)
    number = request.POST.get("number", "").strip().upper()
    tenancy = Tenancy.objects.filter(number=number).first() if "link" in request.POST else None
    try:
        if "link" in request.POST and tenancy is None:
            messages.error(request, _("There is no tenancy with the number “%(number)s”.") % {"number": number})
        else:
            settling.settle(row=row, tenancy=tenancy, by=request.user)
            messages.success(request, _("Row %(row)d is dealt with.") % {"row": row.row_number})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rent_roll", row.rent_roll_id)


@desk
@require_POST
def leave_out_rest(request: DeskRequest, pk: UUID) -> HttpResponse:
    access.require(request.user, TenanciesPermission.IMPORT)
    done = get_object_or_404(RentRollImport, pk=pk)
    count = settling.leave_out_rest(rent_roll=done, by=request.user)
    messages.success(request, ngettext("%(n)d row is left out.", "%(n)d rows are left out.", count) % {"n": count})
    return redirect("rent_roll", pk)
