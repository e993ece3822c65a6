"""The demand and the notice: the legal clock blocks what comes too early or too late, and money closes it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from cases.arrears import demands, notices, pauses
from cases.arrears.models import ArrearsCase, Demand, Notice, Service
from cases.people import persons
from cases.tenancies import contracts, ledger
from cases.tenancies.models import Charge, TenancyParty
from catalogue.shared import calendars
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tests.cases.arrears.household import ADVISER, HEAD, case_of, owing, signed_plan, writer
from tests.cast import charge, pay, person

DRAFTED, ISSUED, SERVED = date(2026, 10, 28), date(2026, 10, 29), date(2026, 11, 3)
FIRST, LAST, EFFECTIVE = date(2026, 11, 12), date(2026, 11, 19), date(2026, 12, 31)


@pytest.fixture
def couple(alder):
    """Two joint tenants who owe three months."""
    return owing(parties=[person("Őri Anna"), person("Űrös Béla")])


def drafted(let):
    return demands.draft(case=case_of(let, on=DRAFTED), on=DRAFTED, by=ADVISER)


def issued(let):
    return demands.issue(demand=drafted(let), on=ISSUED, writer=writer(ISSUED), by=HEAD)


def serve(demand, *days, proof="registered", today=date(2026, 11, 30)):
    for paper, day in zip(demand.services.order_by("party__position"), days, strict=True):
        demands.record_service(
            service=paper, served_on=day, proof=proof, today=today, calendar=calendars.national(), by=ADVISER
        )
    demand.refresh_from_db()
    return demand


def served(let, *days):
    return serve(issued(let), *(days or (SERVED, SERVED)))


def notice_on(demand, day, *, by=ADVISER):
    return notices.draft(
        demand=demand, reason="Három hónapja nem fizetett.", on=day, calendar=calendars.national(), by=by
    )


def give(notice, day, *, by=HEAD):
    return notices.give(notice=notice, on=day, writer=writer(day), by=by)


def test_a_demand_goes_to_each_joint_tenant_by_post_after_another_person_s_approval(couple):
    demand = drafted(couple)
    assert (demand.amount, demand.state, OutboxMessage.objects.count()) == (60_000, "draft", 0)
    with pytest.raises(demands.CannotDemand):
        demands.issue(demand=demand, on=ISSUED, writer=writer(ISSUED), by=ADVISER)

    demand = demands.issue(demand=demand, on=ISSUED, writer=writer(ISSUED), by=HEAD)

    assert demand.number.startswith("FS-000001-")
    assert list(demand.services.values_list("party__person__name", flat=True)) == ["Őri Anna", "Űrös Béla"]
    assert set(OutboxMessage.objects.values_list("channel", "topic")) == {("post", "case_letter")}
    assert OutboxMessage.objects.count() == 2


def test_the_latest_service_runs_the_clock(couple):
    demand = issued(couple)
    first, second = demand.services.order_by("party__position")
    known = {"proof": "personal", "today": SERVED, "calendar": calendars.national(), "by": ADVISER}
    demands.record_service(service=first, served_on=ISSUED, **known)
    demand.refresh_from_db()
    assert (demand.state, demand.served_on) == ("issued", None)

    demands.record_service(service=second, served_on=SERVED, **known)

    demand.refresh_from_db()
    assert (demand.state, demand.served_on, demand.pay_by) == ("served", SERVED, date(2026, 11, 11))


@pytest.mark.parametrize("day", [ISSUED, SERVED, date(2026, 11, 11)])
def test_a_notice_too_early_is_blocked_with_the_reason(couple, day):
    with pytest.raises(notices.TooEarly):
        notice_on(served(couple), day)
    assert Notice.objects.count() == 0


def test_a_notice_before_everybody_is_served_is_blocked(couple):
    with pytest.raises(notices.TooEarly):
        notice_on(issued(couple), FIRST)


@pytest.mark.parametrize("day", [LAST + timedelta(days=1), date(2027, 1, 4)])
def test_a_notice_too_late_is_blocked_with_the_reason(couple, day):
    with pytest.raises(notices.TooLate):
        notice_on(served(couple), day)


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_a_notice_inside_the_window_ends_the_title_at_the_next_month_s_end(couple, day):
    demand = served(couple)
    notice = notice_on(demand, day)
    with pytest.raises(notices.CannotGiveNotice):
        give(notice, day, by=ADVISER)

    given = give(notice, day)

    demand.refresh_from_db()
    couple.refresh_from_db()
    assert (given.effective_on, demand.state, couple.title_ends_on) == (EFFECTIVE, "terminated", EFFECTIVE)
    assert ArrearsCase.objects.get(tenancy=couple).stage == "legal"
    assert given.services.count() == 2
    assert OutboxMessage.objects.filter(envelope__code="notice").count() == 2


def test_a_notice_prepared_in_time_is_not_given_late(couple):
    notice = notice_on(served(couple), LAST)
    with pytest.raises(notices.TooLate):
        give(notice, LAST + timedelta(days=1))
    couple.refresh_from_db()
    assert couple.title_ends_on is None


def test_after_the_title_ends_a_use_charge_is_raised(couple):
    demand = served(couple)
    give(notice_on(demand, FIRST), FIRST)
    ledger.raise_rents(period=date(2027, 1, 1), calendar=calendars.national(), by=SYSTEM)
    assert Charge.objects.get(tenancy=couple, period=date(2027, 1, 1)).kind == "use_charge"


def test_a_notice_taken_back_restores_the_title(couple):
    notice = give(notice_on(served(couple), FIRST), FIRST)
    notices.withdraw(notice=notice, on=LAST, by=HEAD)
    couple.refresh_from_db()
    assert (couple.title_ends_on, Demand.objects.get().state) == (None, "lapsed")


def test_an_unclaimed_letter_counts_from_the_day_it_came_back(couple):
    """EH 2005.1215, cautiously read: notice three days after the unclaimed return was unlawful."""
    demand = serve(issued(couple), date(2026, 11, 16), date(2026, 11, 16), proof="unclaimed")
    with pytest.raises(notices.TooEarly):
        notice_on(demand, date(2026, 11, 19))


def test_payment_inside_the_window_closes_the_demand(couple):
    demand = served(couple)
    pay(couple, 60_000, on=date(2026, 11, 13))

    closed = demands.follow_money(on=date(2026, 11, 14), calendar=calendars.national(), by=SYSTEM)

    demand.refresh_from_db()
    assert (closed.paid, demand.state, demand.closed_on) == (1, "paid", date(2026, 11, 14))
    with pytest.raises(notices.CannotGiveNotice):
        notice_on(demand, date(2026, 11, 14))


def test_payment_after_the_notice_was_prepared_stops_it(couple):
    notice = notice_on(served(couple), FIRST)
    pay(couple, 60_000, on=FIRST)
    with pytest.raises(notices.CannotGiveNotice):
        give(notice, FIRST)


def test_part_of_the_money_does_not_close_it(couple):
    demand = served(couple)
    pay(couple, 59_999, on=FIRST)
    demands.follow_money(on=FIRST, calendar=calendars.national(), by=SYSTEM)
    demand.refresh_from_db()
    assert demand.state == "served"


def test_a_new_default_needs_a_new_demand(couple):
    demand = served(couple)
    pay(couple, 60_000, on=FIRST)
    demands.follow_money(on=FIRST, calendar=calendars.national(), by=SYSTEM)
    charge(couple, period=date(2026, 11, 1), due_on=date(2026, 11, 16))
    with pytest.raises(notices.CannotGiveNotice):
        notice_on(demand, date(2026, 11, 19))
    again = demands.draft(case=ArrearsCase.objects.get(), on=date(2026, 11, 20), by=ADVISER)
    assert (again.amount, again.number != demand.number) == (20_000, True)


def test_a_demand_whose_window_passed_lapses_once(couple):
    served(couple)
    calendar = calendars.national()
    assert demands.follow_money(on=LAST, calendar=calendar, by=SYSTEM).lapsed == 0
    assert demands.follow_money(on=LAST + timedelta(days=1), calendar=calendar, by=SYSTEM).lapsed == 1
    assert demands.follow_money(on=LAST + timedelta(days=1), calendar=calendar, by=SYSTEM).lapsed == 0


def _dead(let):
    persons.mark_deceased(person=let.parties.first().person, on=None, by=SYSTEM)


def _paused(let):
    pauses.pause(tenancy=let, reason="dispute", until=date(2026, 12, 31), on=DRAFTED, by=SYSTEM)


def _planned(let):
    signed_plan(let, on=date(2026, 9, 20))


@pytest.mark.parametrize("hold", [_dead, _paused, _planned])
def test_what_holds_the_ladder_holds_the_demand_and_the_notice(couple, hold):
    hold(couple)
    case = ArrearsCase.objects.filter(tenancy=couple).first() or case_of(couple, on=DRAFTED)
    with pytest.raises(demands.CannotDemand):
        demands.draft(case=case, on=DRAFTED, by=ADVISER)


def test_a_hold_that_begins_after_the_service_stops_the_notice(couple):
    demand = served(couple)
    pauses.pause(tenancy=couple, reason="support", until=date(2026, 12, 31), on=FIRST, by=SYSTEM)
    with pytest.raises(demands.CannotDemand):
        notice_on(demand, FIRST)


def test_somebody_who_joined_since_has_to_be_demanded_as_well(couple):
    notice = notice_on(served(couple), FIRST)
    TenancyParty.objects.create(tenancy=couple, person=person("Új Lakó"), position=3, since=FIRST)
    with pytest.raises(notices.CannotGiveNotice):
        give(notice, FIRST)


@pytest.mark.parametrize("day", [ISSUED - timedelta(days=1), date(2026, 12, 1)])
def test_service_before_the_letter_or_still_to_come_is_refused(couple, day):
    demand = issued(couple)
    with pytest.raises(demands.CannotServe):
        serve(demand, day, day)
    assert Service.objects.filter(served_on__isnull=False).count() == 0


def test_money_that_came_since_the_draft_needs_a_new_draft(couple):
    demand = drafted(couple)
    pay(couple, 5_000, on=ISSUED)
    with pytest.raises(demands.CannotDemand):
        demands.issue(demand=demand, on=ISSUED, writer=writer(ISSUED), by=HEAD)
    demands.withdraw(demand=demand, reason="részfizetés érkezett", on=ISSUED, by=ADVISER)
    assert demands.draft(case=demand.case, on=ISSUED, by=ADVISER).amount == 55_000


def test_what_has_lapsed_by_limitation_is_not_demanded(couple):
    charge(couple, period=date(2020, 5, 1), amount=9_000)
    assert drafted(couple).amount == 60_000


def test_interest_and_costs_are_no_ground_for_termination(couple):
    charge(couple, period=date(2026, 8, 1), amount=700, kind="interest")
    charge(couple, period=date(2026, 8, 1), amount=900, kind="cost")
    assert drafted(couple).amount == 60_000


def test_after_the_title_has_ended_there_is_nothing_to_demand(couple):
    contracts.end_title(tenancy=couple, on=date(2026, 9, 30), by=SYSTEM)
    with pytest.raises(demands.CannotDemand):
        drafted(couple)


def test_a_withdrawn_demand_stops_letters_that_have_not_left(couple):
    from cases.arrears import case_letters

    demand = issued(couple)
    message = OutboxMessage.objects.first()
    assert case_letters.why_not_now(message, on=ISSUED) == ""
    demands.withdraw(demand=demand, reason="tévedés", on=ISSUED, by=ADVISER)
    assert case_letters.why_not_now(message, on=ISSUED) == "the demand is closed"


BROKEN_ROWS = {
    "approved by whoever drafted it": {"issued_on": ISSUED, "approved_by": "adviser"},
    "approved by nobody": {"issued_on": ISSUED},
    "served without a term": {"served_on": SERVED},
    "served before it was issued": {"served_on": SERVED, "pay_by": SERVED},
    "closed without a day": {"state": "paid"},
    "nothing demanded": {"amount": 0},
}


@pytest.mark.parametrize("values", BROKEN_ROWS.values(), ids=BROKEN_ROWS.keys())
def test_the_database_says_never(couple, values):
    demand = drafted(couple)
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(**values)


def test_a_notice_given_by_whoever_prepared_it_cannot_be_written(couple):
    notice = notice_on(served(couple), FIRST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(given_on=FIRST, given_by="adviser")


def test_the_letter_prints_the_term_and_no_day_that_would_be_too_early(couple):
    from io import BytesIO

    from pypdf import PdfReader

    from kernel.models import Document

    with translation.override("en"):  # whoever approves it
        paper = issued(couple).services.first()
    text = PdfReader(BytesIO(bytes(Document.objects.get(pk=paper.document_id).content))).pages[0].extract_text()
    flat = " ".join(text.replace("\u00a0", " ").split())
    assert "a levél átvételétől számított 8 nap" in flat
    assert "2026. 07. – lakbér: 20 000 Ft" in flat
    assert "felmondhatja a bérleti szerződést" in flat
    assert "lakástörvény" in flat
    assert "2026. november 6." not in flat  # eight days from the day of issue
