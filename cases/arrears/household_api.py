"""/api/v1: the budget and the debt file of an arrears case, to be read."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from cases.arrears import budget_figures, budgets, creditor_plan
from cases.arrears.models import ArrearsCase, BudgetSheet
from cases.arrears.permissions import ArrearsPermission as Permission
from kernel import access, audit
from shell.rest import versions
from shell.rest.describing import IF_NONE_MATCH, PROBLEMS
from shell.rest.repeatable import ApiRequest


class BudgetLineShape(serializers.Serializer[Any]):
    """One line; `monthly` is what it comes to in a month."""

    kind = serializers.CharField()
    amount = serializers.IntegerField()
    how_often = serializers.CharField()
    monthly = serializers.IntegerField()


class BudgetShape(serializers.Serializer[Any]):
    """The last budget sheet of a case; everything is null or empty when there is none. Forints a month.

    `suggested` and `limit` are null when the office has no rule for affordable instalments in force.
    """

    number = serializers.IntegerField(allow_null=True)
    drawn_up_on = serializers.DateField(allow_null=True)
    adults = serializers.IntegerField(allow_null=True)
    minors = serializers.IntegerField(allow_null=True)
    income = serializers.IntegerField()
    expenses = serializers.IntegerField()
    free = serializers.IntegerField()
    suggested = serializers.IntegerField(allow_null=True)
    limit = serializers.IntegerField(allow_null=True)
    lines = BudgetLineShape(many=True)


class DebtShape(serializers.Serializer[Any]):
    """One debt in its order of urgency. Our own ledger has the kind `own` and no id."""

    id = serializers.UUIDField(allow_null=True)
    place = serializers.IntegerField()
    rank = serializers.CharField()
    kind = serializers.CharField()
    creditor = serializers.CharField()
    amount = serializers.IntegerField()
    since = serializers.DateField()
    stage = serializers.CharField()
    disconnection_on = serializers.DateField(allow_null=True)
    eviction_on = serializers.DateField(allow_null=True)
    may_be_planned = serializers.BooleanField()


class DebtFileShape(serializers.Serializer[Any]):
    """Everything the household owes today, the most urgent first."""

    on = serializers.DateField()
    total = serializers.IntegerField()
    debts = DebtShape(many=True)


def _budget(sheet: BudgetSheet | None) -> dict[str, Any]:
    lines = budgets.lines_of(sheet) if sheet else []
    monthly = [(line, budget_figures.per_month(line)) for line in lines]
    income = sum(amount for line, amount in monthly if budget_figures.is_income(line.kind))
    expenses = sum(amount for line, amount in monthly if not budget_figures.is_income(line.kind))
    try:
        found = budgets.figures_of(sheet, on=timezone.localdate()) if sheet else None
    except budgets.NoBudgetSetting:
        found = None
    return {
        "number": sheet.number if sheet else None,
        "drawn_up_on": sheet.drawn_up_on if sheet else None,
        "adults": sheet.adults if sheet else None,
        "minors": sheet.minors if sheet else None,
        "income": income,
        "expenses": expenses,
        "free": income - expenses,
        "suggested": found.suggested if found else None,
        "limit": found.limit if found else None,
        "lines": [
            {"kind": line.kind, "amount": line.amount, "how_often": line.how_often, "monthly": amount}
            for line, amount in monthly
        ],
    }


@extend_schema(
    operation_id="read_case_budget",
    parameters=[IF_NONE_MATCH],
    responses={200: BudgetShape, **PROBLEMS},
    tags=["arrears cases"],
)
@api_view(["GET"])
def budget(request: ApiRequest, pk: UUID) -> Response:
    """The household's last budget sheet."""
    case = get_object_or_404(ArrearsCase.objects.select_related("tenancy"), pk=pk)
    access.require(request.user, Permission.CASES_READ, case)
    audit.read(request.user, case.tenancy, what="budget")
    return versions.versioned(request, _budget(budgets.sheet_of(case)))


@extend_schema(
    operation_id="read_case_debts",
    parameters=[IF_NONE_MATCH],
    responses={200: DebtFileShape, **PROBLEMS},
    tags=["arrears cases"],
)
@api_view(["GET"])
def debts(request: ApiRequest, pk: UUID) -> Response:
    """The debt file, the office's own ledger in it as it stands today."""
    case = get_object_or_404(ArrearsCase.objects.select_related("tenancy"), pk=pk)
    access.require(request.user, Permission.CASES_READ, case)
    audit.read(request.user, case.tenancy, what="debts")
    on = timezone.localdate()
    rows = [
        {
            "id": None if claim.key == claim.kind else claim.key,
            "place": number,
            "rank": place.rank.name.lower(),
            "kind": claim.kind,
            "creditor": claim.name,
            "amount": claim.amount,
            "since": claim.since,
            "stage": claim.stage,
            "disconnection_on": claim.disconnection_on,
            "eviction_on": claim.eviction_on,
            "may_be_planned": claim.may_be_planned,
        }
        for number, (claim, place) in enumerate(creditor_plan.ordered(case, on=on), 1)
    ]
    return versions.versioned(request, {"on": on, "total": sum(row["amount"] for row in rows), "debts": rows})
