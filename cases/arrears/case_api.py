"""/api/v1: arrears cases, payment plans, demands – read by other systems; what has legal effect is done at the desk."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from cases.arrears import contacts, plan_standing
from cases.arrears.models import ArrearsCase, Contact, PaymentPlan
from cases.arrears.permissions import ArrearsPermission as Permission
from kernel import access, audit
from kernel.refusal import Refused
from shell.rest import paging, versions
from shell.rest.describing import CURSOR, IDEMPOTENCY_KEY, IF_NONE_MATCH, PROBLEMS, page_of
from shell.rest.problems import Problem
from shell.rest.repeatable import ApiRequest, repeatable


class CaseShape(serializers.Serializer[Any]):
    """An arrears case. Dates are days; nobody is named: the tenancy's own address has the names."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    tenancy = serializers.UUIDField()
    stage = serializers.ChoiceField(choices=ArrearsCase.Stage.values)
    opened_on = serializers.DateField()
    opened_because = serializers.CharField()
    closed_on = serializers.DateField(allow_null=True)
    next_on = serializers.DateField(allow_null=True)
    next_action = serializers.CharField()


class InstalmentShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    due_on = serializers.DateField()
    amount = serializers.IntegerField()


class StandingShape(serializers.Serializer[Any]):
    """Forints: what came due by today, what came in for it, what is missing."""

    expected = serializers.IntegerField()
    actual = serializers.IntegerField()
    shortfall = serializers.IntegerField()
    missed = serializers.IntegerField()


class PlanRowShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    version = serializers.IntegerField()
    tenancy = serializers.UUIDField()
    state = serializers.ChoiceField(choices=PaymentPlan.State.values)
    principal = serializers.IntegerField()
    interest = serializers.ChoiceField(choices=PaymentPlan.Interest.values)
    expected_interest = serializers.IntegerField(help_text="Forints of late interest among the instalments.")
    down = serializers.IntegerField()
    signed_on = serializers.DateField(allow_null=True)
    cure_by = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)


class PlanShape(PlanRowShape):
    instalments = InstalmentShape(many=True)
    standing = StandingShape(allow_null=True)


class ContactShape(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Contact.Kind.values)
    on = serializers.DateField()


class NewContact(serializers.Serializer[Any]):
    """A talk, call, visit or note that another system took down. Promises are taken down by a person."""

    kind = serializers.ChoiceField(choices=["call", "talk", "visit", "letter_in", "note"])
    on = serializers.DateField()
    text = serializers.CharField(max_length=1000)


def _case(case: ArrearsCase) -> dict[str, Any]:
    names = ("number", "stage", "opened_on", "opened_because", "closed_on", "next_on", "next_action")
    return {"id": case.pk, "tenancy": case.tenancy_id, **{name: getattr(case, name) for name in names}}


def _plan_row(plan: PaymentPlan) -> dict[str, Any]:
    names = ("number", "version", "state", "principal", "interest", "expected_interest", "down", "signed_on", "cure_by",
             "ended_on")  # fmt: skip
    return {"id": plan.pk, "tenancy": plan.tenancy_id, **{name: getattr(plan, name) for name in names}}


@extend_schema(
    operation_id="list_cases", parameters=CURSOR, responses={200: page_of(CaseShape), **PROBLEMS}, tags=["arrears"]
)
@api_view(["GET"])
def cases(request: ApiRequest) -> Response:
    """All arrears cases of the office, by number."""
    access.require(request.user, Permission.CASES_READ)
    return paging.paged(request, ArrearsCase.objects.all(), _case, key="number")


@extend_schema(
    operation_id="read_case", parameters=[IF_NONE_MATCH], responses={200: CaseShape, **PROBLEMS}, tags=["arrears"]
)
@api_view(["GET"])
def case(request: ApiRequest, pk: UUID) -> Response:
    """One case; the read is audited."""
    found = get_object_or_404(ArrearsCase, pk=pk)
    access.require(request.user, Permission.CASES_READ, found)
    audit.read(request.user, found)
    return versions.versioned(request, _case(found))


@extend_schema(
    operation_id="note_contact", parameters=[IDEMPOTENCY_KEY], request=NewContact,
    responses={201: ContactShape, **PROBLEMS}, tags=["arrears"],
)  # fmt: skip
@api_view(["POST"])
def case_contacts(request: ApiRequest, pk: UUID) -> Response:
    """Write a contact into a case."""
    return _note(request, pk)


@repeatable
def _note(request: ApiRequest, pk: UUID) -> Response:
    access.require(request.user, Permission.CASES_WRITE)
    wanted = NewContact(data=request.data)
    wanted.is_valid(raise_exception=True)
    found = get_object_or_404(ArrearsCase, pk=pk)
    try:
        made = contacts.note(case=found, today=timezone.localdate(), by=request.user, **wanted.validated_data)
    except Refused as refusal:
        raise Problem(422, "contact", str(refusal)) from refusal
    return Response({"id": made.pk, "kind": made.kind, "on": made.on}, status=201)


@extend_schema(
    operation_id="list_plans", parameters=CURSOR, responses={200: page_of(PlanRowShape), **PROBLEMS}, tags=["arrears"]
)
@api_view(["GET"])
def plans(request: ApiRequest) -> Response:
    """All payment plans of the office."""
    access.require(request.user, Permission.CASES_READ)
    return paging.paged(request, PaymentPlan.objects.all(), _plan_row)


@extend_schema(
    operation_id="read_plan", parameters=[IF_NONE_MATCH], responses={200: PlanShape, **PROBLEMS}, tags=["arrears"]
)
@api_view(["GET"])
def plan(request: ApiRequest, pk: UUID) -> Response:
    """One plan with its instalments and how it stands today; the read is audited."""
    found = get_object_or_404(PaymentPlan, pk=pk)
    access.require(request.user, Permission.CASES_READ, found)
    audit.read(request.user, found)
    standing = plan_standing.of([found], on=timezone.localdate())[found.pk].standing if found.is_running else None
    names = ("expected", "actual", "shortfall", "missed")
    rows = found.instalments.order_by("number")
    return versions.versioned(
        request,
        {
            **_plan_row(found),
            "instalments": [{"number": row.number, "due_on": row.due_on, "amount": row.amount} for row in rows],
            "standing": {name: getattr(standing, name) for name in names} if standing else None,
        },
    )
