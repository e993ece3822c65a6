"""The resident's side of a debt: the plan, asking for a talk, sending a paper."""

from uuid import UUID

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from cases.arrears import messages, plan_sheet, plan_standing
from cases.arrears.desk.letter_files import VIEWER, pdf
from cases.arrears.models import PaymentPlan
from cases.arrears.permissions import ArrearsPermission
from cases.arrears.portal.forms import PaperForm, TalkForm
from cases.tenancies.models import Tenancy
from kernel import access, audit
from kernel.refusal import Refused
from shell.guards import DeskRequest, portal
from shell.pages import page


def own(request: DeskRequest, pk: UUID) -> Tenancy:
    """The resident's own tenancy; a 404 for anybody else's, as for one that does not exist."""
    held = Tenancy.objects.held_by(request.user.resident.person_id).prefetch_related("parties")
    tenancy = get_object_or_404(held.select_related("dwelling"), pk=pk)
    access.require(request.user, ArrearsPermission.OWN, tenancy)
    return tenancy


@portal
def my_talk(request: DeskRequest, pk: UUID) -> HttpResponse:
    tenancy, form = own(request, pk), TalkForm(request.POST or None, initial={"when": "any"})
    if form.is_valid():
        try:
            messages.ask_for_talk(tenancy=tenancy, by=request.user, **form.cleaned_data)
            flash.success(request, _("Thank you. We will call you within two working days."))
            return redirect("portal_home")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "arrears/portal/talk.html", tenancy=tenancy, form=form)


@portal
def my_paper(request: DeskRequest, pk: UUID) -> HttpResponse:
    tenancy, form = own(request, pk), PaperForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > messages.LARGEST_PAPER:
                raise messages.CannotSend(_("This file is larger than 12 MB: take the photograph in a smaller size."))
            messages.send_paper(
                tenancy=tenancy, name=sent.name, content=sent.read(), text=form.cleaned_data["text"], by=request.user
            )
            flash.success(request, _("The paper has arrived. Thank you."))
            return redirect("portal_home")
        except Refused as refusal:
            form.add_error("file", str(refusal))
    return page(request, "arrears/portal/paper.html", tenancy=tenancy, form=form)


def _own_plan(request: DeskRequest, pk: UUID) -> PaymentPlan:
    plan = PaymentPlan.objects.filter(pk=pk).exclude(state=PaymentPlan.State.DRAFT).first()
    if plan is None:
        raise Http404
    plan.tenancy = own(request, plan.tenancy_id)
    return plan


@portal
def my_plan(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The agreement in plain words: what is due when, what came in, and what happens if it does not."""
    plan, today = _own_plan(request, pk), timezone.localdate()
    audit.read(request.user, plan)
    standing = plan_standing.of([plan], on=today)[plan.pk].standing if plan.is_running else None
    dues = list(plan.instalments.all())
    return page(
        request, "arrears/portal/plan.html", plan=plan, standing=standing, dues=dues, today=today,
        paid_before=standing.next_due.number if standing and standing.next_due else len(dues) + 1,
    )  # fmt: skip


@portal
@csp_override(VIEWER)
def my_plan_paper(request: DeskRequest, pk: UUID) -> HttpResponse:
    plan = _own_plan(request, pk)
    audit.read(request.user, plan, what="paper")
    return pdf(plan_sheet.render(plan, on=timezone.localdate()), name=f"{plan.number}.pdf")
