"""The pages of cases, plans, demands, rules and runs: accessible, quiet, no wider than the screen."""

import pytest
from django.urls import reverse

from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tenants.registry.models import Office
from tests.access import sampling
from tests.browser.test_pages import look
from tests.cases.arrears import household
from tests.cast import person
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NAMES = (
    "arrears", "arrears_case", "case_edit", "case_close", "contact_new", "plan_new", "plan_change", "plan",
    "demand_new", "demand", "service", "notice_new", "legal_new", "legal_step", "arrears_rules", "ladder_step",
    "letter_texts", "letter_text", "calculator", "resident_messages", "run_forecast", "print_batches", "ladder",
    "reminder_release", "reminder_run",
)  # fmt: skip


@pytest.fixture
def samples(own_database):
    alder, birch = Office.objects.get(slug="alder"), Office.objects.get(slug="birch")
    return sampling.fill(alder, other=birch)


@pytest.mark.parametrize(("width", "language"), [(360, "hu"), (1280, "hu"), (1280, "en")])
def test_d10_the_debt_side_of_the_desk(samples, visitor, width, language):
    someone = visitor("alder", "office_head", width=width, language=language)
    addresses = [reverse(name, urlconf="project.urls", kwargs=samples.get(name, {})) for name in NAMES]
    addresses += ["/desk/reminders/forecast/?on=2026-12-15", "/desk/arrears/?list=all"]
    addresses += [f"/desk/arrears/calculator/?rule={query}" for query in (
        "termination&served=2026-12-16", "check&kind=taj&value=12", "interest&principal=5&due=2026-06-01&paid=2026-05-01",
    )]  # fmt: skip
    assert [fault for path in addresses for fault in look(someone, path)] == []


@pytest.mark.parametrize(("width", "language"), [(360, "hu"), (1280, "en")])
def test_d10_the_resident_s_side(samples, visitor, width, language):
    alder = Office.objects.get(slug="alder")
    with context.entered(alder):
        let = household.owing(door="77", parties=[person("Lakó Örs")])
        plan = household.signed_plan(let)
        account = staff.open_resident_account(
            email="ors@alder.example", person_id=let.parties.get().person_id, password=PASSWORD, by=SYSTEM
        )
    resident = visitor("alder", width=width, language=language).signed_in(account)
    addresses = ["/my/", f"/my/talk/{let.pk}/", f"/my/paper/{let.pk}/", f"/my/plan/{plan.pk}/"]
    assert [fault for path in addresses for fault in look(resident, path)] == []
