"""The first page's work list, the office about itself, and the operator's page on the bare host."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.arrears import pauses, planning
from cases.tenancies.models import ImportedRow, RentRollImport
from kernel import audit
from kernel.access import SYSTEM
from kernel.models import AuditEntry, AuditSeal
from tenants import context
from tenants.accounts import staff, tokens
from tenants.accounts.models import Account, ApiToken
from tenants.registry.models import Office
from tests.cases.pages_cast import SCRIPT, let_flat, owe, said
from tests.conftest import PASSWORD, browser_of
from worker.models import JobRun

pytestmark = pytest.mark.django_db
TODAY = date.today()


def work_of(client) -> dict[str, int]:
    return {item.url: item.count for item in client.get("/desk/").context["work"]}


def test_the_work_list_counts_what_waits_for_whom_it_concerns(alder_office, desk_client):
    with context.entered(alder_office):
        tenancy = let_flat()
        owe(tenancy, 45_000, days_ago=40)
        ended = let_flat("Vége Vince", door="2", ends_on=TODAY - timedelta(days=1))
        owe(ended, 9_000, days_ago=3)
        planning.plan(on=TODAY, by=SYSTEM)
        pauses.pause(tenancy=tenancy, reason="talks", until=TODAY + timedelta(days=7), on=TODAY, by=SYSTEM)
        pauses.pause(tenancy=ended, reason="talks", until=TODAY + timedelta(days=8), on=TODAY, by=SYSTEM)
        done = RentRollImport.objects.create(document_id=tenancy.pk, mapping={}, counts={}, imported_by="x")
        ImportedRow.objects.create(rent_roll=done, sheet="x", row_number=1, outcome="person", cells={})
    everything = {
        "/desk/reminders/": 1,
        "/desk/reminders/pauses/": 1,
        "/desk/rent-rolls/": 1,
        "/desk/tenancies/?show=ended": 1,
    }

    assert work_of(desk_client("clerk")) == everything
    assert work_of(desk_client("auditor")) == {"/desk/reminders/": 1, "/desk/tenancies/?show=ended": 1}
    assert work_of(desk_client("exchange_adviser")) == {"/desk/tenancies/?show=ended": 1}


def test_an_empty_office_is_told_where_to_start(desk_client):
    client = desk_client("clerk")
    client.cookies["django_language"] = "en"

    page = said(client.get("/desk/"))

    assert "Nothing waits for you" in page
    assert "Take over a rent roll" in page


def test_a_colleague_is_taken_on_and_let_go(alder_office, desk_client):
    head = desk_client("office_head")
    new = {"name": f"Új Kolléga {SCRIPT}", "email": "uj@example.hu", "roles": ["clerk"], "password": PASSWORD}

    assert head.post("/desk/office/staff/", new).status_code == 302
    with context.entered(alder_office):
        account = Account.objects.get(email="uj@example.hu")
    assert SCRIPT not in head.get("/desk/office/staff/").content.decode()
    colleague = browser_of(alder_office, account)
    assert colleague.get("/desk/").status_code == 200

    assert head.get(f"/desk/office/staff/{account.pk}/let-go/").status_code == 200
    assert colleague.get("/desk/").status_code == 200  # looking lets nobody go
    head.post(f"/desk/office/staff/{account.pk}/let-go/")
    assert colleague.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"password": "short"}, {"roles": ["operator"]}, {"roles": ["resident"]}, {"roles": []}, {"email": "nobody"}],
)
def test_a_wrong_colleague_is_refused_and_what_was_typed_stays(alder_office, desk_client, wrong):
    head = desk_client("office_head")
    new = {"name": "Új Kolléga", "email": "uj@example.hu", "roles": ["clerk"], "password": PASSWORD} | wrong

    answer = head.post("/desk/office/staff/", new)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert 'value="Új Kolléga"' in said(answer)
    with context.entered(alder_office):
        assert not Account.objects.filter(email="uj@example.hu").exists()


def test_nobody_lets_themselves_go(alder_office, desk_client):
    head = desk_client("office_head")
    with context.entered(alder_office):
        account = Account.objects.get(email="office-head@example.hu")

    head.post(f"/desk/office/staff/{account.pk}/let-go/")

    assert head.get("/desk/").status_code == 200


def test_a_key_is_shown_once_and_opens_nothing_when_revoked(alder_office, desk_client):
    head = desk_client("office_head")

    made = head.post("/desk/office/access/", {"name": "Iktató", "scopes": ["tenancies:read"], "days": "30"})
    secret = made.context["secret"]

    assert secret in said(made)
    assert "no-store" in made["Cache-Control"]
    assert secret not in said(head.get("/desk/office/access/"))
    with context.entered(alder_office):
        token = tokens.find(secret)
        assert token is not None
    head.post(f"/desk/office/access/{token.pk}/revoke/")
    with context.entered(alder_office):
        assert tokens.find(secret) is None


@pytest.mark.parametrize("wrong", [{"scopes": ["root"]}, {"scopes": []}, {"days": "9999"}, {"days": "0"}, {"name": ""}])
def test_a_wrong_key_is_not_made(alder_office, desk_client, wrong):
    asked = {"name": "Iktató", "scopes": ["tenancies:read"], "days": "30"} | wrong

    assert desk_client("office_head").post("/desk/office/access/", asked).context["form"].errors
    with context.entered(alder_office):
        assert not ApiToken.objects.exists()


def test_the_trail_says_whether_it_is_whole(alder_office, desk_client):
    auditor = desk_client("auditor")
    with context.entered(alder_office):
        audit.record(SYSTEM, "one", None, name=SCRIPT)
    page = auditor.get("/desk/office/trail/?check=1")
    assert (page.context["was_checked"], page.context["broken_at"]) == (True, None)
    assert SCRIPT not in page.content.decode()

    with context.entered(alder_office):  # the control: an entry whose seal does not fit
        forged = AuditEntry.objects.create(at=timezone.now(), actor_kind="staff", actor_id="x", verb="x")
        AuditSeal.objects.create(entry_id=forged.pk, previous_hash="e" * 64, hash="f" * 64)

    assert auditor.get("/desk/office/trail/?check=1").context["broken_at"] == forged.pk
    assert auditor.get("/desk/office/trail/").context["was_checked"] is False


@pytest.fixture
def operator_office(db):
    return Office.objects.get(kind="operator")


def at_bare_host(office, role):
    with context.entered(office):
        account = staff.take_on(email="op@example.hu", name="Op", roles=[role], password=PASSWORD, by=SYSTEM)
    client = browser_of(office, account)
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def test_the_operator_sees_offices_and_jobs_and_stays_in_its_own_office(alder_office, operator_office):
    with context.outside():
        for days in range(7):
            JobRun.objects.create(
                job="rents",
                business_date=TODAY - timedelta(days=days),
                office_schema="t_alder",
                state="failed" if days == 1 else "due",
            )
    client = at_bare_host(operator_office, "operator")

    page = client.get("/desk/")

    jobs = {one.office.slug: len(one.jobs) for one in page.context["standings"]}
    assert {slug: number for slug, number in jobs.items() if number} == {"alder": 5}
    assert {"birch", "operator"} < set(jobs)
    assert [job.business_date for job in page.context["failed"]] == [TODAY - timedelta(days=1)]
    assert "Égerfa Lakásiroda" in said(page)
    assert page.context["office"].slug == "operator"


def test_a_clerk_of_the_bare_host_sees_no_offices(operator_office):
    assert at_bare_host(operator_office, "clerk").get("/desk/").status_code == 403


def test_outside_is_the_shared_schema_and_ends_where_it_began(alder):
    def where():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return cursor.fetchone()[0]

    with context.outside():
        assert where() == "kuszob_shared"
        assert context.office_or_none() is None
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM t_alder.people_person")
    assert where() == "t_alder"
    assert context.office_or_none() == alder
