"""What the page of a case says about its household, and to whom."""

import pytest

from cases.arrears import protected
from cases.arrears.desk import household_panel
from kernel.access import SYSTEM
from tests.cases.arrears.household_cast import ON, budget, case_of, debt, support_check, support_rule
from tests.cast import tenancy

pytestmark = pytest.mark.django_db


def test_the_panel_says_where_each_page_stands(alder, person_at_desk):
    case, adviser = case_of(tenancy("Őri Anna")), person_at_desk("debt_adviser")
    empty = household_panel.of(case, ON, adviser).values
    sheet = budget(case)
    debt(case, principal=60_000, extras=5_000)
    support_rule()
    looked = support_check(case)
    protected.tick(tenancy=case.tenancy, ticked=["disability"], on=ON, by=SYSTEM)
    full = household_panel.of(case, ON, adviser).values

    assert (empty["sheet"], empty["creditors"], empty["owed"], empty["looked"], empty["prompted"]) == (
        None,
        0,
        0,
        None,
        False,
    )
    assert (full["sheet"], full["creditors"], full["owed"], full["looked"], full["prompted"]) == (
        sheet,
        1,
        65_000,
        looked,
        True,
    )


def test_an_exchange_adviser_sees_no_panel(alder, person_at_desk):
    assert household_panel.of(case_of(tenancy("Őri Anna")), ON, person_at_desk("exchange_adviser")) is None


def test_the_panel_is_drawn(alder, person_at_desk, rf):
    from django.template import engines

    case, request = case_of(tenancy("Őri Anna")), rf.get("/")
    request.user = person_at_desk("debt_adviser")
    template = engines["django"].from_string('{% load office %}{% panels "arrears_case" case %}')
    drawn = template.render({"case": case, "request": request}, request)

    for page in ("budget", "debts", "support", "rights", "cooperation"):
        assert f"/desk/arrears/{case.pk}/{page}/" in drawn
