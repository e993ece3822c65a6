"""On whose word a household's means are, and what the adviser reads of them."""

from datetime import date

import pytest
from django.utils import timezone

from cases.arrears.budget_figures import Line
from exchange.adverts import means, publishing, writing
from exchange.adverts.means import Source
from exchange.pool.models import Listing
from kernel.access import SYSTEM
from tenants import context
from tests.cases.arrears import household_cast
from tests.cases.arrears.household import case_of, signed_plan
from tests.cases.pages_cast import said
from tests.cast import charge
from tests.exchange.pool import cast

ON = date(2026, 11, 23)
LINES = [Line("wage", 200_000), Line("rent", 60_000), Line("food", 70_000)]


@pytest.fixture
def let(alder):
    cast.open_places()
    advert = cast.advert("Őri Csilla", number=1, publish=False)
    for month in (8, 9, 10):
        charge(advert.tenancy, period=date(2026, month, 1), amount=60_000)
    return advert.tenancy


def test_without_a_sheet_the_payments_speak(let):
    known = means.of(let, on=ON)
    assert (known.source, known.means.carries, known.means.debt, known.affordable) == (Source.PAID, 0, 180_000, 0)
    assert known.means.instalment == 7_500  # the longest plan of the office: 24 instalments


def test_a_fresh_budget_sheet_counts_more(let):
    household_cast.budget(case_of(let, on=ON), LINES, on=ON)
    known = means.of(let, on=ON)
    assert (known.source, known.means.carries) == (Source.BUDGET, 150_000)  # 75 percent of the income
    assert known.affordable == 142_000  # less the instalment, in whole thousands


def test_an_old_sheet_counts_no_more(let):
    household_cast.budget(case_of(let, on=date(2025, 11, 1)), LINES, on=date(2025, 11, 1))
    assert means.of(let, on=ON).source == Source.PAID


def test_a_running_plan_names_the_instalment(let):
    signed_plan(let, on=date(2026, 9, 20))
    assert means.of(let, on=ON).means.instalment == 30_000


def test_what_is_stated_is_the_home_beside_the_instalment(let):
    known = means.of(let, on=ON, stated=70_500)
    assert (known.source, known.affordable, known.means.carries) == (Source.STATED, 70_500, 78_000)


def test_the_pool_gets_one_figure_and_no_debt(let):
    advert = let.adverts.get()
    household_cast.budget(case_of(let, on=ON), LINES, on=ON)
    publishing.publish(advert=writing.write(advert=advert, by=SYSTEM, answers={}), by=SYSTEM, on=ON)
    assert Listing.objects.values_list("seeks_relief", "affordable_cost").get() == (True, 142_000)


@pytest.mark.django_db
def test_the_adviser_reads_how_long_the_debt_takes(desk_client, alder_office):
    with context.entered(alder_office):
        cast.open_places()
        advert = cast.advert("Őri Csilla", number=1)
        charge(advert.tenancy, period=date(2026, 9, 1), amount=90_000)
    page = said(desk_client("exchange_adviser").get(f"/desk/exchange/{advert.pk}/"))
    assert "90 000 Ft" in page and "így nem: semmi sem marad rá" in page


def test_an_advert_of_a_household_in_arrears_begins_with_what_it_can_carry(let):
    household_cast.budget(case_of(let, on=ON), LINES, on=ON)
    let.adverts.all().delete()
    assert writing.start_from_tenancy(tenancy=let, by=SYSTEM, on=ON).wish_cost_max == 142_000


@pytest.fixture
def case(alder_office):
    with context.entered(alder_office):
        cast.open_places()
        cast.vacant(1, cost=40_000)
        cast.vacant(2, cost=55_000)
        let = cast.tenancy("Őri Anna", cast.flat("Fő utca", 9), rent=60_000)
        charge(let, period=date(2026, 9, 1), amount=120_000)
        found = case_of(let)
        today = timezone.localdate()
        household_cast.budget(found, [Line("wage", 75_000), Line("rent", 60_000)], on=today)
        return found


@pytest.mark.django_db
def test_a_case_shows_what_is_within_reach_and_begins_an_advert_with_one_click(desk_client, alder_office, case):
    adviser = desk_client("debt_adviser")
    page = said(adviser.get(f"/desk/arrears/{case.pk}/"))
    assert "1 felkínált lakás olcsóbb" in page and "Csereajánlat kezdése" in page
    assert adviser.post(f"/desk/exchange/start/tenancy/{case.tenancy_id}/").status_code == 302
    with context.entered(alder_office):
        number = case.tenancy.adverts.get().number
    assert number in said(adviser.get(f"/desk/arrears/{case.pk}/"))


@pytest.mark.django_db
def test_who_may_not_begin_adverts_has_no_button(desk_client, case):
    page = said(desk_client("auditor").get(f"/desk/arrears/{case.pk}/"))
    assert "Lakáscsere" in page and "Csereajánlat kezdése" not in page
