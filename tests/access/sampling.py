"""One real object of every kind in an office, so that every address can be asked for something that exists."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.arrears import clock, closing, demands, legal, messages, notices, pauses, planning, reminders
from cases.arrears.models import ArrearsCase, Demand, Notice, PaymentPlan
from cases.arrears.plan_limits import Terms
from cases.people.models import Person
from cases.tenancies import relief, tariff
from cases.tenancies.desk import line_views
from cases.tenancies.desk.imports import UPLOADED
from cases.tenancies.models import Charge, ImportedRow, Modifier, StatementLine, Tenancy
from cases.tenancies.rent_roll import importing
from cases.tenancies.statements import booking, mappings
from catalogue.shared import calendars
from exchange.adverts import market, photos
from exchange.adverts.models import Advert
from exchange.moves import seats
from exchange.pool import clearing
from exchange.pool.models import Leg, Proposal, ViewingTime
from kernel import documents
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from shell.letters import printing
from tenants import context
from tenants.accounts import tokens
from tenants.registry.models import Office
from tests.cases.arrears import household, household_cast
from tests.cast import charge, dwelling, pay, tenancy
from tests.exchange.adverts.photographs import photo as flat_photo
from tests.exchange.pool import cast
from tests.exchange.sales import cast as sales_cast

DATA = Path(__file__).resolve().parents[1] / "data" / "office_a"
ON = date(2026, 11, 23)
OF_EXCHANGE = ("proposal", "screen", "open", "write", "close")
OF_SEAT = (
    "leave", "viewing", "viewing_offer", "viewing_seen", "consents", "consent_record", "consent_party", "application",
    "application_file", "application_amend", "decision_prepare", "decision_confirm", "condition_met", "contract", "keys",
    "settlement", "let",
)  # fmt: skip
MARKET_FLAT = {
    "town": "Égervár", "district": "", "half_rooms": 2, "area_m2": 30, "monthly_cost": 90_000, "contact": "+36 1 555 0100",
    "source": "hirdetés", "note": "",
}  # fmt: skip
API_OF_PROPOSAL = ("steps", "screen", "open", "leave")


def fill(office: Office, *, other: Office) -> dict[str, dict[str, Any]]:
    """Route name → the parameters of something that exists in `office`."""
    with context.entered(other):
        cast.open_places()
        there = {"town": "Nyírtelek", "district": "Újtelep", "wish_places": ["Égervár/Belváros"]}
        cast.advert("Idegen Anna", number=3, area=44, half_rooms=3, rent=52_000, **there)
    with context.entered(office):
        advert = cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_places=["Nyírtelek"])
        draft = cast.advert("Kis Béla", number=2, publish=False)
        photo = photos.add(advert=draft, content=flat_photo(), caption="konyha", by=SYSTEM, on=ON)
        rented = market.record(answers=MARKET_FLAT, seen_on=timezone.localdate(), by=SYSTEM, on=timezone.localdate())
        let = tenancy("Próba Anna", email="anna@example.hu")
        charge(let, period=date(2026, 10, 1))
        paid = pay(let, 1_000, on=ON)
        second = tenancy("Próba Béla", door="2")
        charge(second, period=date(2026, 10, 1))
        paused = pauses.pause(tenancy=second, reason="talks", until=ON, on=ON, by=SYSTEM)
        money = money_samples(let)
        run = planning.plan(on=ON, by=SYSTEM)
        reminders.release_routine(run=run, by=SYSTEM, on=ON)
        reminder = run.reminders.get(tenancy=let)
        roll = importing.import_rent_roll(
            content=(DATA / "rent_roll.xlsx").read_bytes(), filename="rent_roll.xlsx", by=SYSTEM, as_of=ON
        )
        statement = booking.import_statement(
            content=(DATA / "statement.mt940").read_bytes(), filename="statement.mt940", by=SYSTEM
        ).statement
        raw = documents.store(
            kind=UPLOADED,
            name="x.xlsx",
            media_type="x",
            content=(DATA / "rent_roll.xlsx").read_bytes(),
            by=SYSTEM,
        )
        case, plan, demand, notice = _debts()
        paper = demand.services.get()
        OutboxMessage.objects.filter(channel="post").update(state="sent", handed_at=timezone.now())
        step = legal.prepare(
            case=demand.case, kind="order_for_payment", on=ON, calendar=calendars.national(), by=SYSTEM
        )
        today = timezone.localdate()
        closed = closing.close(day=today, note="leltár", on=today, by=SYSTEM)
        batch = printing.make_batch(by=SYSTEM)
        letter = OutboxMessage.objects.filter(topic="case_letter").first()
        tenant = let.parties.get().person_id
        message = messages.send_paper(tenancy=let, name="x.pdf", content=b"%PDF-1.7", text="", by=SYSTEM)
        table = documents.store(
            kind=line_views.UNMAPPED, name="x.csv", media_type="x", content=b"Mikor;Mennyi\n2026-11-01;5\n", by=SYSTEM
        )
        mapping = mappings.remember(name="minta", headings=["a", "b"], meanings={0: "booked", 1: "amount"}, by=SYSTEM)
        token, _secret = tokens.issue(name="gép", scopes=["catalogue:read"], days=1, by=SYSTEM)
        empty = dwelling(door="99")
        line = StatementLine.objects.filter(outcome="unmatched").first()
        row = ImportedRow.objects.filter(outcome="person").first()
        households = household_cast.of_everything(let, on=ON)
        sold = sales_cast.plan(Person.objects.get(pk=tenant), price=20_000_000)
        meeting = sales_cast.meeting(sold, at=timezone.now() + timedelta(days=3))
        item, seller = sold.items.first(), sales_cast.person("Eladó Éva")
    clearing.run(on=timezone.localdate())
    cast.send_all(at=timezone.now())
    with context.entered(office):
        leg = Leg.objects.get(office_schema=office.schema_name)
        proposal = Proposal.objects.get()
        seat = {"number": proposal.number, "position": seats.of(proposal).ours[0].position}
        time = ViewingTime.objects.create(
            proposal=proposal, position=seat["position"], office_schema=office.schema_name, offices=proposal.offices,
            starts_at=timezone.now(),
        )  # fmt: skip
        advert = Advert.objects.get(pk=advert.pk)
    by_pk = {
        "tenancy": let, "payment_new": let, "payment_back": paid, "rent_roll_check": raw, "rent_roll": roll,
        "leave_out_rest": roll, "imported_row": row, "statement": statement, "line": line, "settle_line": line,
        "line_split": line, "line_send_back": line, "line_undo": line, "statement_columns": table,
        "mapping_forget": mapping,
        "reminder_run": run, "reminder_release": run, "reminder": reminder, "reminder_letter": reminder,
        "reminder_settle": reminder, "lift_pause": paused, "arrears_of": let, "token_revoke": token,
        "exchange_start_tenancy": second, "exchange_start_vacant": empty, "exchange_answer": leg, "exchange_move_paper": leg,
        "exchange_advert": advert, "exchange_advert_edit": draft, "exchange_advert_publish": draft,
        "exchange_advert_withdraw": draft, "exchange_checklist": draft,
        "exchange_advert_verify": draft, "exchange_photos": draft, "exchange_photo": photo, "my_exchange_photo": photo,
        "exchange_photo_caption": photo, "exchange_photo_delete": photo, "my_exchange_photo_caption": photo,
        "my_exchange_photo_delete": photo, "exchange_market_flat": rented, "exchange_market_again": rented,
        "exchange_market_remove": rented, "api_advert_outlook": draft, "api_tenancy": let, "api_balance": let,
        "api_case": case, "api_case_contacts": case, "api_plan": plan, "legal_new": case, "legal_step": step, "legal_approve": step, "legal_act": step, "legal_sheet": step,
        "reminder_returned": reminder, "print_batch": batch, "print_manifest": batch, "message_answer": message, "message_paper": message, "my_talk": let, "my_paper": let, "my_plan": plan,
        "my_plan_paper": plan, "case_open": second, "arrears_case": case, "case_move": case, "case_edit": case, "case_close": case,
        "case_letter": letter, "case_letter_settle": letter, "invitation_new": case,
        "contact_new": case, "plan_new": case, "plan": plan, "plan_change": plan, "plan_propose": plan,
        "plan_approve": plan, "plan_sign": plan, "plan_end": plan, "plan_paper": plan, "demand_new": case,
        "demand": demand, "demand_issue": demand, "demand_withdraw": demand, "notice_new": demand,
        "service": paper, "service_letter": paper, "notice_give": notice,
        "notice_withdraw": notice,
        "api_payment": paid, "api_reminder_run": run, "api_reminders": run, "api_advert": draft,
    }  # fmt: skip
    return {
        **{name: {"pk": item.pk} for name, item in (by_pk | households).items()},
        **money,
        **{f"exchange_{one}": {"number": proposal.number} for one in OF_EXCHANGE},
        **{f"exchange_{one}": seat for one in OF_SEAT},
        "exchange_viewing_choose": {**seat, "pk": time.pk},
        "my_exchange_choose": {"pk": time.pk},
        **{
            name: {"pk": sold.pk}
            for name in ("sale", "sale_appointment_new", "sale_close", "sale_paper", "api_sale_plan")
        },
        "sale_item": {"pk": item.pk},
        "sale_appointment_cancel": {"pk": meeting.pk},
        "sale_begin_person": {"pk": seller.pk},
        "sale_begin_advert": {"pk": advert.pk},
        "sale_begin_case": {"pk": case.pk},
        "exchange_paper": {**seat, "kind": "contract"},
        "exchange_paper_text": {"kind": "rights"},
        "my_exchange_paper": {"kind": "rights"},
        **{f"api_{one}": {"number": proposal.number} for one in ("proposal", "answers", *API_OF_PROPOSAL)},
        **{f"api_{one}": seat for one in ("consents", "decision", "decision_confirm")},
        "letter_text": {"code": "demand"},
        "letter_translation": {"code": "demand", "language": "en"},
        "letter_translation_end": {"code": "demand", "language": "en"},
        "person_contact": {"pk": let.pk, "person": tenant},
        "ladder_step": {"number": 1},
        "closed_day_end": {"day": closed.day.isoformat()},
        "help_entry": {"slug": "csaladi-potlek"},
        "api_catalogue_entry": {"slug": "csaladi-potlek"},
        "my_exchange_question": {"slug": "place"},
        "support_rule_new": {"variant": "szt55"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    }


def _debts() -> tuple[ArrearsCase, PaymentPlan, Demand, Notice]:
    """A case with a running plan, and a demand of another household with a notice that is prepared."""
    today = timezone.localdate()
    plan = household.signed_plan(
        household.owing(name="Próba Cili", door="3"), Terms(count=4, first_due_on=today + timedelta(days=20)), on=today
    )
    issued_on, served_on = today - timedelta(days=13), today - timedelta(days=12)
    case = household.case_of(household.owing(name="Próba Dani", door="4"), on=issued_on)
    demand = demands.draft(case=case, on=issued_on, by=household.ADVISER)
    demand = demands.issue(demand=demand, on=issued_on, writer=reminders.writer_on(issued_on), by=household.HEAD)
    calendar = calendars.national()
    demands.record_service(
        service=demand.services.get(), served_on=served_on, proof="personal", today=today, calendar=calendar, by=SYSTEM
    )
    window = clock.termination_window(served_on, calendar)
    notice = notices.draft(
        demand=demand, reason="próba", on=window.terminate_from, calendar=calendar, by=household.ADVISER
    )
    return plan.case, plan, demand, notice


def money_samples(let: Tenancy) -> dict[str, dict[str, Any]]:
    """Route name → the parameters of the pages about a tenancy's money."""
    owed = Charge.objects.filter(tenancy=let).first()
    proposal = relief.propose(tenancy=let, kind="waiver", amounts={owed.pk: 1}, reason="minta", on=ON, by=SYSTEM)
    recurring = tariff.set_recurring(tenancy=let, kind="water", amount=100, valid_from=ON, by=SYSTEM)
    tariff.set_modifier(name="nincs lift", percent=-5, valid_from=date(2020, 1, 1), decree="", by=SYSTEM)
    coming = tariff.set_modifier(name="nincs lift", percent=-9, valid_from=date(2199, 1, 1), decree="", by=SYSTEM)
    mark = tariff.mark_dwelling(
        dwelling=let.dwelling, modifier=Modifier.objects.get(), valid_from=date(2020, 1, 1), by=SYSTEM
    )
    of_tenancy = (
        "charge_new", "monthly_charges", "rent_follows", "title_end", "deposit", "refund_new", "reduction_propose",
        "interest", "acknowledge", "account_statement", "my_statement", "api_statement",
    )  # fmt: skip
    return {
        **{name: {"pk": let.pk} for name in of_tenancy},
        "tariff_withdraw": {"what": "modifier", "pk": coming.pk},
        "modifier_end": {"pk": let.pk, "mark": mark.pk},
        "account_letter": {"pk": let.pk, "occasion": "account"},
        "charge": {"pk": owed.pk},
        "charge_correct": {"pk": owed.pk},
        "recurring_end": {"pk": recurring.pk},
        "reduction_proposal": {"pk": proposal.pk},
    }
