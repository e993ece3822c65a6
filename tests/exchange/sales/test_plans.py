"""A sale plan: what is known is not asked again, figures are kept or refused, and the checklist goes along."""

from datetime import date, timedelta

import pytest

from exchange.adverts import writing
from exchange.sales import checklist, plans, queries, rules
from exchange.sales.models import CheckItem, Item, SalePlan
from exchange.sales.settlement import PriceForTenancy
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tests.cases.arrears import household
from tests.exchange.sales import cast
from tests.exchange.sales.cast import TODAY


def write(plan, **figures):
    return plans.write(plan=plan, version=plan.version, figures=figures, by=SYSTEM, on=TODAY)


def test_a_plan_begins_with_the_offices_usual_costs_and_its_checklist(alder):
    begun = plans.begin(person=cast.person(), by=SYSTEM, on=TODAY)
    rule = rules.in_force(TODAY)
    assert (begun.agent_percent, begun.moving, begun.state) == (rule.agent_percent, rule.moving, "open")
    assert list(begun.items.values_list("code", flat=True)) == Item.values
    assert begun.number.startswith("AV-000001-")


def test_one_open_plan_for_a_household_and_a_new_one_after_it_ended(alder):
    person = cast.person()
    first = plans.begin(person=person, by=SYSTEM, on=TODAY)
    with pytest.raises(plans.AlreadyPlanned):
        plans.begin(person=person, by=SYSTEM, on=TODAY)
    assert SalePlan.objects.count() == 1
    plans.close(plan=first, state="dropped", by=SYSTEM, on=TODAY)
    second = plans.begin(person=person, by=SYSTEM, on=TODAY)
    assert queries.current_of(person.pk) == second


def test_from_a_case_the_debts_come_by_what_they_are(alder):
    let = household.owing(name="Őri Anna", door="7")
    case = household.case_of(let, on=TODAY)
    begun = plans.begin_from_case(case=case, by=SYSTEM, on=TODAY)
    assert begun.landlord_debt > 0 and begun.cost_before == let.monthly_rent
    assert (begun.person.name, begun.case) == ("Őri Anna", case)


def test_from_an_advert_its_right_and_its_cost(alder):
    advert = writing.start_for_owner(person=cast.person(), by=SYSTEM)
    advert = writing.write(advert=advert, by=SYSTEM, answers={"monthly_cost": 99_000, "stated_affordable_cost": 60_000})
    begun = plans.begin_from_advert(advert=advert, by=SYSTEM, on=TODAY)
    assert (begun.tenure, begun.cost_before, begun.carries) == ("ownership", 99_000, 60_000)


def test_figures_are_kept_and_worked_out_by_the_rule_of_the_day(alder):
    plan = cast.plan(new_price=26_000_000)
    found = plans.worked(plan)
    assert (found.result.duty.amount, found.duty_rule.years_before) == (80_000, 5)
    told = write(plan, told_duty=123_000)
    assert plans.worked(told).result.duty.amount == 123_000 and plans.worked(told).duty_rule is None


def test_a_day_of_buying_without_a_rule_is_said_in_one_sentence(alder):
    plan = cast.plan(bought_on=date(1999, 1, 1))
    found = plans.worked(plan)
    assert found.result is None and "illeték" in found.refusal.lower()


def test_whoever_saw_an_older_version_is_told_and_changes_nothing(alder):
    plan = cast.plan()
    write(plan, price=25_000_000)
    with pytest.raises(plans.CannotWrite):
        write(plan, price=1)
    assert SalePlan.objects.get().price == 25_000_000


@pytest.mark.parametrize(
    "figures",
    [
        {"new_home": "rental", "new_price": 1_000},
        {"new_home": "purchase", "new_deposit": 1_000},
    ],
)
def test_a_price_for_a_let_home_and_a_deposit_for_a_bought_one_are_refused(alder, figures):
    plan = cast.plan()
    with pytest.raises(plans.CannotWrite):
        write(plan, **figures)
    assert SalePlan.objects.get().version == plan.version


@pytest.mark.parametrize("figures", [{"tenure": "tenancy"}, {"new_home": "municipal"}])
def test_a_price_for_a_tenancy_is_refused_and_the_trail_keeps_the_attempt(alder, figures):
    plan = cast.plan()
    with pytest.raises(PriceForTenancy):
        write(plan, **figures)
    assert (SalePlan.objects.get().tenure, SalePlan.objects.get().version) == ("ownership", plan.version)
    kept = AuditEntry.objects.get(verb="price_for_tenancy_refused")
    assert kept.details == {"law": "1993. évi LXXVIII. törvény 29. §"}


def test_an_unknown_figure_is_a_mistake_of_ours(alder):
    with pytest.raises(ValueError, match="state"):
        write(cast.plan(), state="done")


def test_a_closed_plan_is_not_written_any_more_and_closing_twice_changes_nothing(alder):
    plan = plans.close(plan=cast.plan(), state="done", by=SYSTEM, on=TODAY)
    again = plans.close(plan=plan, state="dropped", by=SYSTEM, on=TODAY + timedelta(days=1))
    assert (again.state, again.closed_on) == ("done", TODAY)
    with pytest.raises(plans.CannotWrite):
        write(plan, price=1)
    with pytest.raises(plans.CannotWrite):
        plans.close(plan=plan, state="open", by=SYSTEM, on=TODAY)


def note(item, **different):
    wanted = {"state": "done", "text": "", "on": TODAY, "today": TODAY, "by": SYSTEM} | different
    return checklist.note(item=item, **wanted)


def test_a_line_is_done_with_day_and_name_and_can_be_opened_again(alder, person_at_desk):
    adviser = person_at_desk("exchange_adviser")
    plan = cast.plan()
    item = plan.items.get(code="title_deed")
    note(item, by=adviser, text=" kikérve ")
    line = queries.lines(plan, on=TODAY)[0]
    assert (line.by, line.item.done_on, line.item.note) == ("Próba exchange_adviser", TODAY, "kikérve")
    assert note(item, state="open").done_on is None


def test_a_title_deed_grows_too_old_after_thirty_days_and_other_papers_do_not(alder):
    plan = cast.plan()
    for code in ("title_deed", "energy"):
        note(plan.items.get(code=code))
    stale = {
        days: [line.item.code for line in queries.lines(plan, on=TODAY + timedelta(days=days)) if line.is_stale]
        for days in (30, 31)
    }
    assert stale == {30: [], 31: ["title_deed"]}


@pytest.mark.parametrize("different", [{"on": TODAY + timedelta(days=1)}, {"state": "perhaps"}])
def test_a_day_to_come_and_an_unknown_state_are_refused(alder, different):
    plan = cast.plan()
    with pytest.raises(checklist.CannotTick):
        note(plan.items.first(), **different)
    assert CheckItem.objects.exclude(state="open").count() == 0


def test_a_closed_plans_checklist_is_closed(alder):
    plan = cast.plan()
    plans.close(plan=plan, state="done", by=SYSTEM, on=TODAY)
    with pytest.raises(checklist.CannotTick):
        note(plan.items.first())
