"""Every page of the desk by role: what is allowed opens, everything else is refused, outside is asked to sign in."""

import uuid
from datetime import date

import pytest

from cases.arrears import pauses, planning
from cases.tenancies import ledger
from cases.tenancies.models import BankStatement, ImportedRow, RentRollImport, StatementLine
from kernel import documents
from kernel.access import SYSTEM
from project import roles
from tenants import context
from tenants.accounts import staff, tokens
from tests.cases.pages_cast import let_flat, owe
from tests.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
TODAY = date.today()
STAFF = [name for name in roles.ROLES if name not in {"resident", "operator"}]
READERS = ["clerk", "debt_adviser", "exchange_adviser", "office_head", "auditor"]
MONEY_READERS = ["clerk", "debt_adviser", "office_head", "auditor"]
CLERKS = ["clerk", "debt_adviser", "office_head"]
RELEASERS = ["debt_adviser", "office_head"]
HEAD = ["office_head"]
CONTROL = ["office_head", "auditor"]
CSV = "Bérlő;Cím;Lakbér\nŐri Csilla;7621 Pécs, Király utca 5.;30 000\n".encode()

# (method, address, who may)
PAGES = [
    ("get", "/desk/", READERS),
    ("get", "/desk/tenancies/", READERS),
    ("get", "/desk/tenancies/{tenancy}/", READERS),
    ("get", "/desk/tenancies/new/", CLERKS),
    ("get", "/desk/tenancies/new/person/", CLERKS),
    ("get", "/desk/tenancies/new/flat/", CLERKS),
    ("get", "/desk/tenancies/{tenancy}/payment/", CLERKS),
    ("post", "/desk/tenancies/{tenancy}/payment/", CLERKS),
    ("get", "/desk/tenancies/payments/{payment}/take-back/", CLERKS),
    ("post", "/desk/tenancies/payments/{payment}/take-back/", CLERKS),
    ("get", "/desk/rent-rolls/", CLERKS),
    ("get", "/desk/rent-rolls/check/{upload}/", CLERKS),
    ("get", "/desk/rent-rolls/{rent_roll}/", CLERKS),
    ("post", "/desk/rent-rolls/{rent_roll}/leave-out-rest/", CLERKS),
    ("post", "/desk/rent-rolls/rows/{row}/", CLERKS),
    ("get", "/desk/statements/", MONEY_READERS),
    ("post", "/desk/statements/", CLERKS),
    ("get", "/desk/statements/{statement}/", MONEY_READERS),
    ("get", "/desk/statements/lines/", MONEY_READERS),
    ("get", "/desk/statements/lines/{line}/", CLERKS),
    ("post", "/desk/statements/lines/{line}/settle/", CLERKS),
    ("get", "/desk/reminders/", MONEY_READERS),
    ("post", "/desk/reminders/plan/", CLERKS),
    ("get", "/desk/reminders/{run}/", MONEY_READERS),
    ("get", "/desk/reminders/{run}/release/", RELEASERS),
    ("get", "/desk/reminders/one/{reminder}/", MONEY_READERS),
    ("post", "/desk/reminders/one/{reminder}/", CLERKS),
    ("get", "/desk/reminders/one/{reminder}/letter/", MONEY_READERS),
    ("post", "/desk/reminders/one/{reminder}/settle/", CLERKS),
    ("get", "/desk/reminders/unsettled/", MONEY_READERS),
    ("get", "/desk/reminders/ladder/", MONEY_READERS),
    ("get", "/desk/reminders/pauses/", MONEY_READERS),
    ("get", "/desk/reminders/of/{tenancy}/", MONEY_READERS),
    ("post", "/desk/reminders/of/{tenancy}/", CLERKS),
    ("post", "/desk/reminders/pauses/{pause}/lift/", CLERKS),
    ("get", "/desk/office/", CONTROL),
    ("get", "/desk/office/staff/", HEAD),
    ("post", "/desk/office/staff/", HEAD),
    ("get", "/desk/office/staff/{colleague}/let-go/", HEAD),
    ("post", "/desk/office/staff/{colleague}/let-go/", HEAD),
    ("get", "/desk/office/access/", HEAD),
    ("post", "/desk/office/access/", HEAD),
    ("post", "/desk/office/access/{token}/revoke/", HEAD),
    ("get", "/desk/office/trail/", CONTROL),
    ("get", "/desk/office/trail/?check=1", CONTROL),
    ("get", "/desk/roles/", CONTROL),
]


@pytest.fixture
def things(alder_office):
    """One of everything that a page can be about."""
    with context.entered(alder_office):
        tenancy = let_flat()
        owe(tenancy, 45_000, days_ago=40)
        run = planning.plan(on=TODAY, by=SYSTEM)
        rent_roll = RentRollImport.objects.create(
            document_id=uuid.uuid4(), name="x", mapping={}, counts={}, imported_by="x"
        )
        row = ImportedRow.objects.create(rent_roll=rent_roll, sheet="x", row_number=1, outcome="person", cells={})
        statement = BankStatement.objects.create(
            iban="x", format="x", document_id=uuid.uuid4(), counts={"sum": 5, "lines": 1}, imported_by="x"
        )
        line = StatementLine.objects.create(
            statement=statement,
            iban="x",
            bank_reference="x",
            booked_on=TODAY,
            value_on=TODAY,
            amount=5,
            outcome="unmatched",
        )
        colleague = staff.take_on(email="k@example.hu", name="Kolléga", roles=["clerk"], password=PASSWORD, by=SYSTEM)
        token, _secret = tokens.issue(name="x", scopes=["tenancies:read"], days=5, by=SYSTEM)
        upload = documents.store(kind="rent_roll_upload", name="x.csv", media_type="text/csv", content=CSV, by=SYSTEM)
        return {
            "tenancy": tenancy.pk,
            "run": run.pk,
            "reminder": run.reminders.get().pk,
            "rent_roll": rent_roll.pk,
            "row": row.pk,
            "statement": statement.pk,
            "line": line.pk,
            "colleague": colleague.pk,
            "token": token.pk,
            "upload": upload.pk,
            "payment": ledger.book([ledger.Receipt(tenancy.pk, 500, TODAY, "cash")], by=SYSTEM)[0].pk,
            "pause": pauses.pause(tenancy=tenancy, reason="talks", until=TODAY, on=TODAY, by=SYSTEM).pk,
        }


@pytest.mark.parametrize("role", STAFF)
def test_each_page_opens_for_whom_it_should_and_for_nobody_else(desk_client, things, role):
    client = desk_client(role)

    answers = {
        (method, address): getattr(client, method)(address.format(**things)).status_code
        for method, address, _who in PAGES
    }

    refused = {page for page, status in answers.items() if status == 403}
    assert refused == {(method, address) for method, address, who in PAGES if role not in who}
    assert {status for status in answers.values() if status != 403} <= {200, 302}


def test_outside_everybody_is_asked_to_sign_in(alder_office, things):
    client = browser_of(alder_office)

    for method, address, _who in [*PAGES, ("get", "/my/", [])]:
        answer = getattr(client, method)(address.format(**things))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/sign-in/")


def test_a_resident_is_refused_at_the_desk_and_staff_at_the_portal(alder_office, desk_client, things):
    with context.entered(alder_office):
        account = staff.open_resident_account(
            email="lako@example.hu", person_id=uuid.uuid4(), password=PASSWORD, by=SYSTEM
        )
    resident = browser_of(alder_office, account)

    for method, address, _who in PAGES:
        assert getattr(resident, method)(address.format(**things)).status_code == 403
    assert resident.get("/my/").status_code == 200
    assert desk_client("office_head").get("/my/").status_code == 403


def test_everybody_reads_the_front_page_and_the_help(alder_office):
    client = browser_of(alder_office)

    assert client.get("/").status_code == 200
    assert client.get("/help/").status_code == 200
    assert client.get("/help/csaladi-potlek/").status_code == 200
    assert client.get("/help/no-such-help/").status_code == 404


def test_what_a_menu_offers_can_be_opened(desk_client, things):
    for role in STAFF:
        client = desk_client(role)
        links = client.get("/desk/").context["navigation"]
        assert [link.url for link in links if client.get(link.url).status_code != 200] == []
        assert [str(link.url) for link in links if link.is_current] == ["/desk/"]


def test_the_bare_host_has_no_page_of_an_office(things, db):
    from tenants.registry.models import Office

    client = browser_of(Office.objects.get(kind="operator"))
    client.defaults["HTTP_HOST"] = "localhost"

    assert client.get("/").status_code == 200
    for _method, address, _who in PAGES[1:-1]:
        assert client.get(address.format(**things)).status_code == 404
