"""First signs of trouble before there is a case: each sign at its edge, who is left out, calls, the desk."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.arrears import dated, early_warning, plan_checks, support_checks
from cases.arrears.models import PreventionCall, WarningRule
from cases.arrears.plan_limits import Terms
from kernel.access import SYSTEM
from tenants import context
from tests.cases.arrears import household
from tests.cases.arrears.household_cast import case_of
from tests.cases.pages_cast import said
from tests.cast import charge, pay, tenancy

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)  # nine days after the rent of November was due
RULE = {"good_months": 6, "grace_days": 8, "fall_percent": 60, "look_back_days": 90, "quiet_days": 30}


def months_before(on, count):
    first = on.replace(day=1)
    found = [first]
    while len(found) < count:
        first = (first - timedelta(days=1)).replace(day=1)
        found.insert(0, first)
    return found


def rented(name="Őri Anna", *, door="1", months=7, paid=6, late=0, on=ON, amount=20_000):
    """A tenancy of so many months' rent, the first so many paid, each so many days after the due day."""
    let = tenancy(name, door=door)
    for place, period in enumerate(months_before(on, months)):
        charge(let, period=period, amount=amount)
        if place < paid:
            pay(let, amount, on=period.replace(day=15) + timedelta(days=late))
    return let


def reasons(on=ON, **how):
    return {sign.tenancy_id: sign.reasons for sign in early_warning.signs(on, **how)}


def test_the_first_missed_rent_after_six_good_months_is_a_sign(alder):
    let = rented()
    sign = early_warning.signs(ON)
    assert [(one.tenancy_id, one.reasons, one.overdue) for one in sign] == [(let.pk, ["first_missed"], 20_000)]


def test_inside_the_days_of_grace_nothing_is_missed_yet(alder):
    rented()
    assert reasons(date(2026, 11, 23)) == {}


@pytest.mark.parametrize(
    "history", [{"months": 6, "paid": 5}, {"late": 9}, {"months": 7, "paid": 7}, {"months": 7, "paid": 5}]
)
def test_too_short_a_late_a_paid_up_and_a_second_missed_history_are_no_first_missed(alder, history):
    let = rented(**history)
    assert "first_missed" not in reasons().get(let.pk, [])


def test_paid_on_the_last_day_of_grace_is_in_time(alder):
    let = rented(late=8)
    assert reasons() == {let.pk: ["first_missed"]}


def test_a_partly_paid_month_is_missed_too(alder):
    let = rented()
    pay(let, 19_999, on=ON)
    assert "first_missed" in reasons()[let.pk]
    pay(let, 1, on=ON)
    assert let.pk not in reasons()


def falling(*, lately, before=60_000):
    let = tenancy("Eső Ernő")
    for period in months_before(ON, 7):
        charge(let, period=period)
    if before:
        pay(let, before, on=ON - timedelta(days=120))
    if lately:
        pay(let, lately, on=ON - timedelta(days=10))
    return let


@pytest.mark.parametrize(
    ("lately", "before", "found"),
    [(35_999, 60_000, True), (36_000, 60_000, False), (0, 60_000, True), (0, 0, False), (35_999, 35_999, False)],
)
def test_payments_fall_below_six_tenths_of_the_days_before(alder, lately, before, found):
    let = falling(lately=lately, before=before)
    assert ("falling" in reasons().get(let.pk, [])) == found


def test_less_paid_because_less_is_charged_is_no_sign(alder):
    let = tenancy("Olcsó Olga")
    charge(let, period=date(2026, 6, 1), amount=60_000)
    pay(let, 60_000, on=ON - timedelta(days=120))
    charge(let, period=date(2026, 10, 1), amount=10_000)
    pay(let, 10_000, on=ON - timedelta(days=20))
    assert reasons() == {}


def test_paid_in_other_weeks_than_before_is_no_sign(alder):
    let = tenancy("Késő Kelemen")
    for place, period in enumerate(months_before(ON, 7)):
        charge(let, period=period)
        pay(let, 20_000, on=date(2026, 8, 20) if place < 6 else ON)
    assert reasons() == {}


def test_a_lost_support_is_a_sign_until_it_is_granted_again(alder):
    let = tenancy("Őri Anna")
    told = {"tenancy": let, "kind": "rent", "on": ON, "by": SYSTEM}
    support_checks.note(what="ended", happened_on=ON - timedelta(days=89), **told)
    assert reasons() == {let.pk: ["support_lost"]}
    assert reasons(ON + timedelta(days=1)) == {}
    support_checks.note(what="granted", happened_on=ON, **told)
    assert reasons() == {}


def test_an_ended_plan_is_a_sign_for_a_while(alder):
    let = tenancy("Őri Anna")
    charge(let, period=date(ON.year - 1, 1, 1), amount=60_000)
    begun = ON - timedelta(days=100)
    plan = household.signed_plan(let, Terms(count=4, first_due_on=begun + timedelta(days=20)), on=begun)
    pay(let, 60_000, on=begun + timedelta(days=10))
    ended = ON - timedelta(days=30)
    plan_checks.check_all(on=ended, writer=household.writer(ended), by=SYSTEM)
    plan.refresh_from_db()
    assert plan.state == "completed"
    assert "plan_ended" in reasons()[let.pk]
    assert "plan_ended" not in reasons(ON + timedelta(days=90)).get(let.pk, [])


def test_an_open_case_an_ended_tenancy_and_a_call_take_a_tenancy_off_the_list(alder):
    let = rented()
    call = early_warning.note_call(tenancy=let, outcome="talked", text="Jövő héten fizet.", on=ON, by=SYSTEM)
    assert early_warning.note_call(tenancy=let, outcome="talked", text="Jövő héten fizet.", on=ON, by=SYSTEM) == call
    assert (reasons(), reasons(called=True)) == ({}, {let.pk: ["first_missed"]})
    later = ON + timedelta(days=30)  # the rent of December is not due for another while
    assert let.pk in reasons(later)

    case = case_of(let, on=later)
    assert reasons(later) == {}
    case.delete()
    type(let).objects.filter(pk=let.pk).update(ends_on=later - timedelta(days=1))
    assert reasons(later) == {}


def test_the_worst_stands_first(alder):
    one = rented("Egy Etel", door="1")
    two = rented("Két Kata", door="2")
    support_checks.note(tenancy=two, kind="housing", what="ended", happened_on=ON, on=ON, by=SYSTEM)
    more = rented("Több Tas", door="3", amount=90_000)

    assert [sign.tenancy_id for sign in early_warning.signs(ON)] == [two.pk, more.pk, one.pk]


def test_the_office_says_what_it_takes_notice_of(alder):
    let = rented(months=4, paid=3)
    assert reasons() == {}
    early_warning.set_rule(numbers=RULE | {"good_months": 3}, legal_basis="5/2026.", valid_from=ON, by=SYSTEM)
    assert reasons() == {let.pk: ["first_missed"]}
    with pytest.raises(dated.CannotReplace):
        early_warning.set_rule(numbers=RULE, legal_basis="5/2026.", valid_from=ON, by=SYSTEM)
    WarningRule.objects.all().delete()
    with pytest.raises(early_warning.NoWarningRule):
        early_warning.signs(ON)


@pytest.mark.parametrize(
    "wrong",
    [{"good_months": 0}, {"grace_days": 61}, {"fall_percent": 101}, {"look_back_days": 29}, {"quiet_days": 0}],
)
def test_absurd_numbers_are_refused_by_the_rule_and_by_the_database(alder, wrong):
    with pytest.raises(early_warning.CannotNote):
        early_warning.set_rule(numbers=RULE | wrong, legal_basis="x", valid_from=ON, by=SYSTEM)
    with pytest.raises(IntegrityError, match="warning_rule_bounds"), transaction.atomic():
        WarningRule.objects.update(**wrong)


def test_a_rule_without_a_ground_a_call_without_an_end_and_doubles_are_refused(alder):
    with pytest.raises(early_warning.CannotNote):
        early_warning.set_rule(numbers=RULE, legal_basis=" ", valid_from=ON, by=SYSTEM)
    let = tenancy()
    with pytest.raises(early_warning.CannotNote):
        early_warning.note_call(tenancy=let, outcome="shouted", on=ON, by=SYSTEM)
    early_warning.note_call(tenancy=let, outcome="talked", on=ON, by=SYSTEM)
    with pytest.raises(IntegrityError, match="prevention_call_once"), transaction.atomic():
        PreventionCall.objects.create(tenancy=let, outcome="talked", on=ON, created_by="x")
    with pytest.raises(IntegrityError, match="warning_rule_once_at_a_time"), transaction.atomic():
        WarningRule.objects.create(legal_basis="x", valid_from=ON)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        PreventionCall.objects.update(text="x")


# ------------------------------------------------------------------------------------------------ the desk


def english(client):
    client.cookies["django_language"] = "en"
    return client


def lost(name, door):
    let = tenancy(name, door=door)
    today = timezone.localdate()
    support_checks.note(tenancy=let, kind="rent", what="ended", happened_on=today, on=today, by=SYSTEM)
    return let


def test_a_clerk_sees_why_calls_and_the_tenancy_rests(alder_office, desk_client):
    with context.entered(alder_office):
        let = lost("Őri Csűrös Ödön", "1")
    client = english(desk_client("clerk"))

    listed = said(client.get("/desk/arrears/prevention/"))
    form = said(client.get(f"/desk/arrears/prevention/{let.pk}/call/"))
    wrong = said(client.post(f"/desk/arrears/prevention/{let.pk}/call/", {"outcome": ""}))
    client.post(f"/desk/arrears/prevention/{let.pk}/call/", {"outcome": "needs_help", "text": "Új kérelem kell."})

    assert "Őri Csűrös Ödön" in listed
    assert "A support has ended" in listed
    assert "no telephone, no e-mail: go and see them" in form
    assert "This field is required." in wrong
    assert "Őri Csűrös Ödön" not in said(client.get("/desk/arrears/prevention/"))
    assert "Őri Csűrös Ödön" in said(client.get("/desk/arrears/prevention/?called=1"))
    assert "tenancies show first signs" not in said(client.get("/desk/"))


def test_the_desks_first_page_counts_them(alder_office, desk_client):
    with context.entered(alder_office):
        lost("Őri Csűrös Ödön", "1")
    assert "tenancies show first signs of trouble" in said(english(desk_client("clerk")).get("/desk/"))


def test_without_a_rule_the_list_says_so(alder_office, desk_client):
    with context.entered(alder_office):
        WarningRule.objects.all().delete()
    client = english(desk_client("clerk"))
    assert "No rule for first signs is in force" in said(client.get("/desk/arrears/prevention/"))
    assert client.get("/desk/").status_code == 200


def test_only_the_head_sets_the_rule(alder_office, desk_client):
    today = timezone.localdate().isoformat()
    values = {**{name: str(number) for name, number in RULE.items()}, "legal_basis": "5/2026.", "valid_from": today}
    assert desk_client("debt_adviser").post("/desk/arrears/prevention/rule/", values).status_code == 403
    absurd = said(
        english(desk_client("office_head")).post("/desk/arrears/prevention/rule/", values | {"quiet_days": "0"})
    )
    assert "greater than or equal to 1" in absurd
    assert desk_client("office_head").post("/desk/arrears/prevention/rule/", values).status_code == 302
    with context.entered(alder_office):
        assert WarningRule.objects.count() == 2


def test_the_list_takes_the_same_number_of_questions_for_one_row_and_three(alder_office, desk_client):
    client = desk_client("clerk")
    client.get("/desk/arrears/prevention/")
    asked = []
    for number in (1, 3):
        with context.entered(alder_office):
            for extra in range(number):
                lost(f"Próba {extra}", f"{number}{extra}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/arrears/prevention/")
        asked.append(len(queries))

    assert asked[0] == asked[1]
