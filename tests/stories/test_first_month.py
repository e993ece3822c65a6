"""An office's first month: the files it hands over, a month's money, the reminders – by page, by row, to the forint."""

from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.arrears import pauses, planning, reminders
from cases.arrears.models import Reminder
from cases.tenancies import ledger, queries
from cases.tenancies.models import StatementLine, Tenancy
from cases.tenancies.rent_roll import importing
from cases.tenancies.statements import booking
from kernel import audit
from kernel.access import SYSTEM
from kernel.calendar import Calendar
from kernel.models import AuditEntry, OutboxMessage
from tenants import context

DATA = Path(__file__).resolve().parents[1] / "data" / "office_a"
TAKEN_OVER, REMINDED = date(2026, 10, 31), date(2026, 12, 1)


def test_from_the_handed_over_files_to_the_first_reminders(alder):
    importing.import_rent_roll(
        content=(DATA / "rent_roll.xlsx").read_bytes(), filename="rent_roll.xlsx", by=SYSTEM, as_of=TAKEN_OVER
    )
    owed_then = queries.totals()
    raised = ledger.raise_rents(period=date(2026, 11, 1), calendar=Calendar(), by=SYSTEM)
    november = sum(Tenancy.objects.valid_on(date(2026, 11, 1)).values_list("monthly_rent", flat=True))
    statement = booking.import_statement(
        content=(DATA / "statement.mt940").read_bytes(), filename="statement.mt940", by=SYSTEM
    ).statement

    unmatched = sum(StatementLine.objects.filter(outcome="unmatched").values_list("amount", flat=True))
    now = queries.totals()
    assert raised == Tenancy.objects.valid_on(date(2026, 11, 1)).count()
    assert (now["owed"] - now["in_credit"]) == (
        owed_then["owed"] - owed_then["in_credit"] + november - (statement.counts["sum"] - unmatched)
    )

    run = planning.plan(on=REMINDED, by=SYSTEM)
    dead = run.reminders.filter(exclusion="deceased").count()
    ended = run.reminders.filter(exclusion="no_valid_tenancy").count()
    assert dead > 0
    assert ended > 0
    first = run.reminders.filter(state="planned").order_by("-amount").first()
    pauses.pause(tenancy=first.tenancy, reason="dispute", until=date(2027, 1, 31), on=REMINDED, by=SYSTEM)

    reminders.release(run=run, by=SYSTEM, on=REMINDED)
    messages = OutboxMessage.objects.filter(topic="reminder")
    assert messages.count() == run.reminders.filter(state="released").count()
    paused = messages.get(subject_id=str(first.pk))
    assert reminders.why_not_now(paused, on=REMINDED) == "paused"
    assert audit.verify() is None
    assert AuditEntry.objects.filter(verb="reminder_released").count() == messages.count()


def test_a_clerk_does_the_same_through_the_pages(alder_office, desk_client):
    clerk, adviser = desk_client("clerk"), desk_client("debt_adviser")
    roll = SimpleUploadedFile("rent_roll.xlsx", (DATA / "rent_roll.xlsx").read_bytes())
    checked = clerk.post("/desk/rent-rolls/", {"file": roll, "as_of": "2026-08-31"})
    page = clerk.get(checked["Location"])
    columns = {bound.html_name: bound.initial or "" for bound in page.context["form"]}
    done = clerk.post(checked["Location"], {**columns, "import": "1"})
    assert (done.status_code, "/desk/rent-rolls/" in done["Location"]) == (302, True)
    with context.entered(alder_office):
        assert Tenancy.objects.count() == 160
        ledger.raise_rents(period=date(2026, 9, 1), calendar=Calendar(), by=SYSTEM)
    planned = clerk.post("/desk/reminders/plan/")
    assert planned.status_code == 302
    with context.entered(alder_office):
        run = Reminder.objects.filter(state="planned").first().run
        assert run.business_date == timezone.localdate()
    refused = clerk.post(f"/desk/reminders/{run.pk}/release/", {"confirm": "1"})
    assert refused.status_code == 403
    adviser.post(f"/desk/reminders/{run.pk}/release/", {"confirm": "1"})
    with context.entered(alder_office):
        assert not run.reminders.filter(state="planned").exists()
        assert run.reminders.filter(state="released").count() == OutboxMessage.objects.count() > 0
