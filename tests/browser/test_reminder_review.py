"""A run reviewed and released in a real browser: prepared by one person, released by another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.arrears.models import Reminder
from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from tests.cast import charge, tenancy

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def in_arrears(own_database):
    office = Office.objects.get(slug="alder")
    due = timezone.localdate() - timedelta(days=40)
    with context.entered(office):
        for number, name in enumerate(["Őri Csilla", "Zsiga Péter", "Nagyné Papp Katalin"]):
            let = tenancy(name, door=str(number))
            charge(let, period=due, due_on=due, amount=20_000)
    return office


def test_one_prepares_another_looks_and_releases(in_arrears, visitor):
    clerk, head = visitor("alder", "debt_adviser"), visitor("alder", "office_head")
    page = clerk.go("/desk/reminders/")
    page.locator("main form[action*='/plan/'] button").first.click()
    page.wait_for_load_state()
    run_url = page.url
    assert page.locator("main tbody tr").count() == 3

    release = run_url.split("?")[0].rstrip("/") + "/release/"
    page.goto(release)
    assert page.locator("main tbody tr").count() == 1
    assert page.locator("main form button").count() == 0, "who prepared the run is not offered to release it"

    page = head.go("/desk/")
    page.locator("main a[href*='/desk/reminders/']").first.click()
    page.goto(release)
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_load_state()
    with context.entered(in_arrears):
        assert Reminder.objects.filter(state="released").count() == 3
        assert OutboxMessage.objects.count() == 3
    assert clerk.complaints == head.complaints == []
