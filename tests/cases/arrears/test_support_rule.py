"""Eligibility for debt support: the eight real rules, each for a household that fits and for each way not to. Pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.arrears import support_facts, support_rule, support_rules
from cases.arrears.models import DebtSupportRule
from cases.arrears.support_facts import Amounts, Facts, Outcome, Owing, Rule, Scale
from cases.arrears.support_variants import VARIANTS

ON = date(2026, 11, 23)
BASE = 28_500
OLD, YOUNG = date(2026, 3, 1), date(2026, 10, 10)  # 8 months, 1 month


def rule_of(variant: str, **more) -> Rule:
    values = {
        name: list(value) if isinstance(value, tuple) else value for name, value in VARIANTS[variant].values.items()
    }
    return replace(support_rules.pure(DebtSupportRule(**values)), **more)


def owing(amount=100_000, kind="electricity", since=OLD, stage="demand", name="Áram"):
    return Owing(kind, name, amount, since, stage)


def facts(*debts, **known) -> Facts:
    """Two adults and two minors, with an income that every rule allows; everything known."""
    values = {"adults": 2, "minors": 2, "income": 110_000, "free": 5_000, "single_asset": 0, "all_assets": 0,
              "flat_m2": Decimal(54), "had_support": False} | known  # fmt: skip
    return Facts(debts=debts or (owing(),), **values)


def outcome(rule, known, base=BASE):
    found = support_rule.evaluate(rule, known, base=base, on=ON)
    return found.outcome, [str(one.name) for one in found.failing()]


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_has_a_household_that_is_eligible(variant):
    assert outcome(rule_of(variant), facts()) == ("eligible", [])


KIND, AMOUNT, LOAN = "Kind of debt", "Amount of the debts", "Amount of the housing loan debt"
BY_KIND, OLDEST, EVERY, TOO_OLD = "Amount by kind", "Age of the oldest debt", "Age of every debt", "Debt not too old"
COURT, HEAD, UNIT = "No procedure in court or by a bailiff", "Income by head", "Income by consumption unit"
SINGLE, ALL, FLAT = "Most valuable single asset", "All assets together", "Size of the flat"


@pytest.mark.parametrize(
    ("variant", "known", "failing"),
    [
        # the former Szt. 55. §: more than 50 000, one debt of 6 months, 150 / 200 %, assets 30 and 80 times
        ("szt55", facts(owing(kind="consumer_loan")), [KIND]),
        ("szt55", facts(owing(50_000)), [AMOUNT]),
        ("szt55", facts(owing(since=date(2026, 5, 24))), [OLDEST]),
        ("szt55", facts(income=171_001), [HEAD]),
        ("szt55", facts(adults=1, minors=0, income=57_001), [HEAD]),
        ("szt55", facts(single_asset=855_001, all_assets=855_001), [SINGLE]),
        ("szt55", facts(single_asset=5, all_assets=2_280_001), [ALL]),
        # Fót: utilities only, 3 months, 250 / 300 %
        ("fot", facts(owing(kind="rent")), [KIND]),
        ("fot", facts(owing(50_000)), [AMOUNT]),
        ("fot", facts(owing(since=date(2026, 8, 24))), [OLDEST]),
        ("fot", facts(income=285_001), [HEAD]),
        ("fot", facts(adults=1, minors=0, income=85_501), [HEAD]),
        # Budapest II: at most 300 000, per unit 250 / 280 %, 75 m² for two, 10 more for each further
        ("budapest2", facts(owing(300_001)), [AMOUNT]),
        ("budapest2", facts(income=249_376), [UNIT]),
        ("budapest2", facts(adults=1, minors=0, income=79_801), [UNIT]),
        ("budapest2", facts(flat_m2=Decimal("95.1")), [FLAT]),
        ("budapest2", facts(adults=1, minors=0, flat_m2=Decimal("75.1"), income=0), [FLAT]),
        # Budapest V: more than 50 000, 200 / 250 %
        ("budapest5", facts(owing(50_000)), [AMOUNT]),
        ("budapest5", facts(income=228_001), [HEAD]),
        ("budapest5", facts(adults=1, minors=0, income=71_251), [HEAD]),
        # Nyíregyháza: more than 30 000 of each kind, one of 6 months, each of 2, no procedure
        ("nyiregyhaza", facts(owing(), owing(30_000, "water")), [BY_KIND]),
        ("nyiregyhaza", facts(owing(since=date(2026, 5, 24))), [OLDEST]),
        ("nyiregyhaza", facts(owing(), owing(kind="water", since=YOUNG)), [EVERY]),
        ("nyiregyhaza", facts(owing(stage="order")), [COURT]),
        ("nyiregyhaza", facts(owing(stage="enforcement")), [COURT]),
        ("nyiregyhaza", facts(income=262_201), [HEAD]),
        ("nyiregyhaza", facts(adults=1, minors=0, income=71_251), [HEAD]),
        # Szentes: 50 000–266 000, loan 200 000–533 000, of the last 18 months, 35/45/55/65 m²
        ("szentes", facts(owing(49_999)), [AMOUNT]),
        ("szentes", facts(owing(266_001)), [AMOUNT]),
        ("szentes", facts(owing(199_999, "housing_loan")), [LOAN]),
        ("szentes", facts(owing(533_001, "housing_loan")), [LOAN]),
        ("szentes", facts(owing(since=date(2025, 4, 23))), [TOO_OLD]),
        ("szentes", facts(income=171_001), [HEAD]),
        ("szentes", facts(adults=1, minors=0, income=57_001, flat_m2=Decimal(35)), [HEAD]),
        ("szentes", facts(flat_m2=Decimal("65.5")), [FLAT]),
        ("szentes", facts(adults=3, minors=3, flat_m2=Decimal("75.5")), [FLAT]),
        # Soroksár: 300 / 350 %
        ("soroksar", facts(owing(kind="tax")), [KIND]),
        ("soroksar", facts(income=342_001), [HEAD]),
        ("soroksar", facts(adults=1, minors=0, income=99_751), [HEAD]),
        # Békés: more than 50 000, 6 months, 100 / 150 %
        ("bekes", facts(owing(50_000)), [AMOUNT]),
        ("bekes", facts(owing(since=date(2026, 5, 24))), [OLDEST]),
        ("bekes", facts(income=114_001), [HEAD]),
        ("bekes", facts(adults=1, minors=0, income=42_751), [HEAD]),
    ],
)
def test_each_condition_alone_keeps_a_household_out(variant, known, failing):
    assert outcome(rule_of(variant), known) == ("not_eligible", failing)


@pytest.mark.parametrize(
    ("variant", "known"),
    [
        ("szt55", facts(owing(50_001), income=171_000, single_asset=855_000, all_assets=2_280_000)),
        ("szt55", facts(owing(since=date(2026, 5, 23)))),
        ("szt55", facts(adults=1, minors=0, income=57_000)),
        ("fot", facts(owing(since=date(2026, 8, 23)), income=285_000)),
        ("budapest2", facts(owing(300_000), income=249_375, flat_m2=Decimal(95))),
        ("nyiregyhaza", facts(owing(30_001), owing(30_001, "water", date(2026, 9, 23)), income=262_200)),
        (
            "szentes",
            facts(owing(266_000, since=date(2025, 5, 23)), owing(533_000, "housing_loan"), flat_m2=Decimal(65)),
        ),
        ("szentes", facts(adults=3, minors=3, flat_m2=Decimal(75))),
        ("soroksar", facts(owing(1), income=342_000)),
        ("bekes", facts(income=114_000)),
    ],
)
def test_at_the_edge_a_household_is_in(variant, known):
    assert outcome(rule_of(variant), known) == ("eligible", [])


@pytest.mark.parametrize("variant", ["szt55", "fot", "budapest5"])
def test_a_cut_off_supply_stands_in_for_amount_and_age(variant):
    assert outcome(rule_of(variant), facts(owing(5_000, since=YOUNG, stage="disconnected"))) == ("eligible", [])


def test_a_cut_off_supply_helps_only_where_the_decree_says_so():
    assert outcome(rule_of("bekes"), facts(owing(5_000, since=YOUNG, stage="disconnected")))[0] == "not_eligible"


@pytest.mark.parametrize(
    ("variant", "unknown"),
    [
        ("szt55", {"income": None}), ("szt55", {"single_asset": None}), ("szt55", {"all_assets": None}),
        ("budapest2", {"flat_m2": None}), ("soroksar", {"income": None}),
    ],
)  # fmt: skip
def test_what_is_not_known_cannot_be_told(variant, unknown):
    assert outcome(rule_of(variant), facts(**unknown)) == ("cannot_tell", [])


def test_one_condition_not_met_is_enough_whatever_is_not_known():
    assert outcome(rule_of("szt55"), facts(owing(5), income=None)) == ("not_eligible", [AMOUNT])


def test_without_a_reference_base_nobody_can_tell_an_income():
    assert outcome(rule_of("soroksar"), facts(), base=None)[0] == "cannot_tell"


@pytest.mark.parametrize(
    ("known", "result"),
    [
        ({"had_support": None}, "cannot_tell"), ({"had_support": True}, "cannot_tell"),
        ({"had_support": False}, "eligible"), ({"had_support": True, "last_support_on": date(2024, 11, 23)}, "eligible"),
        ({"had_support": True, "last_support_on": date(2024, 11, 24)}, "not_eligible"),
    ],
)  # fmt: skip
def test_a_second_support_waits(known, result):
    assert outcome(rule_of("soroksar", repeat_wait_months=24), facts(**known))[0] == result


# ------------------------------------------------------------------------------------------------ amounts


def amounts(rule, debt, **known):
    return support_rule.evaluate(rule, facts(owing(debt), **known), base=BASE, on=ON).amounts


@pytest.mark.parametrize(
    ("debt", "support", "own"), [(240_000, 180_000, 60_000), (500_000, 300_000, 200_000), (60_000, 45_000, 15_000)]
)
def test_the_golden_vectors_of_three_quarters_up_to_300_000(debt, support, own):
    found = amounts(rule_of("soroksar"), debt)
    assert (found.support, found.own_share) == (support, own)


def test_the_own_share_is_paid_in_the_decrees_instalments():
    assert amounts(rule_of("szt55"), 240_000) == Amounts(240_000, 180_000, 60_000, (5_000,) * 12)
    assert sum(amounts(rule_of("szt55"), 123_457).instalments) == amounts(rule_of("szt55"), 123_457).own_share


def test_a_housing_loan_has_its_own_cap():
    rule = rule_of("szt55")
    loan = support_rule.evaluate(rule, facts(owing(1_000_000, "housing_loan")), base=BASE, on=ON)
    assert (loan.amounts.support, amounts(rule, 1_000_000).support) == (600_000, 300_000)


def test_only_debts_in_scope_are_counted():
    found = support_rule.evaluate(rule_of("fot"), facts(owing(100_000), owing(900_000, "rent")), base=BASE, on=ON)
    assert found.amounts.debt == 100_000


def test_the_difference_is_what_the_household_cannot_pay_itself():
    rule = rule_of("budapest5")
    assert amounts(rule, 100_000, free=5_000) == Amounts(100_000, 40_000, 60_000, (5_000,) * 12)
    assert amounts(rule, 100_000, free=-2_000).support == 100_000
    assert amounts(rule, 60_000, free=9_000).support == 0
    assert amounts(rule, 100_000, free=None) is None


@pytest.mark.parametrize("variant", ["nyiregyhaza", "bekes"])
def test_where_the_decree_leaves_it_open_no_amount_is_made_up(variant):
    assert amounts(rule_of(variant), 100_000) is None


def test_the_poorest_pay_no_own_share_where_the_decree_says_so():
    rule = rule_of("fot", max_share=100, own_share_waived_up_to=100)
    assert amounts(rule, 100_000, income=114_000).own_share == 0
    assert amounts(rule, 100_000, income=114_001).own_share == 25_000
    assert amounts(rule, 100_000, income=None).own_share == 25_000


# ------------------------------------------------------------------------------------------------ the measures


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ({"adults": 2, "minors": 2}, Fraction(35, 10)), ({"adults": 1, "minors": 0}, Fraction(1)),
        ({"adults": 3, "minors": 0}, Fraction(27, 10)), ({"adults": 1, "minors": 3}, Fraction(33, 10)),
        ({"adults": 1, "minors": 1, "is_single_parent": True}, Fraction(2)),
        ({"adults": 1, "minors": 0, "is_single_parent": True}, Fraction(1)),
        ({"adults": 2, "minors": 0, "disabled": 2}, Fraction(23, 10)),
    ],
)  # fmt: skip
def test_consumption_units_by_szentendres_scale(people, expected):
    assert support_facts.units(Scale(), **people) == expected


@pytest.mark.parametrize(
    ("since", "months"),
    [(date(2026, 5, 23), 6), (date(2026, 5, 24), 5), (ON, 0), (date(2026, 12, 1), 0), (date(2024, 2, 29), 32)],
)
def test_months_are_whole_months(since, months):
    assert support_facts.months_between(since, ON) == months


@given(st.integers(1, 3_000_000), st.integers(1, 100), st.integers(0, 500_000), st.integers(0, 100))
def test_support_and_own_share_are_always_the_debt(debt, share, cap, own_min):
    rule = Rule(frozenset({"electricity"}), max_share=share, cap=cap, own_share_min=own_min, max_instalments=12)
    found = support_rule.evaluate(rule, facts(owing(debt)), base=BASE, on=ON).amounts

    assert found.support + found.own_share == debt
    assert 0 <= found.support <= cap
    assert found.own_share * 100 >= debt * own_min
    assert sum(found.instalments) == found.own_share
    assert len(found.instalments) <= 12


def test_every_condition_says_what_is_asked_and_what_was_found():
    found = support_rule.evaluate(rule_of("szt55"), facts(owing(50_000), income=171_004), base=BASE, on=ON)
    said = {str(one.name): (str(one.wanted), str(one.found)) for one in found.criteria}

    assert said[AMOUNT] == ("more than 50\u00a0000\u00a0Ft", "50\u00a0000\u00a0Ft")
    assert said[HEAD] == ("at most 150 % of the reference base: 42\u00a0750\u00a0Ft", "42\u00a0751\u00a0Ft")
    assert all(one.outcome in Outcome for one in found.criteria)
