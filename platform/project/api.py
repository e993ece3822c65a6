"""/api/v1, composed of the slices' own addresses."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from cases.arrears import api as arrears
from cases.arrears import case_api as arrears_cases
from cases.arrears import household_api as household
from cases.tenancies import api as tenancies
from cases.tenancies import api_money as money
from catalogue.shared import api as catalogue
from exchange.adverts import api as exchange
from exchange.adverts import outlook_api
from exchange.moves import api as moves
from exchange.moves import landlord_api as landlord
from exchange.sales import api as sales
from shell.guards import public
from shell.pages import page
from shell.rest.repeatable import ApiRequest


@extend_schema(exclude=True)
@api_view(["GET", "POST", "PUT", "PATCH", "DELETE"])
def nowhere(request: ApiRequest) -> Response:
    """Any other address below /api/v1: a problem document, not a page."""
    raise Http404


urlpatterns = [
    path("tenancies/", tenancies.tenancies, name="api_tenancies"),
    path("tenancies/<uuid:pk>/", tenancies.tenancy, name="api_tenancy"),
    path("tenancies/<uuid:pk>/balance/", tenancies.balance, name="api_balance"),
    path("tenancies/<uuid:pk>/statement/", money.statement, name="api_statement"),
    path("charges/", money.charges, name="api_charges"),
    path("payments/", tenancies.payments, name="api_payments"),
    path("payments/<uuid:pk>/", tenancies.payment, name="api_payment"),
    path("reminder-runs/", arrears.runs, name="api_reminder_runs"),
    path("reminder-runs/<uuid:pk>/", arrears.run, name="api_reminder_run"),
    path("reminder-runs/<uuid:pk>/reminders/", arrears.reminders, name="api_reminders"),
    path("arrears-cases/", arrears_cases.cases, name="api_cases"),
    path("arrears-cases/<uuid:pk>/", arrears_cases.case, name="api_case"),
    path("arrears-cases/<uuid:pk>/contacts/", arrears_cases.case_contacts, name="api_case_contacts"),
    path("payment-plans/", arrears_cases.plans, name="api_plans"),
    path("payment-plans/<uuid:pk>/", arrears_cases.plan, name="api_plan"),
    path("arrears-cases/<uuid:pk>/budget/", household.budget, name="api_case_budget"),
    path("arrears-cases/<uuid:pk>/debts/", household.debts, name="api_case_debts"),
    path("catalogue/", catalogue.catalogue, name="api_catalogue"),
    path("catalogue/<slug:slug>/", catalogue.entry, name="api_catalogue_entry"),
    path("adverts/", exchange.adverts, name="api_adverts"),
    path("adverts/<uuid:pk>/", exchange.advert, name="api_advert"),
    path("adverts/<uuid:pk>/outlook/", outlook_api.advert_outlook, name="api_advert_outlook"),
    path("proposals/", exchange.proposals, name="api_proposals"),
    path("proposals/<str:number>/", exchange.proposal, name="api_proposal"),
    path("proposals/<str:number>/answers/", exchange.answers, name="api_answers"),
    path("proposals/<str:number>/steps/", moves.steps, name="api_steps"),
    path("proposals/<str:number>/screen/", moves.screen, name="api_screen"),
    path("proposals/<str:number>/open/", moves.open_names, name="api_open"),
    path("proposals/<str:number>/leave/", moves.leave, name="api_leave"),
    path("proposals/<str:number>/flats/<int:position>/consents/", landlord.ledger, name="api_consents"),
    path("proposals/<str:number>/flats/<int:position>/decision/", landlord.decision, name="api_decision"),
    path(
        "proposals/<str:number>/flats/<int:position>/decision/confirm/",
        landlord.decision_confirm,
        name="api_decision_confirm",
    ),
    path("listings/", moves.listings, name="api_listings"),
    path("sale-plans/", sales.sale_plans, name="api_sale_plans"),
    path("sale-plans/calculation/", sales.sale_calculation, name="api_sale_calculation"),
    path("sale-plans/<uuid:pk>/", sales.sale_plan, name="api_sale_plan"),
    re_path(r"^.*$", nowhere, name="api_nowhere"),
]


def described() -> dict[str, object]:
    """The OpenAPI 3.1 document of this API."""
    patterns = [path("api/v1/" + str(pattern.pattern), pattern.callback) for pattern in urlpatterns]
    document: dict[str, object] = SchemaGenerator(patterns=patterns).get_schema(  # type: ignore[no-untyped-call]  # the library is untyped here
        request=None, public=True
    )
    return document


@public
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for machines."""
    content = OpenApiJsonRenderer().render(described(), renderer_context={})
    return HttpResponse(content, content_type="application/vnd.oai.openapi+json;version=3.1")


@public
def reader(request: HttpRequest) -> HttpResponse:
    """The description for people: no script, nothing from elsewhere."""
    document = described()
    operations = []
    paths = document.get("paths")
    if not isinstance(paths, dict):
        raise Http404
    for address, methods in paths.items():
        for method, operation in methods.items():
            operations.append({"method": method.upper(), "path": address, **operation})
    return page(request, "project/api_reader.html", document=document, operations=operations)
