"""/api/v1: the office's sale plans with what they come to, and the calculation for figures that are kept nowhere."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from exchange.adverts.permissions import ExchangePermission as Permission
from exchange.pool.columns import MOST_MONTHLY_COST, Tenure
from exchange.sales import plans, queries, result, rules
from exchange.sales.duty import Duty, Why
from exchange.sales.models import MOST, SalePlan
from exchange.sales.models.rules import MOST_PERCENT
from exchange.sales.result import Figures, NewHome, Result, Trouble
from exchange.sales.settlement import OWNERSHIP, Rank
from kernel import access, audit
from shell.rest import paging, versions
from shell.rest.describing import CURSOR, IF_NONE_MATCH, PROBLEMS, page_of
from shell.rest.repeatable import ApiRequest

FIELDS = (
    "id", "number", "state", "tenure", "price", "new_home", "new_price", "new_deposit", "cost_before", "cost_after",
    "written_on",
)  # fmt: skip


def _amount() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=MOST, required=False, default=0)


def _monthly() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=MOST_MONTHLY_COST, required=False, default=0)


def _percent() -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=0, max_value=MOST_PERCENT, required=False, default=Decimal(0)
    )


class SaleFigures(serializers.Serializer[Any]):
    """The figures of a sale, whole forints; percents of the sale price (agent) and of the new home's price (lawyer)."""

    price = serializers.IntegerField(min_value=0, max_value=MOST)
    new_home = serializers.ChoiceField(choices=[home.value for home in NewHome])
    tenure = serializers.ChoiceField(choices=Tenure.values, required=False, default=OWNERSHIP)
    new_price = _amount()
    new_deposit = _amount()
    landlord_debt = _amount()
    utility_debt = _amount()
    common_charges_debt = _amount()
    mortgage = _amount()
    enforcement_debt = _amount()
    lawyer_percent = _percent()
    agent_percent = _percent()
    energy_certificate = _amount()
    land_registry_fee = _amount()
    moving = _amount()
    other_costs = _amount()
    told_duty = serializers.IntegerField(min_value=0, max_value=MOST, required=False, default=None, allow_null=True)
    cost_before = _monthly()
    cost_after = _monthly()
    carries = serializers.IntegerField(
        min_value=0, max_value=MOST_MONTHLY_COST, required=False, default=None, allow_null=True
    )


class SaleShareShape(serializers.Serializer[Any]):
    """What one claim gets of the price."""

    key = serializers.CharField()
    rank = serializers.ChoiceField(choices=[rank.value for rank in Rank])
    owed = serializers.IntegerField()
    paid = serializers.IntegerField()
    remaining = serializers.IntegerField()


class SaleResultShape(serializers.Serializer[Any]):
    """Who gets what, what stays, and the month before and after. Months are null where nothing is left for the debt
    or nobody knows what the household can carry."""

    comes_out = serializers.BooleanField()
    troubles = serializers.ListField(child=serializers.ChoiceField(choices=[trouble.value for trouble in Trouble]))
    shares = SaleShareShape(many=True)
    rest = serializers.IntegerField()
    missing = serializers.IntegerField()
    costs = serializers.IntegerField()
    duty = serializers.IntegerField()
    duty_why = serializers.ChoiceField(choices=[why.value for why in Why])
    sell_by = serializers.DateField(allow_null=True)
    debts = serializers.IntegerField()
    debts_paid = serializers.IntegerField()
    debt_left = serializers.IntegerField()
    instalment = serializers.IntegerField(allow_null=True)
    instalments = serializers.IntegerField(allow_null=True)
    cost_before = serializers.IntegerField()
    cost_after = serializers.IntegerField()
    months_before = serializers.IntegerField(allow_null=True)
    months_after = serializers.IntegerField(allow_null=True)


class SalePlanRowShape(serializers.Serializer[Any]):
    """A sale plan without the household's name and debts."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=SalePlan.State.values)
    tenure = serializers.ChoiceField(choices=Tenure.values)
    price = serializers.IntegerField()
    new_home = serializers.ChoiceField(choices=[home.value for home in NewHome])
    new_price = serializers.IntegerField()
    new_deposit = serializers.IntegerField()
    cost_before = serializers.IntegerField()
    cost_after = serializers.IntegerField()
    written_on = serializers.DateField()


class SalePlanShape(SalePlanRowShape):
    """`result` is null where no duty rule is known for the day of buying."""

    advert = serializers.UUIDField(allow_null=True)
    result = SaleResultShape(allow_null=True)


def answer_of(found: Result) -> dict[str, Any]:
    """A result as plain values; also what the command line prints."""
    return {
        "comes_out": found.comes_out,
        "troubles": [trouble.value for trouble in found.troubles],
        "shares": [
            {"key": one.key, "rank": one.rank.value, "owed": one.owed, "paid": one.paid, "remaining": one.remaining}
            for one in found.settlement.shares
        ],
        "rest": found.rest,
        "missing": found.missing,
        "costs": found.costs,
        "duty": found.duty.amount,
        "duty_why": found.duty.why.value,
        "sell_by": found.duty.sell_by,
        "debts": found.debts,
        "debts_paid": found.debts_paid,
        "debt_left": found.debt_left,
        "instalment": found.plan.instalment if found.plan else None,
        "instalments": found.plan.months if found.plan else None,
        "cost_before": found.cost_before,
        "cost_after": found.cost_after,
        "months_before": found.months_before,
        "months_after": found.months_after,
    }


@extend_schema(
    operation_id="list_sale_plans", parameters=CURSOR, responses={200: page_of(SalePlanRowShape), **PROBLEMS},
    tags=["exchange"],
)  # fmt: skip
@api_view(["GET"])
def sale_plans(request: ApiRequest) -> Response:
    """The office's sale plans."""
    access.require(request.user, Permission.READ)
    return paging.paged(request, SalePlan.objects.values(*FIELDS), dict, key="number")


@extend_schema(
    operation_id="read_sale_plan", parameters=[IF_NONE_MATCH], responses={200: SalePlanShape, **PROBLEMS},
    tags=["exchange"],
)  # fmt: skip
@api_view(["GET"])
def sale_plan(request: ApiRequest, pk: UUID) -> Response:
    """One plan with what it comes to."""
    found = get_object_or_404(queries.plans(), pk=pk)
    access.require(request.user, Permission.READ, found)
    audit.read(request.user, found)
    worked = plans.worked(found).result
    row = {name: getattr(found, name) for name in FIELDS}
    answer = answer_of(worked) if worked else None
    return versions.versioned(request, {**row, "advert": found.advert_id, "result": answer})


@extend_schema(
    operation_id="calculate_sale", request=SaleFigures, responses={200: SaleResultShape, **PROBLEMS}, tags=["exchange"]
)
@api_view(["POST"])
def sale_calculation(request: ApiRequest) -> Response:
    """What a sale would come to by these figures. Nothing is kept; the duty is counted by the rule of today."""
    access.require(request.user, Permission.READ)
    wanted = SaleFigures(data=request.data)
    wanted.is_valid(raise_exception=True)
    given = dict(wanted.validated_data)
    told = given.pop("told_duty")
    figures = Figures(**given)
    duty = Duty(told, 0, Why.TOLD) if told is not None else None
    counted = duty or plans.counted_duty(figures, rules.duty_table(), on=timezone.localdate())
    return Response(answer_of(result.calculate(figures, duty=counted)))
