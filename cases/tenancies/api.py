"""/api/v1: tenancies, balances, payments."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from cases.tenancies import ledger, queries
from cases.tenancies.models import Payment, Tenancy, TenancyParty
from cases.tenancies.permissions import TenanciesPermission as Permission
from kernel import access, audit
from shell.rest import paging, versions
from shell.rest.describing import CURSOR, IDEMPOTENCY_KEY, IF_NONE_MATCH, PROBLEMS, page_of
from shell.rest.repeatable import ApiRequest, repeatable

FIELDS = (
    "id", "number", "old_identifier", "starts_on", "ends_on", "basis", "category", "monthly_rent", "due_day", "balance",
)  # fmt: skip


class TenancyShape(serializers.Serializer[Any]):
    """A tenancy. Money is whole forints; a positive balance is owed."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    old_identifier = serializers.CharField(allow_null=True)
    address = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    basis = serializers.CharField()
    category = serializers.CharField()
    monthly_rent = serializers.IntegerField()
    due_day = serializers.IntegerField()
    balance = serializers.IntegerField()


class TenancyDetailShape(TenancyShape):
    parties = serializers.ListField(child=serializers.CharField())


class KindShape(serializers.Serializer[Any]):
    kind = serializers.CharField()
    open_amount = serializers.IntegerField()
    overdue = serializers.IntegerField()


class AgeShape(serializers.Serializer[Any]):
    first_day = serializers.IntegerField()
    last_day = serializers.IntegerField(allow_null=True)
    amount = serializers.IntegerField()


class BalanceShape(serializers.Serializer[Any]):
    """The account on a day: what is owed, of what kind, how old."""

    on = serializers.DateField()
    balance = serializers.IntegerField()
    overdue = serializers.IntegerField()
    lapsed = serializers.IntegerField(help_text="open, but lapsed by limitation: in the balance, and not demanded")
    oldest_due_on = serializers.DateField(allow_null=True)
    kinds = KindShape(many=True)
    ages = AgeShape(many=True)


class PaymentShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    tenancy = serializers.UUIDField()
    amount = serializers.IntegerField()
    paid_on = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF keeps declared fields apart
    bank_reference = serializers.CharField()
    reverses = serializers.UUIDField(allow_null=True)


class NewPayment(serializers.Serializer[Any]):
    """A payment that another system took."""

    tenancy = serializers.UUIDField()
    amount = serializers.IntegerField(min_value=1, max_value=2_000_000_000)
    paid_on = serializers.DateField()
    reference = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)


def _rows() -> Any:
    return queries.with_balance(Tenancy.objects.all()).values(*FIELDS, address=F("dwelling__address"))


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "id": payment.pk,
        "tenancy": payment.tenancy_id,
        "amount": payment.amount,
        "paid_on": payment.paid_on,
        "source": payment.source,
        "bank_reference": payment.bank_reference,
        "reverses": payment.reverses_id,
    }


@extend_schema(
    operation_id="list_tenancies",
    parameters=CURSOR,
    responses={200: page_of(TenancyShape), **PROBLEMS},
    tags=["tenancies"],
)
@api_view(["GET"])
def tenancies(request: ApiRequest) -> Response:
    """All tenancies of the office, by number."""
    access.require(request.user, Permission.READ)
    return paging.paged(request, _rows(), dict, key="number")


@extend_schema(
    operation_id="read_tenancy",
    parameters=[IF_NONE_MATCH],
    responses={200: TenancyDetailShape, **PROBLEMS},
    tags=["tenancies"],
)
@api_view(["GET"])
def tenancy(request: ApiRequest, pk: UUID) -> Response:
    """One tenancy with the names on the contract; the read is audited."""
    found = get_object_or_404(Tenancy, pk=pk)
    access.require(request.user, Permission.READ, found)
    names = TenancyParty.objects.filter(tenancy=found, until=None).values_list("person__name", flat=True)
    audit.read(request.user, found)
    return versions.versioned(request, {**_rows().get(pk=pk), "parties": list(names)})


@extend_schema(operation_id="read_balance", responses={200: BalanceShape, **PROBLEMS}, tags=["tenancies"])
@api_view(["GET"])
def balance(request: ApiRequest, pk: UUID) -> Response:
    """The tenancy's account as it stands today."""
    found = get_object_or_404(Tenancy, pk=pk)
    access.require(request.user, Permission.READ, found)
    on = timezone.localdate()
    account = queries.account(pk, on=on)
    return Response(
        {
            "on": on,
            "balance": account.balance,
            "overdue": account.overdue,
            "lapsed": account.lapsed,
            "oldest_due_on": account.oldest_due_on,
            "kinds": [
                {"kind": item.kind, "open_amount": item.open_amount, "overdue": item.overdue} for item in account.kinds
            ],
            "ages": [
                {"first_day": bucket.first, "last_day": bucket.last, "amount": amount}
                for bucket, amount in account.ages
            ],
        }
    )


TENANCY_FILTER = OpenApiParameter("tenancy", UUID, description="only this tenancy's")


@extend_schema(operation_id="list_payments",
    methods=["GET"], parameters=[*CURSOR, TENANCY_FILTER], responses={200: page_of(PaymentShape), **PROBLEMS},
    tags=["payments"],
)  # fmt: skip
@extend_schema(operation_id="book_payment",
    methods=["POST"], parameters=[IDEMPOTENCY_KEY], request=NewPayment, responses={201: PaymentShape, **PROBLEMS},
    tags=["payments"],
)  # fmt: skip
@api_view(["GET", "POST"])
def payments(request: ApiRequest) -> Response:
    """List payments, or book one that another system took."""
    if request.method == "POST":
        return _book(request)
    access.require(request.user, Permission.PAYMENTS_READ)
    rows = Payment.objects.all()
    if "tenancy" in request.query_params:
        wanted = serializers.UUIDField().run_validation(request.query_params["tenancy"])
        rows = rows.filter(tenancy_id=wanted)
    return paging.paged(request, rows, _payment)


@repeatable
def _book(request: ApiRequest) -> Response:
    access.require(request.user, Permission.PAYMENTS_WRITE)
    wanted = NewPayment(data=request.data)
    wanted.is_valid(raise_exception=True)
    found = get_object_or_404(Tenancy, pk=wanted.validated_data["tenancy"])
    receipt = ledger.Receipt(
        tenancy_id=found.pk,
        amount=wanted.validated_data["amount"],
        paid_on=wanted.validated_data["paid_on"],
        source=Payment.Source.API,
        bank_reference=wanted.validated_data["reference"],
    )
    return Response(_payment(ledger.book([receipt], by=request.user)[0]), status=201)


@extend_schema(
    operation_id="read_payment",
    parameters=[IF_NONE_MATCH],
    responses={200: PaymentShape, **PROBLEMS},
    tags=["payments"],
)
@api_view(["GET"])
def payment(request: ApiRequest, pk: UUID) -> Response:
    """One payment."""
    found = get_object_or_404(Payment, pk=pk)
    access.require(request.user, Permission.PAYMENTS_READ, found)
    return versions.versioned(request, _payment(found))
