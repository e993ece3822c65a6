"""The resident's own sale plan: what it would bring, the meetings, the page to keep."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.csp import csp_override

from cases.arrears.desk.letter_files import VIEWER, pdf
from exchange.adverts.permissions import ExchangePermission
from exchange.sales import plans, queries, result_sheet
from exchange.sales.models import SalePlan
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, portal
from shell.pages import page


def _own(request: DeskRequest) -> SalePlan:
    """The resident's plan; a 404 without one."""
    access.require(request.user, ExchangePermission.OWN)
    found = queries.current_of(request.user.resident.person_id)
    if found is None:
        raise Http404
    access.require(request.user, ExchangePermission.OWN, found)
    return found


@portal
def my_sale(request: DeskRequest) -> HttpResponse:
    plan = _own(request)
    now = timezone.now()
    meetings = [meeting for meeting in queries.of_plan(plan) if meeting.at >= now]
    lines = [line for line in queries.lines(plan, on=timezone.localdate(now)) if line.item.state == "open"]
    worked = plans.worked(plan)
    return page(request, "sales/portal/mine.html", plan=plan, worked=worked, meetings=meetings, lines=lines)


@portal
@csp_override(VIEWER)
def my_sale_paper(request: DeskRequest) -> HttpResponse:
    plan = _own(request)
    try:
        content = result_sheet.render(plan, on=timezone.localdate())
    except Refused as refusal:
        raise Http404 from refusal
    return pdf(content, name=f"{plan.number}.pdf")
