"""Cases and plans through the API: what another system may read, and a talk written once."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from cases.arrears.models import Contact
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tenants.accounts import tokens
from tests.cases.arrears.household import ON, case_of, owing, signed_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(alder_office):
    def with_scopes(*scopes: str) -> Client:
        with context.entered(alder_office):
            _token, secret = tokens.issue(name="gép", scopes=scopes, days=1, by=SYSTEM)
        return Client(HTTP_HOST="alder.localhost", headers={"authorization": f"Bearer {secret}"})

    return with_scopes


def test_a_plan_is_read_with_its_schedule_and_how_it_stands(alder_office, machine):
    with context.entered(alder_office):
        plan = signed_plan(owing())
    answer = machine("arrears:read").get(f"/api/v1/payment-plans/{plan.pk}/").json()
    assert (answer["number"], answer["state"], answer["principal"]) == (plan.number, "live", 60_000)
    assert [row["amount"] for row in answer["instalments"]] == [15_000] * 4
    assert set(answer["standing"]) == {"expected", "actual", "shortfall", "missed"}
    with context.entered(alder_office):
        assert AuditEntry.objects.filter(verb="read", subject_id=str(plan.pk)).count() == 1


def test_cases_and_plans_are_listed_without_names(alder_office, machine):
    with context.entered(alder_office):
        signed_plan(owing())
    client = machine("arrears:read")
    for address in ("/api/v1/arrears-cases/", "/api/v1/payment-plans/"):
        body = client.get(address).content.decode()
        assert len(json.loads(body)["results"]) == 1
        assert "Őri" not in body


def test_a_talk_is_written_once_however_often_it_is_sent(alder_office, machine):
    with context.entered(alder_office):
        case = case_of(owing(), on=ON)
    client = machine("arrears:write")
    words = {"kind": "call", "on": timezone.localdate().isoformat(), "text": "Felhívtuk, ő fizet."}
    for _try in range(2):
        answer = client.post(
            f"/api/v1/arrears-cases/{case.pk}/contacts/", words, "application/json", headers={"idempotency-key": "k1"}
        )
        assert answer.status_code == 201
    with context.entered(alder_office):
        assert Contact.objects.get().text == "Felhívtuk, ő fizet."


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "promise", "on": "2026-09-20", "text": "x"},
        {"kind": "call", "on": "2999-01-01", "text": "x"},
        {"kind": "call", "on": "2026-09-20", "text": ""},
        {"kind": "call", "on": "20.09.2026", "text": "x"},
    ],
)
def test_a_talk_that_makes_no_sense_is_a_problem_document(alder_office, machine, words):
    with context.entered(alder_office):
        case = case_of(owing(), on=ON)
    answer = machine("arrears:write").post(
        f"/api/v1/arrears-cases/{case.pk}/contacts/", words, "application/json", headers={"idempotency-key": "k"}
    )
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    with context.entered(alder_office):
        assert Contact.objects.count() == 0
