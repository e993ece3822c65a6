"""/api/v1: charges and statements of account."""

from datetime import date
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from cases.tenancies import account_statement, ledger
from cases.tenancies.models import Charge, Tenancy
from cases.tenancies.permissions import TenanciesPermission as Permission
from kernel import access, audit
from shell.rest import paging
from shell.rest.describing import CURSOR, IDEMPOTENCY_KEY, PROBLEMS, page_of
from shell.rest.repeatable import ApiRequest, repeatable

A_YEAR = 365
CHARGED_BY_OTHERS = ("service", "water", "common", "cost", "other")
OF_TENANCY = OpenApiParameter("tenancy", {"type": "string", "format": "uuid"}, description="only this tenancy's")


class ChargeShape(serializers.Serializer[Any]):
    """One amount that became due. Money is whole forints; `period` is the first day of the month it belongs to."""

    id = serializers.UUIDField()
    tenancy = serializers.UUIDField()
    kind = serializers.CharField()
    period = serializers.DateField()
    amount = serializers.IntegerField()
    due_on = serializers.DateField()
    note = serializers.CharField()


class NewCharge(serializers.Serializer[Any]):
    """A charge that another system found, for example a water meter's."""

    tenancy = serializers.UUIDField()
    kind = serializers.CharField(help_text="service, water, common, cost or other")
    period = serializers.DateField()
    amount = serializers.IntegerField(min_value=1, max_value=50_000_000)
    due_on = serializers.DateField()
    note = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)

    def validate_kind(self, value: str) -> str:
        if value not in CHARGED_BY_OTHERS:
            raise serializers.ValidationError("service, water, common, cost or other")
        return value


class LineShape(serializers.Serializer[Any]):
    on = serializers.DateField()
    text = serializers.CharField()
    detail = serializers.CharField()
    charged = serializers.IntegerField()
    paid = serializers.IntegerField()
    balance = serializers.IntegerField()


class OpenItemShape(serializers.Serializer[Any]):
    charge = serializers.UUIDField()
    kind = serializers.CharField()
    period = serializers.DateField()
    due_on = serializers.DateField()
    amount = serializers.IntegerField()
    overdue = serializers.BooleanField()
    lapsed = serializers.BooleanField()


class StatementShape(serializers.Serializer[Any]):
    """An account over a period, and what is open of it today. What has lapsed by limitation is not demanded."""

    since = serializers.DateField()
    until = serializers.DateField()
    opening = serializers.IntegerField()
    lines = LineShape(many=True)
    closing = serializers.IntegerField()
    open_items = OpenItemShape(many=True)
    interest_so_far = serializers.IntegerField()
    interest_is_complete = serializers.BooleanField()
    to_pay = serializers.IntegerField()
    pay_by = serializers.DateField(allow_null=True)


class Period(serializers.Serializer[Any]):
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


def _charge(charge: Charge) -> dict[str, Any]:
    return {
        "id": charge.pk,
        "tenancy": charge.tenancy_id,
        "kind": charge.kind,
        "period": charge.period,
        "amount": charge.amount,
        "due_on": charge.due_on,
        "note": charge.note,
    }


@extend_schema(operation_id="list_charges",
    methods=["GET"], parameters=[*CURSOR, OF_TENANCY], responses={200: page_of(ChargeShape), **PROBLEMS},
    tags=["charges"],
)  # fmt: skip
@extend_schema(operation_id="add_charge",
    methods=["POST"], parameters=[IDEMPOTENCY_KEY], request=NewCharge, responses={201: ChargeShape, **PROBLEMS},
    tags=["charges"],
)  # fmt: skip
@api_view(["GET", "POST"])
def charges(request: ApiRequest) -> Response:
    """List charges, or add one that another system found."""
    if request.method == "POST":
        return _add(request)
    access.require(request.user, Permission.PAYMENTS_READ)
    rows = Charge.objects.all()
    if "tenancy" in request.query_params:
        wanted = serializers.UUIDField().run_validation(request.query_params["tenancy"])
        rows = rows.filter(tenancy_id=wanted)
    return paging.paged(request, rows, _charge)


@repeatable
def _add(request: ApiRequest) -> Response:
    access.require(request.user, Permission.PAYMENTS_WRITE)
    wanted = NewCharge(data=request.data)
    wanted.is_valid(raise_exception=True)
    values = dict(wanted.validated_data)
    tenancy = get_object_or_404(Tenancy, pk=values.pop("tenancy"))
    return Response(_charge(ledger.charge(tenancy=tenancy, by=request.user, **values)), status=201)


@extend_schema(
    operation_id="read_statement",
    parameters=[
        OpenApiParameter("since", {"type": "string", "format": "date"}, description="first day; otherwise a year ago"),
        OpenApiParameter("until", {"type": "string", "format": "date"}, description="last day; otherwise today"),
    ],
    responses={200: StatementShape, **PROBLEMS},
    tags=["tenancies"],
)
@api_view(["GET"])
def statement(request: ApiRequest, pk: UUID) -> Response:
    """A tenancy's statement of account; the read is audited."""
    found = get_object_or_404(Tenancy, pk=pk)
    access.require(request.user, Permission.PAYMENTS_READ, found)
    period = Period(data=request.query_params)
    period.is_valid(raise_exception=True)
    today = timezone.localdate()
    until = period.validated_data.get("until", today)
    since = period.validated_data.get("since", date.fromordinal(max(until.toordinal() - A_YEAR, 1)))
    audit.read(request.user, found, what="statement")
    built = account_statement.build(found, since=since, until=until, on=today)
    return Response(
        {
            "since": built.since,
            "until": built.until,
            "opening": built.opening,
            "lines": [
                {"on": line.on, "text": line.text, "detail": line.detail, "charged": line.charged, "paid": line.paid,
                 "balance": line.balance}
                for line in built.lines
            ],
            "closing": built.closing,
            "open_items": [
                {"charge": item.charge.pk, "kind": item.charge.kind, "period": item.charge.period,
                 "due_on": item.charge.due_on, "amount": item.amount, "overdue": item.is_overdue,
                 "lapsed": item.is_lapsed}
                for item in built.open_items
            ],
            "interest_so_far": built.interest_so_far,
            "interest_is_complete": built.interest_is_complete,
            "to_pay": built.account.to_pay,
            "pay_by": built.account.pay_by,
        }
    )  # fmt: skip
