"""The household's pages in a real browser: accessible, quiet, no wider than the screen, in both languages."""

import pytest
from django.urls import reverse

from tenants import context
from tenants.registry.models import Office
from tests.browser.test_pages import look
from tests.cases.arrears import household_cast
from tests.cast import charge, tenancy

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LISTS = (
    "budget_setting", "creditor_texts", "support_rule_list", "protected_renewals", "disconnections", "meetings_due",
    "prevention", "prevention_rule",
)  # fmt: skip
OF_SOMETHING = (
    "household_budget", "budget_new", "budget_compare", "budget_sheet", "debt_file", "debt_new", "debt_edit",
    "creditor_letter_new", "creditor_text", "support", "support_check_new", "support_check", "support_rule_next",
    "rights", "settlement_checklist", "cooperation", "monthly_report", "prevention_call",
)  # fmt: skip
ASKED = {
    "household_budget": "?instalment=20000", "debt_plan": "?monthly=20000&method=proportion",
    "settlement_checklist": "?debt=3000000&creditors=6", "rights": "?debt=50000&monthly_use=20000",
}  # fmt: skip


@pytest.fixture
def addresses(own_database):
    with context.entered(Office.objects.get(slug="alder")):
        let = tenancy("Őri Csűrös Ödön")
        charge(let, period=household_cast.ON.replace(day=1), amount=30_000)
        there = household_cast.of_everything(let)
        household_cast.budget(there["debt_file"], household_cast.FAMILY[1:])
        household_cast.release(there["cooperation"], purpose="family_service", covers=["goals", "arrears", "budget"])
    found = [reverse(name, urlconf="project.urls") for name in LISTS]
    found += [
        reverse(name, urlconf="project.urls", kwargs={"pk": there[name].pk}) + query
        for name in (*OF_SOMETHING, "debt_plan", "household_budget")
        for query in {"", ASKED.get(name, "")}
    ]
    return [*found, reverse("support_rule_new", urlconf="project.urls", kwargs={"variant": "szentes"})]


@pytest.mark.parametrize(("width", "language"), [(360, "hu"), (1280, "hu"), (1280, "en")])
def test_d10_household_pages(addresses, visitor, width, language):
    someone = visitor("alder", "office_head", width=width, language=language)
    faults = [fault for path in dict.fromkeys(addresses) for fault in look(someone, path)]
    assert faults == []


def test_a_budget_is_drawn_up_by_keyboard_alone(addresses, visitor):
    someone = visitor("alder", "debt_adviser")
    path = next(one for one in addresses if one.endswith("/budget/new/"))
    page = someone.go(path)
    page.fill("[name=wage-1-amount]", "99 000")
    page.focus("[name=note]")
    page.keyboard.type("Őszi lap")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/budget/")

    assert "99\u00a0000\u00a0Ft" in page.inner_text("main")
    assert "Őszi lap" in page.inner_text("main")
