"""Drawing up a budget: versions, refusals, what is affordable, the office's rule, the desk's pages."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.arrears import budgets, dated
from cases.arrears.budget_figures import Line
from cases.arrears.models import BudgetLine, BudgetSetting, BudgetSheet
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tests.cases.arrears.household_cast import FAMILY, ON, budget, case_of
from tests.cases.pages_cast import SCRIPT, said
from tests.cast import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(alder):
    return case_of(tenancy("Őri Csűrös Ödön"))


def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_a_second_sheet_is_a_new_version_and_the_first_stays(case):
    first = budget(case)
    second = budget(case, [Line("wage", 300_000)])

    assert (first.number, second.number) == (1, 2)
    assert budgets.lines_of(BudgetSheet.objects.get(pk=first.pk)) == FAMILY
    assert budgets.sheet_of(case) == second


def test_pressing_twice_keeps_one_sheet(case):
    assert budget(case) == budget(case)
    assert BudgetSheet.objects.count() == 1


def test_the_sheets_cannot_be_changed_by_the_office(case):
    sheet = budget(case)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        BudgetSheet.objects.filter(pk=sheet.pk).update(adults=9)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        BudgetLine.objects.filter(sheet=sheet).delete()


@pytest.mark.parametrize(
    "told",
    [
        {"adults": 0}, {"adults": 31}, {"minors": -1}, {"minors": 31}, {"drawn_up_on": date(2026, 11, 24)},
        {"lines": []}, {"lines": [Line("wage", -5)]},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(case, told):
    with pytest.raises(budgets.Refused):
        budget(case, told.pop("lines", FAMILY), **told)
    assert BudgetSheet.objects.count() == 0


def test_a_sheet_before_the_last_one_is_refused(case):
    budget(case)
    with pytest.raises(budgets.CannotDrawUp):
        budget(case, [Line("wage", 1_000)], drawn_up_on=date(2026, 11, 22))


def test_a_closed_case_gets_no_sheet(case):
    type(case).objects.filter(pk=case.pk).update(closed_on=ON, closed_by="x", stage="completed")
    with pytest.raises(budgets.CannotDrawUp):
        budget(case)


def test_nobody_can_tell_without_a_sheet_with_an_old_one_and_without_a_rule(case):
    without = budgets.affordable(case=case, instalment=5_000, on=ON)
    budget(case, drawn_up_on=date(2026, 5, 22))
    old = budgets.affordable(case=case, instalment=5_000, on=ON)
    in_time = budgets.affordable(case=case, instalment=5_000, on=date(2026, 11, 22))
    BudgetSetting.objects.all().delete()
    lawless = budgets.affordable(case=case, instalment=5_000, on=ON)

    assert [(verdict.is_known, verdict.is_affordable) for verdict in (without, old, in_time, lawless)] == [
        (False, False), (False, False), (True, True), (False, False),
    ]  # fmt: skip


def test_a_sheet_of_later_does_not_count_for_an_earlier_day(case):
    budget(case)
    assert not budgets.affordable(case=case, instalment=5_000, on=date(2026, 11, 22)).is_known


def test_the_office_sets_its_own_guard_from_a_day_on(case):
    budget(case, [Line("wage", 100_000), Line("rent", 40_000)])
    rule = {"instalment_percent": 80, "instalment_step": 100, "fresh_months": 6, "legal_basis": "12/2026. rendelet"}
    budgets.set_guard(housing_limit_percent=50, valid_from=date(2026, 12, 1), by=SYSTEM, **rule)

    before = budgets.affordable(case=case, instalment=20_000, on=date(2026, 11, 30))
    after = budgets.affordable(case=case, instalment=20_000, on=date(2026, 12, 1))

    assert (before.is_affordable, before.limit) == (True, 35_000)
    assert (after.is_affordable, after.limit) == (False, 10_000)
    with pytest.raises(dated.CannotReplace):
        budgets.set_guard(housing_limit_percent=60, valid_from=date(2026, 12, 1), by=SYSTEM, **rule)
    assert BudgetSetting.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"housing_limit_percent": 0}, {"housing_limit_percent": 101}, {"instalment_percent": 0},
        {"instalment_step": 0}, {"fresh_months": 0}, {"fresh_months": 25}, {"legal_basis": " "},
    ],
)  # fmt: skip
def test_an_absurd_guard_is_refused(alder, wrong):
    rule = {"housing_limit_percent": 75, "instalment_percent": 80, "instalment_step": 100, "fresh_months": 6,
            "legal_basis": "x", "valid_from": ON} | wrong  # fmt: skip
    with pytest.raises(budgets.CannotDrawUp):
        budgets.set_guard(by=SYSTEM, **rule)


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (BudgetSetting, {"valid_from": ON, "legal_basis": "x"}, "budget_setting_once_at_a_time"),
        (BudgetSetting, {"valid_from": date(1990, 1, 1), "valid_until": date(1990, 2, 1), "housing_limit_percent": 0},
         "budget_setting_percents"),
        (BudgetSetting, {"valid_from": date(1990, 1, 1), "valid_until": date(1990, 2, 1), "fresh_months": 0},
         "budget_setting_bounds"),
    ],
)  # fmt: skip
def test_the_database_refuses_a_wrong_setting(alder, model, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": 1}, "budget_sheet_number"), ({"number": 0}, "budget_sheet_counted"),
        ({"number": 2, "adults": 0}, "budget_sheet_people"), ({"number": 2, "minors": 31}, "budget_sheet_people"),
    ],
)  # fmt: skip
def test_the_database_refuses_a_wrong_sheet(case, values, constraint):
    budget(case)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BudgetSheet.objects.create(**({"case": case, "drawn_up_on": ON, "adults": 1, "created_by": "x"} | values))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"position": 1}, "budget_line_position"), ({"amount": 0}, "budget_line_amount"),
        ({"kind": "lottery"}, "budget_line_kind"),
    ],
)  # fmt: skip
def test_the_database_refuses_a_wrong_line(case, values, constraint):
    sheet = budget(case)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BudgetLine.objects.create(**({"sheet": sheet, "kind": "wage", "amount": 1, "position": 99} | values))


# ------------------------------------------------------------------------------------------------ the desk


@pytest.fixture
def there(alder_office):
    with context.entered(alder_office):
        return case_of(tenancy("Őri Csűrös Ödön"), on=date(2026, 11, 1))


def posted(**more):
    day = date.today().isoformat()
    return {"drawn_up_on": day, "adults": "2", "minors": "1", "wage-0-amount": "280 000 Ft", "wage-0-often": "monthly",
            "rent-0-amount": "30.000", "rent-0-often": "monthly", "food-0-amount": "20000", "food-0-often": "weekly",
            "note": "Kevesebb telefon, űrlap kész"} | {
        f"{kind}-{n}-often": "monthly" for kind, n in [("wage", 1), ("pension", 0), ("loan", 0)]
    } | more  # fmt: skip


def often(client, address, **more):
    """Every rhythm is sent, as a browser would."""
    page = client.get(address).content.decode()
    import re

    fields = dict.fromkeys(re.findall(r'name="([a-z_]+-\d-often)"', page), "monthly")
    return client.post(address, fields | posted(**more))


def test_an_adviser_draws_up_a_sheet_and_sees_what_can_be_paid(desk_client, there):
    client = english(desk_client("debt_adviser"))

    answer = often(client, f"/desk/arrears/{there.pk}/budget/new/")
    page = said(client.get(answer["Location"]))

    assert answer["Location"] == f"/desk/arrears/{there.pk}/budget/"
    assert "280 000 Ft" in page
    assert "86 667 Ft" in page  # 20 000 a week, rounded up
    assert "130 600 Ft" in page  # 80 % of 163 333
    assert "Kevesebb telefon, űrlap kész" in page


def test_the_next_sheet_starts_with_the_last_one(desk_client, there):
    client = desk_client("debt_adviser")
    often(client, f"/desk/arrears/{there.pk}/budget/new/")

    page = said(client.get(f"/desk/arrears/{there.pk}/budget/new/"))

    assert 'value="280000"' in page
    assert '<option value="weekly" selected>' in page


def test_a_wrong_amount_is_said_at_its_field_and_nothing_is_kept(alder_office, desk_client, there):
    page = said(
        often(english(desk_client("debt_adviser")), f"/desk/arrears/{there.pk}/budget/new/", **{"rent-0-amount": "-5"})
    )

    assert "Write an amount between 0 and 50 000 000 Ft." in page
    with context.entered(alder_office):
        assert BudgetSheet.objects.count() == 0


def test_an_instalment_is_tried_on_the_page(alder_office, desk_client, there):
    with context.entered(alder_office):
        budget(there, [Line("wage", 200_000), Line("rent", 140_000)], on=date.today())
    client = english(desk_client("auditor"))

    fits = said(client.get(f"/desk/arrears/{there.pk}/budget/?instalment=10000"))
    not_so = said(client.get(f"/desk/arrears/{there.pk}/budget/?instalment=10001"))
    absurd = said(client.get(f"/desk/arrears/{there.pk}/budget/?instalment=-1"))

    assert ">fits<" in fits
    assert ">does not fit<" in not_so
    assert "Write an amount between 1 and" in absurd


def test_two_sheets_are_compared_and_the_paper_is_a_pdf(alder_office, desk_client, there):
    with context.entered(alder_office):
        first = budget(there, [Line("wage", 200_000), Line("phone_tv", 22_000)], on=date.today(), note=SCRIPT)
        second = budget(there, [Line("wage", 200_000), Line("phone_tv", 12_000)], on=date.today())
    client = english(desk_client("debt_adviser"))

    page = said(client.get(f"/desk/arrears/{there.pk}/budget/compare/?before={first.pk}&after={second.pk}"))
    paper = client.get(f"/desk/arrears/budget/{first.pk}/paper/")
    sheet = client.get(f"/desk/arrears/budget/{first.pk}/").content.decode()

    assert "10 000 Ft more is left in a month." in page
    assert paper.content.startswith(b"%PDF")
    assert paper["Cache-Control"] == "private, no-store"
    assert SCRIPT not in sheet
    with context.entered(alder_office):
        assert AuditEntry.objects.filter(verb="read", subject_id=str(there.tenancy_id)).count() == 3


def test_without_a_rule_pages_say_so_instead_of_failing(alder_office, desk_client, there):
    with context.entered(alder_office):
        sheet = budget(there, on=date.today())
        BudgetSetting.objects.all().delete()
    client = english(desk_client("debt_adviser"))
    no_rule = "No rule for affordable instalments is in force"

    assert no_rule in said(client.get(f"/desk/arrears/{there.pk}/budget/?instalment=5"))
    assert no_rule in said(client.get(f"/desk/arrears/{there.pk}/budget/compare/?before={sheet.pk}&after={sheet.pk}"))
    assert no_rule in said(client.get(f"/desk/arrears/budget/{sheet.pk}/paper/", follow=True))


def test_only_the_head_sets_the_rule(alder_office, desk_client):
    rule = {"housing_limit_percent": "60", "instalment_percent": "70", "instalment_step": "500", "fresh_months": "3",
            "legal_basis": "5/2026. rendelet", "valid_from": date.today().isoformat()}  # fmt: skip

    refused = desk_client("debt_adviser").post("/desk/arrears/budget/setting/", rule)
    kept = desk_client("office_head").post("/desk/arrears/budget/setting/", rule)

    assert (refused.status_code, kept.status_code) == (403, 302)
    with context.entered(alder_office):
        assert budgets.guard_of(budgets.setting_on(date.today())).housing_limit_percent == 60


def test_the_page_takes_the_same_number_of_questions_for_one_sheet_and_three(alder_office, desk_client, there):
    client = desk_client("debt_adviser")
    client.get(f"/desk/arrears/{there.pk}/budget/")
    counts = []
    for number in (1, 3):
        with context.entered(alder_office):
            for extra in range(number):
                budget(there, [Line("wage", 200_000 + number * 10 + extra)], on=date.today())
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/desk/arrears/{there.pk}/budget/?instalment=500")
        counts.append(len(asked))

    assert counts[0] == counts[1]
