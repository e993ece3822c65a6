"""The bank's queue by keyboard alone, with scripts off: Enter books the best suggestion, a number another one."""

import pytest

from cases.tenancies.models import StatementLine
from cases.tenancies.statements import booking, queue
from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tenants.registry import bank_accounts
from tenants.registry.models import Office
from tests.browser.conftest import Visitor
from tests.cases.pages_cast import let_flat
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
IBAN = "HU33999000161000001800000000"
LINES = """Könyvelés dátuma;Összeg;Partner neve;Partner számlaszáma;Közlemény;Tranzakció azonosító
2026.11.10;30000;Őri Csilla;;lakbér;A1
2026.11.11;30000;Vágó Zoltán;;lakbér;A2
2026.11.12;700;Ismeretlen;;;A3
2026.11.13;800;Ismeretlen;;;A4
"""


def press_with_alt(page, sign: str) -> None:
    """Alt and a number as the keyboard's driver reports them; an access key answers to nothing less."""
    keys = page.context.new_cdp_session(page)
    how = {"modifiers": 1, "key": sign, "code": f"Digit{sign}", "text": sign, "unmodifiedText": sign}
    for kind in ("rawKeyDown", "char", "keyUp"):
        keys.send("Input.dispatchKeyEvent", {"type": kind, "windowsVirtualKeyCode": ord(sign), **how})


def test_a_clerk_settles_the_queue_without_a_mouse_and_without_a_script(own_database, chromium, site):
    alder = Office.objects.get(slug="alder")
    with context.entered(alder):
        bank_accounts.register(IBAN, office=alder)
        lets = [let_flat("Őri Csilla", door="1"), let_flat("Vágó Zoltán", door="2")]
        booking.import_statement(content=LINES.encode(), filename="x.csv", by=SYSTEM)
        first = queue.waiting().first()
        account = staff.take_on(email="k@alder.example", name="Próba", roles=["clerk"], password=PASSWORD, by=SYSTEM)
    someone = Visitor(chromium, alder, site)
    someone.window.close()
    someone.window = chromium.new_context(java_script_enabled=False, base_url=f"http://alder.localhost:{site}")
    someone.page = someone.window.new_page()
    someone.signed_in(account)
    page = someone.go(f"/desk/statements/lines/{first.pk}/")

    # The first suggestion has the focus: the same name. Numbers and letters stand on the other buttons.
    assert page.locator(":focus").get_attribute("name") == "tenancy"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for sign in ("1", "0", "0"):
        with page.expect_navigation():
            press_with_alt(page, sign)

    with context.entered(alder):
        ended = {
            line.bank_reference: (line.payment and line.payment.tenancy_id, line.reason)
            for line in StatementLine.objects.all()
        }
    assert ended == {
        "A1": (lets[0].pk, ""),
        "A2": (lets[1].pk, ""),
        "A3": (None, "set_aside"),
        "A4": (None, "set_aside"),
    }
    someone.window.close()
