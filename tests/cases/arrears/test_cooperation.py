"""Working with the family support service: goals, meetings, the monthly report and what it must not tell."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.arrears import consents, cooperation
from cases.arrears.models import Goal, Meeting
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tests.cases.arrears.household_cast import ON, budget, case_of, debt, debtor, release
from tests.cases.pages_cast import SCRIPT, said
from tests.cast import charge, pay, tenancy

pytestmark = pytest.mark.django_db
EVERYTHING = ["goals", "meetings", "arrears", "budget", "debts"]


@pytest.fixture
def case(alder):
    return case_of(tenancy("Őri Csűrös Ödön"), on=date(2026, 10, 5))


def english(client):
    client.cookies["django_language"] = "en"
    return client


def consent(case, covers=EVERYTHING, on=date(2026, 10, 6)):
    return release(case, on=on, purpose="family_service", covers=covers)


def meet(case, met_on=date(2026, 11, 10), **told):
    facts = {"where": "office", "who": ["household", "adviser"]} | told
    return cooperation.meet(case=case, met_on=met_on, on=ON, by=SYSTEM, **facts)


def goal(case, text="A lakbért minden hónapban befizetik.", on=date(2026, 10, 10), **told):
    return cooperation.set_goal(case=case, text=text, on=on, by=SYSTEM, **told)


def test_a_goal_is_set_once_and_closed_once(case):
    first = goal(case)
    assert goal(case, "  A lakbért   minden hónapban befizetik. ") == first
    cooperation.close_goal(goal=first, state="reached", on=ON, by=SYSTEM)
    cooperation.close_goal(goal=first, state="dropped", on=ON, by=SYSTEM)
    assert Goal.objects.get().state == "reached"
    with pytest.raises(cooperation.CannotCooperate):
        cooperation.close_goal(goal=first, state="open", on=ON, by=SYSTEM)


@pytest.mark.parametrize("wrong", [{"text": "  "}, {"due_on": date(2026, 10, 9)}])
def test_a_goal_that_makes_no_sense_is_refused(case, wrong):
    with pytest.raises(cooperation.CannotCooperate):
        goal(case, **wrong)


def test_the_same_meeting_twice_is_one_and_cannot_be_changed(case):
    met = meet(case)
    assert meet(case) == met
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Meeting.objects.update(text="x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"met_on": date(2026, 11, 24)}, {"met_on": date(2026, 10, 4)}, {"who": []}, {"who": ["the cat"]},
        {"where": "moon"}, {"next_on": date(2026, 11, 10)},
    ],
)  # fmt: skip
def test_a_meeting_that_makes_no_sense_is_refused(case, wrong):
    with pytest.raises(cooperation.CannotCooperate):
        meet(case, **wrong)
    assert Meeting.objects.count() == 0


def test_a_closed_case_gets_neither(case):
    type(case).objects.update(closed_on=ON, closed_by="x", stage="completed")
    for deed in (goal, meet):
        with pytest.raises(cooperation.CannotCooperate):
            deed(case)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"text": ""}, "goal_says_something"), ({"due_on": date(2026, 1, 1)}, "goal_due_later"),
        ({"closed_on": ON}, "goal_closed_pair"), ({"state": "reached"}, "goal_closed_pair"),
    ],
)  # fmt: skip
def test_the_database_refuses_a_wrong_goal(case, values, constraint):
    goal(case)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Goal.objects.update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"), [({"next_on": ON}, "meeting_next_later"), ({"who": []}, "meeting_with_somebody")]
)
def test_the_database_refuses_a_wrong_meeting(case, values, constraint):
    facts = {"case": case, "on": ON, "where": "office", "who": ["adviser"], "created_by": "x"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Meeting.objects.create(**(facts | values))


# ------------------------------------------------------------------------------------------------ the report


def fill(case):
    goal(case)
    goal(case, "Novemberi cél", on=date(2026, 11, 5))
    meet(case, date(2026, 10, 20))
    meet(case)
    charge(case.tenancy, period=date(2026, 10, 1), amount=30_000, due_on=date(2026, 10, 15))
    pay(case.tenancy, 12_000, on=date(2026, 11, 3))
    budget(case)
    debt(case)


def test_the_report_holds_the_month_and_nothing_of_another(case):
    fill(case)
    consent(case)

    november = cooperation.report(case, month=date(2026, 11, 17), on=ON)
    october = cooperation.report(case, month=date(2026, 10, 1), on=ON)

    assert [one.on for one in november.meetings] == [date(2026, 11, 10)]
    assert [one.on for one in october.meetings] == [date(2026, 10, 20)]
    assert (november.owed, november.paid, october.paid) == (18_000, 12_000, 0)
    assert {one.text for one in october.goals} == {"A lakbért minden hónapban befizetik."}
    assert len(november.goals) == 2
    assert november.figures.income == 306_600
    assert october.figures is None  # the sheet is of November
    assert len(november.debts) == 1


@pytest.mark.parametrize("covers", [["goals"], ["meetings"], ["arrears"], ["budget"], ["debts"]])
def test_the_report_tells_only_what_the_consent_covers(case, covers):
    fill(case)
    consent(case, covers)
    report = cooperation.report(case, month=ON, on=ON)

    told = {"goals": report.goals, "meetings": report.meetings, "arrears": report.owed, "budget": report.figures,
            "debts": report.debts}  # fmt: skip
    assert {name for name, value in told.items() if value is not None} == set(covers)
    assert (report.paid is None) == (covers != ["arrears"])


def test_without_consent_or_after_its_withdrawal_there_is_no_report(case):
    fill(case)
    with pytest.raises(cooperation.CannotCooperate):
        cooperation.report(case, month=ON, on=ON)
    given = consent(case)
    cooperation.report(case, month=ON, on=ON)
    consents.withdraw(consent=given, on=ON, by=SYSTEM)
    with pytest.raises(cooperation.CannotCooperate):
        cooperation.report(case, month=date(2026, 10, 1), on=ON)


@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2026, 9, 30)])
def test_a_month_to_come_and_one_before_the_case_are_refused(case, month):
    consent(case)
    with pytest.raises(cooperation.CannotCooperate):
        cooperation.report(case, month=month, on=ON)


def test_who_agreed_to_meet_and_was_not_met_for_a_month_is_due(case):
    assert list(cooperation.without_meeting(ON)) == []  # no consent
    consent(case)
    assert list(cooperation.without_meeting(ON)) == [case]
    meet(case, date(2026, 10, 23))
    assert list(cooperation.without_meeting(ON)) == [case]  # a month ago to the day
    meet(case, date(2026, 10, 24))
    assert list(cooperation.without_meeting(ON)) == []


def test_a_consent_of_this_month_is_not_due_yet(case):
    consent(case, on=date(2026, 10, 24))
    assert list(cooperation.without_meeting(ON)) == []


# ------------------------------------------------------------------------------------------------ the desk


@pytest.fixture
def there(alder_office):
    with context.entered(alder_office):
        return case_of(tenancy("Őri Csűrös Ödön"), on=timezone.localdate() - timedelta(days=70))


def test_the_desk_keeps_consent_goal_and_meeting_and_makes_the_report(alder_office, desk_client, there):
    client, today = english(desk_client("debt_adviser")), timezone.localdate()
    address = f"/desk/arrears/{there.pk}/cooperation/"
    with context.entered(alder_office):
        who = str(debtor(there).pk)

    early = said(client.get(address + "report/"))
    client.post(address + "consent/", {"person": who, "given_on": today, "covers": ["goals", "meetings"]})
    client.post(address + "goals/", {"text": f"Cél {SCRIPT}", "due_on": ""})
    client.post(address + "meetings/", {"met_on": today, "where": "home", "who": ["household"], "text": "Megbeszélve."})
    page = client.get(address).content.decode()
    report, paper = said(client.get(address + "report/")), client.get(address + "report/paper/")

    assert "ask for it first" in early
    assert SCRIPT not in page
    assert "Megbeszélve." in report
    assert "shared goals, meetings" in report
    assert "arrears of rent" not in report
    assert paper.content.startswith(b"%PDF")
    with context.entered(alder_office):
        told = AuditEntry.objects.filter(verb="read", details__what="monthly report").last()
        assert told.details["covers"] == ["goals", "meetings"]
        goal_pk = Goal.objects.get().pk
    client.post(f"/desk/arrears/goals/{goal_pk}/close/", {"state": "reached"})
    with context.entered(alder_office):
        assert Goal.objects.get().state == "reached"


def test_a_refused_meeting_keeps_what_was_typed(alder_office, desk_client, there):
    client, today = english(desk_client("debt_adviser")), timezone.localdate()
    typed = {"met_on": today, "where": "home", "who": ["household"], "text": "Hosszú beszélgetés volt.",
             "next_on": today}  # fmt: skip
    page = said(client.post(f"/desk/arrears/{there.pk}/cooperation/meetings/", typed))

    assert "The next meeting comes after this one" in page
    assert "Hosszú beszélgetés volt." in page
    with context.entered(alder_office):
        assert Meeting.objects.count() == 0


def test_without_consent_no_paper_leaves(desk_client, there):
    answer = desk_client("debt_adviser").get(f"/desk/arrears/{there.pk}/cooperation/report/paper/")
    assert answer.status_code == 302


def test_the_list_takes_the_same_number_of_questions_for_one_household_and_three(alder_office, desk_client):
    client, today = desk_client("debt_adviser"), timezone.localdate()
    client.get("/desk/arrears/meetings/")
    asked = []
    for number in (1, 3):
        with context.entered(alder_office):
            for extra in range(number):
                one = case_of(tenancy(f"Próba {extra}", door=f"{number}{extra}"), on=today - timedelta(days=90))
                consent(one, on=today - timedelta(days=80))
        with CaptureQueriesContext(connection) as queries:
            page = said(client.get("/desk/arrears/meetings/"))
        asked.append(len(queries))
        assert page.count("HT-") == {1: 1, 3: 4}[number]

    assert asked[0] == asked[1]
