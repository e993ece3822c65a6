"""The bare host: the operator sees which offices there are and how their jobs ended, and nobody's data."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kernel import access
from shell.guards import DeskRequest, desk, public
from shell.pages import page
from tenants import context
from tenants.registry.models import Office
from tenants.registry.permissions import RegistryPermission
from worker.models import JobRun

LATEST = 5
FAILED_SHOWN = 20


@dataclass(frozen=True)
class Standing:
    """One office and its latest jobs."""

    office: Office
    hosts: list[str]
    jobs: list[JobRun]


@public
def front(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("desk_home")
    return page(request, "project/operator_front.html")


@desk
def operator_home(request: DeskRequest) -> HttpResponse:
    access.require(request.user, RegistryPermission.OFFICES_READ)
    with context.outside():
        standings = _standings()
        failed = list(JobRun.objects.filter(state=JobRun.State.FAILED)[:FAILED_SHOWN])
    return page(request, "project/operator_home.html", standings=standings, failed=failed)


def _standings() -> list[Standing]:
    """Every office with its latest jobs; three statements however many there are."""
    offices = list(Office.objects.prefetch_related("domains").order_by("slug"))
    jobs: dict[str, list[JobRun]] = defaultdict(list)
    newest = JobRun.objects.raw(
        "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY office_schema ORDER BY business_date DESC, id DESC)"
        " AS place FROM worker_jobrun) ranked WHERE place <= %s ORDER BY office_schema, place",
        [LATEST],
    )
    for run in newest:
        jobs[run.office_schema].append(run)
    return [
        Standing(office, [domain.domain for domain in office.domains.all()], jobs[office.schema_name])
        for office in offices
    ]
