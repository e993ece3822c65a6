"""The month: rent by table and modifiers, use charge after the title, what recurs – raised once, by one statement."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.tenancies import contracts, ledger, rent, tariff
from cases.tenancies.models import Charge, DwellingModifier, Modifier, ModifierRate, MoneyRule, RecurringCharge, Tenancy
from kernel.access import SYSTEM
from kernel.calendar import Calendar
from tests.cast import charge, dwelling, person, tenancy

LONG_AGO, JANUARY = date(2020, 1, 1), date(2026, 1, 1)
RULE = {"charges_interest": False, "interest_minimum": 0, "decree": "1/2026.", "by": SYSTEM}


def raise_month(year, month):
    return ledger.raise_rents(period=date(year, month, 1), calendar=Calendar(), by=SYSTEM)


def raised(let, kind=None):
    rows = Charge.objects.filter(tenancy=let).order_by("period", "kind", "note")
    return [
        (item.kind, item.period.strftime("%Y-%m"), item.amount) for item in rows if kind is None or item.kind == kind
    ]


def by_table(name="Őri Anna", door="1", area=54):
    return contracts.let(
        dwelling=dwelling(door=door, area=area), parties=[person(name)], starts_on=JANUARY, basis="social", by=SYSTEM
    )


def set_rent(amount, day, **other):
    known = {"basis": "social", "category": "", "comfort": "comfort", "decree": "5/2020."}
    return tariff.set_rent(**known | other, forints_per_m2=amount, valid_from=day, by=SYSTEM)


@pytest.mark.parametrize(
    ("area", "rate", "percent", "expected"),
    [
        (54, 400, 0, 21_600),
        (54, 400, -10, 19_440),
        (54, 400, 25, 27_000),
        (Decimal("33.3"), 401, 0, 13_353),
        (Decimal("33.5"), 401, -7, 12_493),
        (54, 400, -100, 0),
        (54, 400, -140, 0),
    ],
)
def test_the_table_times_the_area_times_the_modifiers_is_rounded_once(area, rate, percent, expected):
    assert rent.monthly(Decimal(area), rate, percent) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (date(2027, 1, 1), 30_001),
        (date(2027, 2, 1), 30_001),
        (date(2027, 3, 1), 45_002),
        (date(2028, 12, 1), 45_002),
    ],
)
def test_the_use_charge_equals_the_rent_for_two_months_and_then_follows_the_decree(period, expected):
    assert rent.use_charge(30_001, title_ended_on=date(2026, 12, 31), period=period, percent=150) == expected


def test_a_month_is_priced_by_the_table_and_the_modifiers_of_its_first_day(alder):
    set_rent(400, LONG_AGO)
    let = by_table()
    assert (let.monthly_rent, let.rent_from_table) == (21_600, True)
    tariff.set_modifier(name="nincs lift", percent=-10, valid_from=LONG_AGO, decree="", by=SYSTEM)
    tariff.set_modifier(name="felújított", percent=5, valid_from=LONG_AGO, decree="", by=SYSTEM)
    lift, renewed = (Modifier.objects.get(name=name) for name in ("nincs lift", "felújított"))
    tariff.mark_dwelling(dwelling=let.dwelling, modifier=lift, valid_from=date(2026, 2, 1), by=SYSTEM)
    tariff.mark_dwelling(dwelling=let.dwelling, modifier=renewed, valid_from=date(2026, 3, 1), by=SYSTEM)
    set_rent(500, date(2026, 4, 1))
    tariff.set_modifier(name="nincs lift", percent=-20, valid_from=date(2026, 5, 1), decree="", by=SYSTEM)
    for month in range(1, 6):
        raise_month(2026, month)
    assert [amount for _kind, _month, amount in raised(let)] == [21_600, 19_440, 20_520, 25_650, 22_950]
    assert rent.quote(dwelling=let.dwelling, basis="social", on=date(2026, 5, 1)) == 22_950
    let.refresh_from_db()
    assert let.monthly_rent == 22_950


def test_raising_an_earlier_month_late_does_not_turn_the_rent_back(alder):
    set_rent(400, LONG_AGO)
    let = by_table()
    set_rent(500, date(2026, 3, 1))
    raise_month(2026, 3)
    raise_month(2026, 2)
    let.refresh_from_db()
    assert [amount for _kind, _month, amount in raised(let)] == [21_600, 27_000]
    assert let.monthly_rent == 27_000


def test_an_agreed_rent_does_not_follow_the_table_and_a_flat_without_a_line_keeps_its_rent(alder):
    set_rent(400, LONG_AGO)
    agreed, ours = tenancy(rent=20_000, door="1"), by_table("Zsiga Péter", door="2")
    tariff.follow_table(tenancy=agreed, follows=False, by=SYSTEM)
    type(ours.dwelling).objects.filter(pk=ours.dwelling.pk).update(area_m2=None)
    raise_month(2026, 6)
    assert (raised(agreed), raised(ours)) == ([("rent", "2026-06", 20_000)], [("rent", "2026-06", 21_600)])


def test_a_rent_of_nothing_is_not_charged(alder):
    set_rent(400, LONG_AGO)
    let = by_table()
    tariff.set_modifier(name="életveszélyes", percent=-100, valid_from=LONG_AGO, decree="", by=SYSTEM)
    tariff.mark_dwelling(dwelling=let.dwelling, modifier=Modifier.objects.get(), valid_from=JANUARY, by=SYSTEM)
    assert raise_month(2026, 6) == 0


def test_after_the_title_ended_a_use_charge_is_raised_and_rises_by_the_decree(alder):
    let = tenancy(rent=20_000)
    tariff.set_rule(use_charge_percent=200, valid_from=LONG_AGO, **RULE)
    tariff.set_rule(use_charge_percent=300, valid_from=date(2026, 5, 1), **RULE)
    raise_month(2026, 1)
    contracts.end_title(tenancy=let, on=date(2026, 1, 31), by=SYSTEM)
    for month in range(1, 6):
        raise_month(2026, month)
    assert raised(let) == [
        ("rent", "2026-01", 20_000),
        ("use_charge", "2026-02", 20_000),
        ("use_charge", "2026-03", 20_000),
        ("use_charge", "2026-04", 40_000),
        ("use_charge", "2026-05", 60_000),
    ]
    contracts.give_back(tenancy=let, on=date(2026, 5, 31), by=SYSTEM)
    assert raise_month(2026, 6) == 0


def test_without_a_rule_a_use_charge_is_never_more_than_the_rent(alder):
    let = tenancy(rent=20_000)
    contracts.end_title(tenancy=let, on=date(2025, 1, 31), by=SYSTEM)
    raise_month(2026, 1)
    assert raised(let) == [("use_charge", "2026-01", 20_000)]


def test_a_month_charged_as_rent_is_not_charged_again_when_the_title_turns_out_to_have_ended(alder):
    let = tenancy(rent=20_000)
    raise_month(2026, 2)
    contracts.end_title(tenancy=let, on=date(2026, 1, 31), by=SYSTEM)
    assert raise_month(2026, 2) == 0
    assert raised(let) == [("rent", "2026-02", 20_000)]


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2027, 1, 1)])
def test_a_title_ends_inside_its_contract_and_once(alder, day):
    let = tenancy(starts_on=LONG_AGO, ends_on=date(2026, 12, 31))
    with pytest.raises(contracts.CannotLet):
        contracts.end_title(tenancy=let, on=day, by=SYSTEM)
    contracts.end_title(tenancy=let, on=date(2026, 6, 30), by=SYSTEM)
    with pytest.raises(contracts.CannotLet):
        contracts.end_title(tenancy=let, on=date(2026, 7, 31), by=SYSTEM)
    with pytest.raises(contracts.CannotLet):
        contracts.give_back(tenancy=let, on=date(2026, 6, 29), by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenancy.objects.filter(pk=let.pk).update(title_ends_on=day)


def test_what_recurs_is_raised_with_the_rent_each_kind_once(alder):
    let = tenancy(rent=20_000)
    set_it = {"tenancy": let, "by": SYSTEM}
    tariff.set_recurring(kind="water", amount=4_000, valid_from=JANUARY, **set_it)
    tariff.set_recurring(kind="service", label="lift", amount=1_500, valid_from=JANUARY, **set_it)
    tariff.set_recurring(kind="service", label="takarítás", amount=900, valid_from=JANUARY, **set_it)
    tariff.set_recurring(kind="water", amount=4_500, valid_from=date(2026, 3, 1), **set_it)
    assert [raise_month(2026, month) for month in (1, 1, 2, 3, 3)] == [4, 0, 4, 4, 0]
    assert [item[1:] for item in raised(let, "water")] == [("2026-01", 4_000), ("2026-02", 4_000), ("2026-03", 4_500)]
    lift = RecurringCharge.objects.get(label="lift")
    tariff.end_recurring(charge=lift, on=date(2026, 3, 31), by=SYSTEM)
    assert raise_month(2026, 4) == 3
    assert {item.title for item in Charge.objects.filter(kind="service")} == {"lift", "takarítás"}


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -5}, {"amount": 2_000_001}, {"kind": "rent"}])
def test_a_recurring_charge_that_cannot_be_is_refused(alder, wrong):
    let = tenancy()
    with pytest.raises(tariff.CannotSet):
        tariff.set_recurring(
            **{"tenancy": let, "kind": "water", "amount": 1, "valid_from": JANUARY, "by": SYSTEM} | wrong
        )


def test_the_same_month_costs_the_same_statements_for_one_and_for_many(alder):
    counts = []
    for number in (1, 2, 3):
        let = tenancy(door=str(number))
        tariff.set_recurring(tenancy=let, kind="water", amount=100, valid_from=JANUARY, by=SYSTEM)
        with CaptureQueriesContext(connection) as seen:
            raise_month(2026, number)
        counts.append(len(seen))
    assert counts[0] == counts[2]


def test_a_new_price_ends_the_old_one_the_day_before_and_never_reaches_back(alder):
    first = set_rent(400, LONG_AGO)
    set_rent(450, date(2027, 1, 1))
    first.refresh_from_db()
    assert first.valid_until == date(2026, 12, 31)
    for day in (date(2027, 1, 1), date(2026, 6, 1)):
        with pytest.raises(tariff.CannotSet):
            set_rent(1, day)
    set_rent(900, LONG_AGO, basis="market")


@pytest.mark.parametrize("amount", [0, -1, 100_001])
def test_a_square_metre_has_a_possible_price(alder, amount):
    with pytest.raises(tariff.CannotSet):
        set_rent(amount, LONG_AGO)


@pytest.mark.parametrize("wrong", [{"use_charge_percent": 99}, {"use_charge_percent": 1001}, {"interest_minimum": -1}])
def test_a_rule_that_cannot_be_is_refused(alder, wrong):
    with pytest.raises(tariff.CannotSet):
        tariff.set_rule(**RULE | {"use_charge_percent": 100, "valid_from": LONG_AGO} | wrong)


def test_the_database_refuses_what_the_verbs_refuse(alder):
    let = tenancy()
    modifier = Modifier.objects.create(name="nedves")
    other = Modifier.objects.create(name="földszinti")
    MoneyRule.objects.create(valid_from=LONG_AGO)
    ModifierRate.objects.create(modifier=modifier, percent=-5, valid_from=LONG_AGO)
    DwellingModifier.objects.create(dwelling=let.dwelling, modifier=modifier, valid_from=LONG_AGO)
    known = {"tenancy": let, "label": "", "valid_from": LONG_AGO, "created_by": "x"}
    RecurringCharge.objects.create(kind="water", amount=1, **known)
    attempts = [
        lambda: MoneyRule.objects.create(valid_from=JANUARY),
        lambda: MoneyRule.objects.update(use_charge_percent=99),
        lambda: ModifierRate.objects.create(modifier=modifier, percent=5, valid_from=JANUARY),
        lambda: ModifierRate.objects.create(modifier=other, percent=301, valid_from=JANUARY),
        lambda: DwellingModifier.objects.create(dwelling=let.dwelling, modifier=modifier, valid_from=JANUARY),
        lambda: RecurringCharge.objects.create(kind="water", amount=2, **known),
        lambda: RecurringCharge.objects.create(kind="common", amount=0, **known),
        lambda: RecurringCharge.objects.create(kind="rent", amount=1, **known),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_month_is_rent_or_use_charge_never_both_and_a_second_charge_is_a_correction(alder):
    let = tenancy()
    charge(let, period=JANUARY)
    for kind in ("rent", "use_charge"):
        with pytest.raises(ledger.CannotBook):
            charge(let, period=JANUARY, kind=kind)
    charge(let, period=JANUARY, kind="water")
    charge(let, period=JANUARY, kind="water")


def test_a_price_that_is_not_in_force_yet_is_taken_back_and_the_one_before_goes_on(alder):
    first = set_rent(400, LONG_AGO)
    wrong = set_rent(4_500, date(2027, 1, 1))
    with pytest.raises(tariff.CannotSet):
        tariff.withdraw(row=first, on=date(2026, 11, 23), by=SYSTEM)
    with pytest.raises(tariff.CannotSet):
        tariff.withdraw(row=wrong, on=date(2027, 1, 1), by=SYSTEM)
    tariff.withdraw(row=wrong, on=date(2026, 12, 31), by=SYSTEM)
    first.refresh_from_db()
    assert first.valid_until is None
    right = set_rent(450, date(2027, 1, 1))
    assert rent.quote(dwelling=dwelling(area=54), basis="social", on=date(2027, 6, 1)) == 24_300
    assert right.valid_until is None


def test_taking_back_a_rule_or_a_modifier_leaves_others_alone(alder):
    tariff.set_rule(use_charge_percent=100, valid_from=LONG_AGO, **RULE)
    later = tariff.set_rule(use_charge_percent=200, valid_from=date(2027, 1, 1), **RULE)
    damp = tariff.set_modifier(name="nedves", percent=-10, valid_from=LONG_AGO, decree="", by=SYSTEM)
    other = tariff.set_modifier(name="zajos", percent=-5, valid_from=LONG_AGO, decree="", by=SYSTEM)
    tariff.set_modifier(name="zajos", percent=-6, valid_from=date(2027, 1, 1), decree="", by=SYSTEM)
    damper = tariff.set_modifier(name="nedves", percent=-20, valid_from=date(2027, 1, 1), decree="", by=SYSTEM)
    for row in (later, damper):
        tariff.withdraw(row=row, on=date(2026, 11, 23), by=SYSTEM)
    assert MoneyRule.objects.get().valid_until is None
    damp.refresh_from_db()
    other.refresh_from_db()
    assert (damp.valid_until, other.valid_until) == (None, date(2026, 12, 31))
