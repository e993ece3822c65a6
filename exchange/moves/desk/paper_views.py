"""The papers of an exchange: printed for one of our flats, and worded by the office, version by version."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from cases.arrears.desk.letter_files import VIEWER, pdf
from exchange.adverts.permissions import ExchangePermission
from exchange.moves import paper_sheets, papers
from exchange.moves.desk import forms, loading
from exchange.moves.models import PaperText
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
@csp_override(VIEWER)
def paper(request: DeskRequest, number: str, position: int, kind: str) -> HttpResponse:
    """One paper about one of our flats, made from what is known now."""
    access.require(request.user, ExchangePermission.READ)
    exchange, seat = loading.seat_of(number, position)
    if kind not in papers.fitting(seat):
        raise Http404
    audit.read(request.user, seat.advert, what=f"paper_{kind}")
    content = paper_sheets.render(exchange, seat, kind, on=timezone.localdate())
    return pdf(content, name=f"{number}-{position}-{kind}.pdf")


@desk
def paper_texts(request: DeskRequest) -> HttpResponse:
    """Every paper with the wording in force."""
    access.require(request.user, ExchangePermission.POLICY)
    return page(request, "moves/desk/paper_texts.html", texts=[papers.in_force(kind) for kind in PaperText.Kind])


@desk
def paper_text(request: DeskRequest, kind: str) -> HttpResponse:
    """One paper's wording: written, shown with an invented household's values, kept as the next version."""
    access.require(request.user, ExchangePermission.POLICY)
    if kind not in PaperText.Kind.values:
        raise Http404
    versions, shown = papers.history(kind), None
    initial = {"title": versions[0].title, "body": versions[0].body}
    form = forms.PaperTextForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            shown = papers.preview(kind, **form.cleaned_data)
            if "keep" in request.POST:
                papers.write(kind=kind, by=request.user, **form.cleaned_data)
                messages.success(request, _("The text is kept; papers are printed with it from now on."))
                return redirect("exchange_paper_texts")
        except Refused as refusal:
            form.add_error("body", str(refusal))
    words = papers.samples(kind)
    return page(
        request, "moves/desk/paper_text.html", text=versions[0], versions=versions, form=form, shown=shown, words=words
    )
