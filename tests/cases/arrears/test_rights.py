"""Protected consumers, disconnections on the work list, the debt settlement checklist."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.arrears import household_work, insolvency, protected, support_checks
from cases.arrears.budget_figures import Line
from cases.arrears.insolvency import Answer, Facts
from cases.arrears.models import ProtectedStatus, QualifyingBenefit
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tests.cases.arrears.household_cast import ON, budget, case_of, debt
from tests.cases.pages_cast import said
from tests.cast import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(alder):
    return case_of(tenancy("Őri Csűrös Ödön"))


def english(client):
    client.cookies["django_language"] = "en"
    return client


def grant(case, supply="electricity", ground="child_protection", granted_on=ON, on=ON):
    return protected.grant(tenancy=case.tenancy, supply=supply, ground=ground, granted_on=granted_on, on=on, by=SYSTEM)


def note(case, what, on, kind="housing"):
    support_checks.note(tenancy=case.tenancy, kind=kind, what=what, happened_on=on, on=ON, by=SYSTEM)


@pytest.mark.parametrize(
    ("granted", "renewed"),
    [
        (date(2026, 11, 23), date(2027, 10, 23)), (date(2026, 1, 31), date(2026, 12, 31)),
        (date(2026, 3, 31), date(2027, 2, 28)), (date(2027, 3, 30), date(2028, 2, 29)),
        (date(2026, 2, 1), date(2027, 1, 1)),
    ],
)  # fmt: skip
def test_the_renewal_comes_eleven_months_later(granted, renewed):
    assert protected.renewal_day(granted) == renewed


@pytest.mark.parametrize(("owed", "months"), [(1, 2), (20_000, 2), (20_001, 5), (59_999, 5), (60_000, 6), (900_000, 6)])
def test_how_many_months_a_protected_consumer_may_ask_for(owed, months):
    assert protected.instalment_months(owed, monthly_use=20_000) == months


@pytest.mark.parametrize(("owed", "use"), [(0, 5), (5, 0), (-1, 5), (5, -1)])
def test_months_of_nothing_are_refused(owed, use):
    with pytest.raises(protected.CannotProtect):
        protected.instalment_months(owed, monthly_use=use)


def test_a_granted_housing_support_prompts_until_it_ends(case):
    assert protected.prompt(case, on=ON) is None
    note(case, "granted", date(2026, 10, 1))
    assert protected.prompt(case, on=ON) == protected.Prompt(["housing_support"], ["electricity", "gas", "water"])
    note(case, "ended", date(2026, 11, 1))
    assert protected.prompt(case, on=ON) is None


def test_debt_support_alone_is_no_ground(case):
    support_checks.note(tenancy=case.tenancy, kind="debt", what="granted", happened_on=ON, amount=5, on=ON, by=SYSTEM)
    assert protected.prompt(case, on=ON) is None


def test_a_ticked_benefit_and_a_care_allowance_on_the_budget_prompt(case):
    protected.tick(tenancy=case.tenancy, ticked=["disability"], on=ON, by=SYSTEM)
    budget(case, [Line("care", 60_000)])
    assert protected.grounds(case, on=ON) == ["care_allowance", "disability"]

    protected.tick(tenancy=case.tenancy, ticked=[], on=ON, by=SYSTEM)
    assert protected.grounds(case, on=ON) == ["care_allowance"]
    protected.tick(tenancy=case.tenancy, ticked=["disability"], on=ON, by=SYSTEM)
    assert QualifyingBenefit.objects.count() == 2


def test_ticking_the_same_again_writes_nothing(case):
    for _twice in range(2):
        protected.tick(tenancy=case.tenancy, ticked=["disability", "nonsense"], on=ON, by=SYSTEM)
    assert AuditEntry.objects.filter(verb="benefits_ticked").count() == 1
    assert QualifyingBenefit.objects.get().ground == "disability"


def test_the_prompt_names_only_supplies_without_the_status(case):
    protected.tick(tenancy=case.tenancy, ticked=["disability"], on=ON, by=SYSTEM)
    grant(case, "gas")
    assert protected.prompt(case, on=ON).supplies == ["electricity", "water"]
    grant(case, "electricity")
    grant(case, "water")
    assert protected.prompt(case, on=ON) is None


def test_a_renewal_takes_the_place_of_the_status_before(case):
    first = grant(case, granted_on=date(2025, 12, 1))
    assert grant(case, granted_on=date(2025, 12, 1)) == first
    second = grant(case, granted_on=date(2026, 11, 20))

    first.refresh_from_db()
    assert first.ended_on == date(2026, 11, 20)
    assert second.renew_on == date(2027, 10, 20)
    with pytest.raises(protected.CannotProtect):
        grant(case, granted_on=date(2026, 1, 1))


@pytest.mark.parametrize("wrong", [{"supply": "internet"}, {"ground": "luck"}, {"granted_on": date(2026, 11, 24)}])
def test_what_makes_no_sense_is_refused(case, wrong):
    with pytest.raises(protected.CannotProtect):
        grant(case, **wrong)


def test_ending_twice_is_boring(case):
    status = grant(case)
    protected.end(status=status, on=date(2026, 12, 1), by=SYSTEM)
    protected.end(status=status, on=date(2026, 12, 9), by=SYSTEM)
    assert ProtectedStatus.objects.get().ended_on == date(2026, 12, 1)
    assert not protected.in_force(case.tenancy).exists()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"renew_on": ON}, "protected_renewed_later"), ({"ended_on": date(2026, 1, 1)}, "protected_ended_later")],
)
def test_the_database_refuses_a_wrong_status(case, values, constraint):
    grant(case)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ProtectedStatus.objects.update(**values)
    with pytest.raises(IntegrityError, match="protected_once_a_supply"), transaction.atomic():
        ProtectedStatus.objects.create(
            tenancy=case.tenancy, supply="electricity", ground="disability", granted_on=ON,
            renew_on=date(2027, 10, 23), created_by="x",
        )  # fmt: skip


def test_the_database_refuses_a_benefit_twice_or_ended_before_it_began(case):
    protected.tick(tenancy=case.tenancy, ticked=["disability"], on=ON, by=SYSTEM)
    with pytest.raises(IntegrityError, match="qualifying_benefit_once"), transaction.atomic():
        QualifyingBenefit.objects.create(tenancy=case.tenancy, ground="disability", noted_on=ON, created_by="x")
    with pytest.raises(IntegrityError, match="qualifying_benefit_dates"), transaction.atomic():
        QualifyingBenefit.objects.update(ended_on=date(2026, 1, 1))


# ------------------------------------------------------------------------------------------------ the work list


def counts(person) -> dict[str, int]:
    return {item.url.rsplit("/", 2)[-2]: item.count for item in household_work.due(ON, person)}


def test_disconnections_and_renewals_are_on_the_work_list(case, person_at_desk):
    debt(case, disconnection_on=ON + timedelta(days=30))
    debt(case, kind="gas", creditor_name="Gáz", disconnection_on=ON + timedelta(days=31))
    debt(case, kind="water", creditor_name="Víz", disconnection_on=ON - timedelta(days=8))
    grant(case, granted_on=date(2026, 1, 23))  # renewed by 23 December, 30 days from now
    grant(case, "gas", granted_on=date(2026, 1, 24))

    assert counts(person_at_desk("debt_adviser")) == {
        "disconnections": 1,
        "protected": 1,
        "meetings": 0,
        "prevention": 0,
    }
    assert household_work.due(ON, person_at_desk("auditor")) == []


def test_a_supply_cut_off_a_closed_debt_and_a_closed_case_are_off_the_list(case):
    debt(case, stage="disconnected", disconnection_on=ON)
    assert household_work.disconnections(ON).count() == 0
    debt(case, kind="gas", creditor_name="Gáz", disconnection_on=ON)
    assert household_work.disconnections(ON).count() == 1
    type(case).objects.update(closed_on=ON, closed_by="x", stage="completed")
    assert household_work.disconnections(ON).count() == 0


# ------------------------------------------------------------------------------------------------ debt settlement

FITTING = Facts(debt=9_000_000, creditors=4, oldest_days=120, assets=9_000_000, has_housing_loan=True,
                had_procedure=False, has_income=True)  # fmt: skip


def answers(**known):
    from dataclasses import replace

    return [item.answer for item in insolvency.checklist(replace(FITTING, **known))]


def test_a_household_that_fits_gets_eight_times_yes():
    assert answers() == [Answer.YES] * 8
    assert insolvency.outlook(insolvency.checklist(FITTING)) == Answer.YES


@pytest.mark.parametrize(
    ("known", "place", "answer"),
    [
        ({"debt": 2_000_000, "assets": 2_000_000}, 0, Answer.YES),
        ({"debt": 1_999_999, "assets": 2_000_000}, 0, Answer.NO),
        ({"debt": 80_000_000, "assets": 80_000_000}, 0, Answer.YES),
        ({"debt": 80_000_001, "assets": 80_000_000}, 0, Answer.NO),
        ({"debt": 7_000_000, "assets": 10_000_000}, 1, Answer.YES), ({"debt": 6_999_999, "assets": 10_000_000}, 1, Answer.NO),
        ({"debt": 20_000_000, "assets": 10_000_000}, 2, Answer.YES), ({"debt": 20_000_001, "assets": 10_000_000}, 2, Answer.NO),
        ({"assets": None}, 1, Answer.UNKNOWN), ({"assets": None}, 2, Answer.UNKNOWN),
        ({"oldest_days": 90}, 3, Answer.YES), ({"oldest_days": 89}, 3, Answer.NO), ({"oldest_days": None}, 3, Answer.UNKNOWN),
        ({"creditors": 5}, 4, Answer.YES), ({"creditors": 6}, 4, Answer.NO), ({"creditors": 0}, 4, Answer.NO),
        ({"has_housing_loan": False}, 5, Answer.NO), ({"has_housing_loan": None}, 5, Answer.UNKNOWN),
        ({"has_income": False}, 6, Answer.NO), ({"had_procedure": True}, 7, Answer.NO),
        ({"had_procedure": None}, 7, Answer.UNKNOWN),
    ],
)  # fmt: skip
def test_each_condition_is_answered_at_its_edge(known, place, answer):
    found = answers(**known)
    assert found[place] == answer
    if answer != Answer.YES:
        assert insolvency.outlook(insolvency.checklist(FITTING)) == Answer.YES
        assert answer in found


# ------------------------------------------------------------------------------------------------ the desk


@pytest.fixture
def there(alder_office):
    with context.entered(alder_office):
        return case_of(tenancy("Őri Csűrös Ödön"), on=date(2026, 11, 1))


def test_an_adviser_ticks_registers_and_ends(alder_office, desk_client, there):
    client, today = english(desk_client("debt_adviser")), timezone.localdate()
    address = f"/desk/arrears/{there.pk}/rights/"

    client.post(address + "benefits/", {"ticked": ["child_protection"]})
    prompted = said(client.get(address))
    client.post(
        address + "protected/", {"supply": "gas", "ground": "child_protection", "granted_on": today.isoformat()}
    )
    registered = said(client.get(address))
    with context.entered(alder_office):
        status = ProtectedStatus.objects.get()
    client.post(f"/desk/arrears/protected/{status.pk}/end/")
    ended = said(client.get(address))
    wrong = said(client.post(address + "protected/", {"supply": "gas", "ground": "x", "granted_on": ""}, follow=True))

    assert "The household may become a protected consumer (regular child protection benefit)" in prompted
    assert f"{protected.renewal_day(today):%Y. %m. %d.}" in registered
    assert "ended on" in ended
    assert "Choose the supply and the ground" in wrong


def test_the_months_are_worked_out_on_the_page(desk_client, there):
    client = english(desk_client("auditor"))
    address = f"/desk/arrears/{there.pk}/rights/"
    assert "In 5 months" in said(client.get(address + "?debt=50000&monthly_use=20000"))
    assert "more than nothing: check the amounts" in said(client.get(address + "?debt=50000&monthly_use=0"))


def test_the_checklist_starts_with_the_debt_file(alder_office, desk_client, there):
    with context.entered(alder_office):
        debt(there, kind="housing_loan", creditor_name="Bank", principal=5_000_000, on=timezone.localdate())
    client = english(desk_client("debt_adviser"))
    address = f"/desk/arrears/{there.pk}/rights/settlement/"

    start = client.get(address).content.decode()
    open_question = said(client.get(address + "?debt=5000000&creditors=1&oldest_days=160&has_housing_loan=yes"))
    out = said(client.get(address + "?debt=1000000&creditors=9"))

    assert 'value="5000000"' in start
    assert "something is not known: find that out first" in open_question
    assert "At least one condition is not met" in out


@pytest.mark.parametrize("address", ["/desk/arrears/disconnections/", "/desk/arrears/protected/"])
def test_the_lists_take_the_same_number_of_questions_for_one_row_and_three(alder_office, desk_client, address):
    client, today = desk_client("debt_adviser"), timezone.localdate()
    client.get(address)
    asked = []
    for number in (1, 3):
        with context.entered(alder_office):
            for extra in range(number):
                one = case_of(tenancy(f"Próba {number} {extra}", door=f"{number}{extra}"), on=date(2026, 11, 1))
                debt(one, disconnection_on=today, on=today)
                grant(one, granted_on=today - timedelta(days=340), on=today)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        asked.append(len(queries))
        assert page.status_code == 200
        assert said(page).count("KL-") + said(page).count("HT-") >= number

    assert asked[0] == asked[1]
