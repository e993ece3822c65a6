"""Every main page in both languages and two widths: accessible, quiet, and no wider than the screen."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tenants.registry.models import Office
from tests.access import sampling
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
DESK = (
    "/desk/", "/desk/tenancies/", "/desk/tenancies/new/", "/desk/rent-rolls/", "/desk/statements/",
    "/desk/statements/lines/", "/desk/reminders/", "/desk/reminders/ladder/", "/desk/reminders/unsettled/",
    "/desk/exchange/", "/desk/exchange/start/", "/desk/exchange/proposals/", "/desk/office/", "/desk/office/staff/",
    "/desk/office/access/", "/desk/office/trail/", "/desk/roles/", "/desk/money/", "/desk/money/tariff/",
    "/desk/money/proof/", "/desk/money/proposals/", "/desk/money/payouts/", "/desk/money/limitation/",
    "/desk/money/interest/", "/desk/exchange/sales/", "/desk/exchange/sales/start/", "/desk/exchange/sales/calculator/",
    "/desk/exchange/sales/rules/", "/desk/exchange/sales/meetings/",
)  # fmt: skip
ONE = {
    "tenancy": "/desk/tenancies/{pk}/", "payment_new": "/desk/tenancies/{pk}/payment/",
    "arrears_of": "/desk/reminders/of/{pk}/", "rent_roll": "/desk/rent-rolls/{pk}/",
    "rent_roll_check": "/desk/rent-rolls/check/{pk}/", "statement": "/desk/statements/{pk}/",
    "line": "/desk/statements/lines/{pk}/", "reminder_run": "/desk/reminders/{pk}/",
    "reminder_release": "/desk/reminders/{pk}/release/", "reminder": "/desk/reminders/one/{pk}/",
    "exchange_advert": "/desk/exchange/{pk}/", "exchange_advert_edit": "/desk/exchange/{pk}/edit/",
    "exchange_proposal": "/desk/exchange/proposals/{number}/",
    "sale": "/desk/exchange/sales/{pk}/", "sale_item": "/desk/exchange/sales/items/{pk}/",
    "sale_appointment_new": "/desk/exchange/sales/{pk}/meeting/",
    "charge": "/desk/tenancies/charges/{pk}/", "charge_correct": "/desk/tenancies/charges/{pk}/correct/",
    "charge_new": "/desk/tenancies/{pk}/charge/", "monthly_charges": "/desk/tenancies/{pk}/monthly/",
    "title_end": "/desk/tenancies/{pk}/title/", "deposit": "/desk/tenancies/{pk}/deposit/",
    "refund_new": "/desk/tenancies/{pk}/refund/", "reduction_propose": "/desk/tenancies/{pk}/give-up/",
    "interest": "/desk/tenancies/{pk}/interest/", "acknowledge": "/desk/tenancies/{pk}/acknowledge/",
    "account_statement": "/desk/tenancies/{pk}/account/", "reduction_proposal": "/desk/money/proposals/{pk}/",
    "line_split": "/desk/statements/lines/{pk}/split/", "line_send_back": "/desk/statements/lines/{pk}/send-back/",
    "line_undo": "/desk/statements/lines/{pk}/undo/", "statement_columns": "/desk/statements/columns/{pk}/",
}  # fmt: skip
PUBLIC = ("/", "/help/", "/help/csaladi-potlek/", "/accounts/sign-in/", "/accounts/password/forgotten/", "/api/")
PORTAL = ("/my/", "/my/exchange/", "/my/sale/")


@pytest.fixture
def addresses(own_database):
    alder, birch = Office.objects.get(slug="alder"), Office.objects.get(slug="birch")
    samples = sampling.fill(alder, other=birch)
    return [*DESK, *(path.format(**samples[name]) for name, path in ONE.items())]


def look(someone, path: str) -> list[str]:
    """What is wrong with the page, in words."""
    page = someone.go(path)
    faults = [f"{path}: {fault}" for fault in someone.complaints]
    someone.complaints.clear()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        faults.append(f"{path}: {wide} px too wide")
    if page.locator("h1").count() != 1:
        faults.append(f"{path}: {page.locator('h1').count()} main headings")
    found = Axe().run(page, options=RULES).response["violations"]
    faults += [f"{path}: {item['id']} {item['nodes'][0]['html'][:120]}" for item in found]
    return faults


@pytest.mark.parametrize(("width", "language"), [(360, "hu"), (1280, "hu"), (1280, "en")])
def test_d10_desk_pages(addresses, visitor, width, language):
    someone = visitor("alder", "office_head", width=width, language=language)
    faults = [fault for path in addresses for fault in look(someone, path)]
    assert faults == []


@pytest.mark.parametrize(("width", "language"), [(360, "hu"), (1280, "en")])
def test_d10_public_and_portal_pages(addresses, visitor, width, language):
    alder = Office.objects.get(slug="alder")
    with context.entered(alder):
        from cases.people.models import Person

        tenant = Person.objects.get(name="Próba Anna")
        account = staff.open_resident_account(
            email="l@alder.example", person_id=tenant.pk, password=PASSWORD, by=SYSTEM
        )
    anybody = visitor("alder", width=width, language=language)
    faults = [fault for path in PUBLIC for fault in look(anybody, path)]
    resident = visitor("alder", width=width, language=language).signed_in(account)
    faults += [fault for path in PORTAL for fault in look(resident, path)]
    assert faults == []


def test_the_pages_work_without_javascript(addresses, chromium, site):
    from tests.browser.conftest import Visitor

    alder = Office.objects.get(slug="alder")
    with context.entered(alder):
        account = staff.take_on(
            email="nojs@alder.example", name="Próba", roles=["office_head"], password=PASSWORD, by=SYSTEM
        )
    someone = Visitor(chromium, alder, site)
    someone.window.close()
    someone.window = chromium.new_context(java_script_enabled=False, base_url=f"http://alder.localhost:{site}")
    someone.page = someone.window.new_page()
    someone.signed_in(account)
    page = someone.go("/desk/tenancies/")
    page.fill("main input[type=search], main input[name=q], main input[name=text]", "Próba Anna")
    page.locator("main form button").first.click()
    assert page.locator("main tbody tr").count() == 1
    someone.window.close()


def test_s11_scripts_in_names_are_only_text(own_database, visitor):
    from tests.cast import charge, person, tenancy

    evil = "<script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"
    alder = Office.objects.get(slug="alder")
    with context.entered(alder):
        let = tenancy(parties=[person(evil[:160])])
        charge(let, period=date(2026, 10, 1))
    someone = visitor("alder", "office_head")
    for path in (
        "/desk/tenancies/",
        f"/desk/tenancies/{let.pk}/",
        f"/desk/reminders/of/{let.pk}/",
        "/desk/office/trail/",
    ):
        page = someone.go(path)
        page.wait_for_timeout(150)
        assert page.title() != "hacked", path
        assert page.locator("main script").count() == 0
