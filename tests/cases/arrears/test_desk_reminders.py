"""The reminders' desk: plan, look through, take one out, release by a second person, settle, pause."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.arrears import planning, reminders
from cases.arrears.models import Pause, Reminder, ReminderRun
from kernel.access import SYSTEM
from kernel.models import AuditEntry, OutboxMessage
from tenants import context
from tests.cases.pages_cast import SCRIPT, let_flat, owe, said

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def owing(alder_office):
    with context.entered(alder_office):
        tenancy = let_flat()
        owe(tenancy, 45_000, days_ago=40)
        return tenancy


@pytest.fixture
def run(alder_office, owing):
    with context.entered(alder_office):
        return planning.plan(on=TODAY, by=SYSTEM)


def only(office) -> Reminder:
    with context.entered(office):
        return Reminder.objects.select_related("tenancy").get()


def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_a_clerk_prepares_todays_run_and_a_second_press_shows_the_same(alder_office, desk_client, owing):
    client = desk_client()

    first, second = client.post("/desk/reminders/plan/"), client.post("/desk/reminders/plan/")

    assert first["Location"] == second["Location"]
    with context.entered(alder_office):
        assert ReminderRun.objects.count() == Reminder.objects.count() == 1


def test_the_run_shows_amount_months_step_and_how_it_goes(desk_client, run):
    page = said(english(desk_client()).get(f"/desk/reminders/{run.pk}/"))

    assert "Őri Csilla" in page
    assert "45 000 Ft" in page
    assert "letter by post" in page
    assert "Check and release" not in page  # a clerk may not


def test_held_back_rows_are_found_by_their_reason(alder_office, desk_client, owing):
    with context.entered(alder_office):
        ended = let_flat("Vége Vince", door="2", ends_on=TODAY - timedelta(days=1))
        owe(ended, 9_000)
        run = planning.plan(on=TODAY, by=SYSTEM)
    client = desk_client()

    held = said(client.get(f"/desk/reminders/{run.pk}/?state=excluded&reason=no_valid_tenancy"))
    others = said(client.get(f"/desk/reminders/{run.pk}/?state=excluded&reason=dispute"))

    assert "Vége Vince" in held
    assert "Vége Vince" not in others


def test_a_planned_letter_is_a_labelled_preview_and_leaves_nothing_behind(alder_office, desk_client, run):
    reminder = only(alder_office)

    answer = desk_client().get(f"/desk/reminders/one/{reminder.pk}/letter/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename*=UTF-8''preview-KL-")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer.content.startswith(b"%PDF")
    with context.entered(alder_office):
        assert Reminder.objects.get().document_id is None
        assert AuditEntry.objects.filter(verb="read", subject_id=str(reminder.tenancy_id)).count() == 1


def test_a_released_letter_is_the_stored_one(alder_office, desk_client, run):
    with context.entered(alder_office):
        reminders.release(run=run, by=SYSTEM, on=run.business_date)
        stored = OutboxMessage.objects.get().document
        content = bytes(stored.content)

    answer = desk_client().get(f"/desk/reminders/one/{only(alder_office).pk}/letter/")

    assert answer.content == content


def test_a_row_that_gets_no_letter_has_none(alder_office, desk_client, owing):
    with context.entered(alder_office):
        Pause.objects.create(tenancy=owing, reason="talks", starts_on=TODAY, ends_on=TODAY, created_by="x")
        planning.plan(on=TODAY, by=SYSTEM)
    reminder = only(alder_office)
    client = desk_client()

    assert client.get(f"/desk/reminders/one/{reminder.pk}/").status_code == 200
    assert client.get(f"/desk/reminders/one/{reminder.pk}/letter/").status_code == 404


def test_one_is_taken_out_with_a_reason(alder_office, desk_client, run):
    client, address = english(desk_client()), f"/desk/reminders/one/{only(alder_office).pk}/"

    assert "This field is required" in said(client.post(address, {"reason": ""}))
    assert only(alder_office).state == "planned"
    client.post(address, {"reason": "talks"})
    assert (only(alder_office).state, only(alder_office).note) == ("cancelled", "talks")
    assert "released already" in said(client.post(address, {"reason": "again"}))


def test_releasing_says_what_leaves_and_then_lets_it_leave(alder_office, desk_client, run):
    client, address = english(desk_client("debt_adviser")), f"/desk/reminders/{run.pk}/release/"

    page = said(client.get(address))
    assert "Release what is ticked" in page
    assert "45 000 Ft" in page
    with context.entered(alder_office):
        assert not OutboxMessage.objects.exists()  # looking releases nothing

    assert client.post(address)["Location"] == f"/desk/reminders/{run.pk}/"
    with context.entered(alder_office):
        assert OutboxMessage.objects.count() == 1
    client.post(address)
    with context.entered(alder_office):
        assert OutboxMessage.objects.count() == 1


def test_who_prepared_the_run_is_refused_and_a_colleague_is_not(alder_office, desk_client, owing):
    head, adviser = english(desk_client("office_head")), desk_client("debt_adviser")
    address = head.post("/desk/reminders/plan/")["Location"] + "release/"

    assert "somebody else has to release it" in said(head.get(address))
    assert "somebody else has to release it" in said(head.post(address))
    assert only(alder_office).state == "planned"
    adviser.post(address)
    assert only(alder_office).state == "released"


@pytest.mark.parametrize(("answer", "state", "message"), [("yes", "sent", "sent"), ("no", "cancelled", "cancelled")])
def test_an_uncertain_delivery_is_settled_once(alder_office, desk_client, run, answer, state, message):
    with context.entered(alder_office):
        reminders.release(run=run, by=SYSTEM, on=run.business_date)
        OutboxMessage.objects.update(state="uncertain")
        Reminder.objects.update(state="uncertain")
    client, address = english(desk_client()), f"/desk/reminders/one/{only(alder_office).pk}/settle/"
    assert "It went out" in said(client.get("/desk/reminders/unsettled/"))

    client.post(address, {"was_sent": ""})
    assert only(alder_office).state == "uncertain"
    client.post(address, {"was_sent": answer})
    assert only(alder_office).state == state
    with context.entered(alder_office):
        assert OutboxMessage.objects.get().state == message
    client.post(address, {"was_sent": "yes" if answer == "no" else "no"})
    assert only(alder_office).state == state


def test_one_that_did_not_go_out_is_planned_again(alder_office, desk_client, run):
    with context.entered(alder_office):
        reminders.release(run=run, by=SYSTEM, on=run.business_date)
        Reminder.objects.update(state="failed")
    desk_client().post(f"/desk/reminders/one/{only(alder_office).pk}/settle/", {"was_sent": "no"})

    with context.entered(alder_office):
        again = planning.plan(on=TODAY + timedelta(days=1), by=SYSTEM)
        assert planning.count(again)["planned"] == 1


def test_a_pause_is_set_shown_and_lifted(alder_office, desk_client, owing):
    client, address = english(desk_client()), f"/desk/reminders/of/{owing.pk}/"
    until = TODAY + timedelta(days=20)

    client.post(address, {"reason": "talks", "until": until.isoformat(), "note": f"hívni {SCRIPT}"})
    page = client.get(f"/desk/tenancies/{owing.pk}/")
    assert f"Paused until {until:%Y. %m. %d.}" in said(page)
    assert SCRIPT not in page.content.decode()

    with context.entered(alder_office):
        pause = Pause.objects.get()
    client.post(f"/desk/reminders/pauses/{pause.pk}/lift/")
    with context.entered(alder_office):
        assert Pause.objects.get().ends_on <= TODAY


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (TODAY - timedelta(days=1), "has gone by"),
        (TODAY + timedelta(days=800), "a year at the most"),
        ("soha", "year, month, day"),
    ],
)
def test_an_impossible_pause_gets_a_sentence_and_keeps_the_note(alder_office, desk_client, owing, until, sentence):
    page = said(
        english(desk_client()).post(
            f"/desk/reminders/of/{owing.pk}/", {"reason": "talks", "until": str(until), "note": "jegyzet"}
        )
    )

    assert sentence in page
    assert 'value="jegyzet"' in page
    with context.entered(alder_office):
        assert not Pause.objects.exists()


def queries_of(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_run_costs_the_same_at_one_and_at_three_rows(alder_office, desk_client, owing):
    client = desk_client()
    with context.entered(alder_office):
        first = planning.plan(on=TODAY, by=SYSTEM)
        for name in ("Két", "Há"):
            owe(let_flat(name, door=name), 50_000, days_ago=40)
        Reminder.objects.update(state="cancelled")
        second = planning.plan(on=TODAY + timedelta(days=1), by=SYSTEM)
        assert (first.reminders.count(), second.reminders.filter(state="planned").count()) == (1, 3)

    one, three = (queries_of(client, f"/desk/reminders/{run.pk}/") for run in (first, second))

    assert one == three


def test_the_list_of_runs_costs_the_same_at_one_and_at_three(alder_office, desk_client, run):
    client = desk_client()
    at_one = queries_of(client, "/desk/reminders/")
    with context.entered(alder_office):
        for days in (1, 2):
            planning.plan(on=TODAY + timedelta(days=days), by=SYSTEM)

    assert queries_of(client, "/desk/reminders/") == at_one


def test_another_offices_run_reminder_and_tenancy_are_not_there(birch_office, desk_client):
    with context.entered(birch_office):
        tenancy = let_flat()
        owe(tenancy, 45_000, days_ago=40)
        run = planning.plan(on=TODAY, by=SYSTEM)
        reminder = Reminder.objects.get()
    client = desk_client("office_head")

    for address in (
        f"/desk/reminders/{run.pk}/",
        f"/desk/reminders/{run.pk}/release/",
        f"/desk/reminders/one/{reminder.pk}/",
        f"/desk/reminders/one/{reminder.pk}/letter/",
        f"/desk/reminders/of/{tenancy.pk}/",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in {302, 404}
    assert only(birch_office).state == "planned"
