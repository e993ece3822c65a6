"""/api/v1: reminder runs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from cases.arrears import planning
from cases.arrears.models import Reminder, ReminderRun
from cases.arrears.permissions import ArrearsPermission as Permission
from kernel import access
from shell.rest import paging, versions
from shell.rest.describing import CURSOR, IDEMPOTENCY_KEY, IF_NONE_MATCH, PROBLEMS, page_of
from shell.rest.problems import Problem
from shell.rest.repeatable import ApiRequest, repeatable

OLDEST_DAYS = 7


class RunShape(serializers.Serializer[Any]):
    """A reminder run with how many of its rows are in each state."""

    id = serializers.UUIDField()
    business_date = serializers.DateField()
    is_released = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField())
    exclusions = serializers.DictField(child=serializers.IntegerField())


class RunRowShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    business_date = serializers.DateField()
    is_released = serializers.BooleanField()


class ReminderShape(serializers.Serializer[Any]):
    """One tenancy in a run: the step, or the coded reason why nothing goes out."""

    id = serializers.UUIDField()
    tenancy = serializers.UUIDField()
    step = serializers.IntegerField()
    amount = serializers.IntegerField()
    months = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Reminder.State.values)
    exclusion = serializers.CharField()
    channel = serializers.CharField()


class NewRun(serializers.Serializer[Any]):
    business_date = serializers.DateField()


def _run(run: ReminderRun) -> dict[str, Any]:
    return {**_row(run), "counts": planning.count(run), "exclusions": planning.exclusions(run)}


def _row(run: ReminderRun) -> dict[str, Any]:
    return {"id": run.pk, "business_date": run.business_date, "is_released": run.released_at is not None}


def _reminder(reminder: Reminder) -> dict[str, Any]:
    return {
        "id": reminder.pk,
        "tenancy": reminder.tenancy_id,
        "step": reminder.step,
        "amount": reminder.amount,
        "months": reminder.months,
        "state": reminder.state,
        "exclusion": reminder.exclusion,
        "channel": reminder.channel,
    }


@extend_schema(
    operation_id="list_runs",
    methods=["GET"],
    parameters=CURSOR,
    responses={200: page_of(RunRowShape), **PROBLEMS},
    tags=["reminder runs"],
)
@extend_schema(operation_id="plan_run",
    methods=["POST"], parameters=[IDEMPOTENCY_KEY], request=NewRun, responses={201: RunShape, **PROBLEMS},
    tags=["reminder runs"],
)  # fmt: skip
@api_view(["GET", "POST"])
def runs(request: ApiRequest) -> Response:
    """List reminder runs by day, or plan the run of a day. Releasing takes a person at the desk."""
    if request.method == "POST":
        return _plan(request)
    access.require(request.user, Permission.REMINDERS_READ)
    return paging.paged(request, ReminderRun.objects.all(), _row, key="business_date")


@repeatable
def _plan(request: ApiRequest) -> Response:
    access.require(request.user, Permission.REMINDERS_PLAN)
    wanted = NewRun(data=request.data)
    wanted.is_valid(raise_exception=True)
    day, today = wanted.validated_data["business_date"], timezone.localdate()
    if not today - timedelta(days=OLDEST_DAYS) <= day <= today:
        raise Problem(422, "business-date", _("A run is planned for today or a day of the week before."))
    run = planning.plan(on=day, by=request.user)
    return Response(_run(run), status=201)


@extend_schema(
    operation_id="read_run", parameters=[IF_NONE_MATCH], responses={200: RunShape, **PROBLEMS}, tags=["reminder runs"]
)
@api_view(["GET"])
def run(request: ApiRequest, pk: UUID) -> Response:
    """One run with its counts."""
    found = get_object_or_404(ReminderRun, pk=pk)
    access.require(request.user, Permission.REMINDERS_READ, found)
    return versions.versioned(request, _run(found))


@extend_schema(
    operation_id="list_reminders",
    parameters=CURSOR,
    responses={200: page_of(ReminderShape), **PROBLEMS},
    tags=["reminder runs"],
)
@api_view(["GET"])
def reminders(request: ApiRequest, pk: UUID) -> Response:
    """The rows of one run."""
    found = get_object_or_404(ReminderRun, pk=pk)
    access.require(request.user, Permission.REMINDERS_READ, found)
    return paging.paged(request, Reminder.objects.filter(run=found), _reminder)
