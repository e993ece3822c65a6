"""Debt support in an office: its dated rule, looks kept and shown again, what became of support, the desk."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.arrears import dated, pauses, support_checks, support_rules
from cases.arrears.models import DebtItem, DebtSupportRule, SupportCheck, SupportEvent
from cases.arrears.support_variants import VARIANTS
from catalogue.shared import reference_base
from catalogue.shared.models import ReferenceBase
from kernel.access import SYSTEM
from tenants import context
from tests.cases.arrears.household_cast import ON, budget, case_of, debt, support_check, support_rule
from tests.cases.pages_cast import SCRIPT, said
from tests.cast import charge, tenancy

pytestmark = pytest.mark.django_db
KNOWN = {"adults": 2, "minors": 2, "single_asset": 0, "all_assets": 0, "income": 110_000, "had_support": False}


@pytest.fixture
def case(alder):
    return case_of(tenancy("Őri Csűrös Ödön"))


def english(client):
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_template_can_be_put_in_force(alder, variant):
    rule = support_rule(variant)
    assert support_rules.rule_on(ON) == rule
    assert support_rules.pure(DebtSupportRule.objects.get()).kinds == set(VARIANTS[variant].values["kinds"])


def test_a_new_rule_ends_the_one_before(alder):
    support_rule("szt55", valid_from=date(2026, 1, 1))
    support_rule("soroksar", valid_from=date(2026, 12, 1))

    assert support_rules.rule_on(date(2026, 11, 30)).variant == "szt55"
    assert support_rules.rule_on(date(2026, 12, 1)).variant == "soroksar"
    with pytest.raises(dated.CannotReplace):
        support_rule("bekes", valid_from=date(2026, 6, 1))
    with pytest.raises(support_rules.NoSupportRule):
        support_rules.rule_on(date(2025, 12, 31))


def test_a_slip_of_the_same_day_is_corrected_until_somebody_was_looked_at(case):
    support_rule("szt55", valid_from=ON)
    support_rule("szt55", valid_from=ON, cap=250_000)
    assert DebtSupportRule.objects.get().cap == 250_000

    support_check(case, **KNOWN)
    with pytest.raises(dated.CannotReplace):
        support_rule("szt55", valid_from=ON, cap=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"decree": " "}, {"name": ""}, {"kinds": []}, {"min_debt": 10, "max_debt": 9},
        {"loan_min_debt": 10, "loan_max_debt": 9}, {"max_share": 101}, {"own_share_min": 101}, {"max_share": None},
        {"formula": "difference", "max_instalments": None}, {"max_instalments": 0}, {"max_instalments": 121},
        {"scale": [10, 9]},
    ],
)  # fmt: skip
def test_a_rule_that_does_not_hold_together_is_refused(alder, wrong):
    with pytest.raises(support_rules.CannotPutInForce):
        support_rule("szt55", **wrong)
    assert DebtSupportRule.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"decree": ""}, "support_rule_cites_decree"), ({"max_share": 0}, "support_rule_shares"),
        ({"own_share_min": 101}, "support_rule_shares"), ({"max_debt": 5}, "support_rule_debt_bounds"),
        ({"max_share": None}, "support_rule_share_said"), ({"max_instalments": 0}, "support_rule_instalments"),
    ],
)  # fmt: skip
def test_the_database_refuses_a_wrong_rule(alder, values, constraint):
    support_rule("szt55")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DebtSupportRule.objects.update(**values)


def test_the_database_keeps_one_rule_one_event_and_known_outcomes(case):
    rule = support_rule("szt55")
    with pytest.raises(IntegrityError, match="support_rule_once_at_a_time"), transaction.atomic():
        DebtSupportRule.objects.create(name="x", decree="x", kinds=["gas"], formula="open", valid_from=ON)
    with pytest.raises(IntegrityError, match="support_check_outcome"), transaction.atomic():
        SupportCheck.objects.create(case=case, rule=rule, on=ON, answers={}, outcome="perhaps", created_by="x")
    facts = {"tenancy": case.tenancy, "kind": "debt", "what": "asked", "on": ON, "created_by": "x"}
    SupportEvent.objects.create(**facts)
    with pytest.raises(IntegrityError, match="support_event_once_a_day"), transaction.atomic():
        SupportEvent.objects.create(**facts)
    with pytest.raises(IntegrityError, match="support_event_amount"), transaction.atomic():
        SupportEvent.objects.create(**(facts | {"kind": "rent", "amount": 0}))


def test_the_reference_base_is_a_dated_national_row(db):
    assert reference_base.amount_on(ON) == 28_500
    assert reference_base.amount_on(date(2023, 12, 31)) is None


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        ("30000, 'x', '2026-11-23', NULL", "reference_base_once_at_a_time"),
        ("0, 'x', '2020-01-01', '2020-02-01'", "reference_base_amount"),
    ],
)
def test_the_database_refuses_a_wrong_reference_base(db, row, constraint):
    """As the owner, who alone may write it; the statement fails, so nothing is left behind."""
    known = connection.get_connection_params() | {"user": "kuszob_owner"}
    wanted = {key: known[key] for key in ("dbname", "user", "host", "port") if known.get(key)}
    statement = f"INSERT INTO public.catalogue_referencebase (amount, source, valid_from, valid_until) VALUES ({row})"
    with psycopg.connect(**wanted) as owner, pytest.raises(psycopg.IntegrityError, match=constraint):
        owner.execute(statement)


def test_an_office_cannot_change_the_national_base(alder):
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        ReferenceBase.objects.update(amount=1)


def test_the_case_fills_in_what_it_knows(case):
    budget(case)
    debt(case)
    charge(case.tenancy, period=date(2026, 3, 1), amount=40_000)
    support_checks.note(tenancy=case.tenancy, kind="debt", what="granted", happened_on=date(2025, 1, 7), amount=100_000,
                        on=ON, by=SYSTEM)  # fmt: skip

    known = support_checks.known_facts(case, on=ON)

    assert (known.adults, known.minors, known.income, known.flat_m2) == (2, 2, 306_600, Decimal(54))
    assert [(one.kind, one.amount) for one in known.debts] == [("rent", 40_000), ("electricity", 60_000)]
    assert (known.had_support, known.last_support_on) == (True, date(2025, 1, 7))


def test_a_look_is_kept_and_shows_the_same_when_the_case_has_moved_on(case):
    support_rule("szt55")
    owed = debt(case, since=date(2026, 1, 10), principal=240_000)
    looked = support_check(case, **KNOWN)
    assert (looked.outcome, looked.support) == ("eligible", 180_000)

    owed.delete()
    support_rule("soroksar", valid_from=date(2026, 12, 1))
    again = support_checks.result(SupportCheck.objects.select_related("rule").get(pk=looked.pk))

    assert (again.outcome, again.amounts.support) == ("eligible", 180_000)
    assert support_checks.facts_of(looked).debts[0].amount == 240_000


def test_the_same_answers_are_one_look(case):
    support_rule("szt55")
    assert support_check(case, **KNOWN) == support_check(case, **KNOWN)
    assert support_check(case, **(KNOWN | {"income": 5})) != support_check(case, **KNOWN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"adults": 0}, {"minors": 31}, {"disabled": 9}, {"income": -1}, {"single_asset": 5, "all_assets": 4},
        {"flat_m2": Decimal(-3)}, {"had_support": True, "last_support_on": date(2027, 1, 1)},
    ],
)  # fmt: skip
def test_absurd_facts_are_refused(case, wrong):
    support_rule("szt55")
    with pytest.raises(support_checks.CannotCheck):
        support_check(case, **(KNOWN | wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "lottery"}, {"what": "won"}, {"happened_on": date(2026, 11, 24)}, {"amount": 0}, {"amount": -5},
        {"amount": None},
    ],
)  # fmt: skip
def test_an_event_that_makes_no_sense_is_refused(case, wrong):
    facts = {"kind": "debt", "what": "granted", "happened_on": ON, "amount": 100_000} | wrong
    with pytest.raises(support_checks.CannotCheck):
        support_checks.note(tenancy=case.tenancy, on=ON, by=SYSTEM, **facts)
    assert SupportEvent.objects.count() == 0


# ------------------------------------------------------------------------------------------------ the desk


@pytest.fixture
def there(alder_office):
    with context.entered(alder_office):
        case = case_of(tenancy("Őri Csűrös Ödön"), on=date(2026, 11, 1))
        debt(case, since=date(2026, 1, 10), principal=240_000, creditor_name=f"Áram {SCRIPT}", on=timezone.localdate())
        return case


def answered(**more):
    return {"adults": "2", "minors": "2", "income": "110 000", "single_asset": "0", "all_assets": "0",
            "flat_m2": "54", "had_support": "no",
            "debts": [f"electricity:20260110:240000:Áram {SCRIPT}"]} | more  # fmt: skip


def test_an_adviser_looks_at_eligibility_and_prints_the_result(alder_office, desk_client, there):
    with context.entered(alder_office):
        support_rule("szt55")
    client = english(desk_client("debt_adviser"))

    form = client.get(f"/desk/arrears/{there.pk}/support/new/").content.decode()
    answer = client.post(f"/desk/arrears/{there.pk}/support/new/", answered())
    page, paper = said(client.get(answer["Location"])), client.get(answer["Location"] + "paper/")

    assert SCRIPT not in form
    assert "Likely eligible" in page
    assert "180 000 Ft" in page
    assert "This is information, not a decision." in page
    assert "appeal" not in page.lower()
    assert paper.content.startswith(b"%PDF")


def test_a_debt_that_changed_meanwhile_is_asked_about_again(alder_office, desk_client, there):
    with context.entered(alder_office):
        support_rule("szt55")
        DebtItem.objects.update(principal=100)
    page = said(english(desk_client("debt_adviser")).post(f"/desk/arrears/{there.pk}/support/new/", answered()))

    assert "Select a valid choice" in page
    with context.entered(alder_office):
        assert SupportCheck.objects.count() == 0


def test_a_pending_request_asks_for_a_pause_and_a_grant_prompts_for_protection(alder_office, desk_client, there):
    client, today = english(desk_client("debt_adviser")), timezone.localdate()
    address = f"/desk/arrears/{there.pk}/support/"
    call = "While the decision is pending, pause the reminders."

    client.post(address + "note/", {"kind": "debt", "what": "asked", "happened_on": today})
    pending = said(client.get(address))
    with context.entered(alder_office):
        pauses.pause(tenancy=there.tenancy, reason="support", until=today, on=today, by=SYSTEM)
    paused = said(client.get(address))
    granted = said(client.post(address + "note/", {"kind": "housing", "what": "granted", "happened_on": today,
                                                   "amount": "8 000"}, follow=True))  # fmt: skip
    wrong = said(client.post(address + "note/", {"kind": "debt", "what": "granted", "happened_on": today}, follow=True))

    assert call in pending
    assert call not in paused
    assert "may become a protected consumer" in granted
    assert "Write how much debt support was granted." in wrong


def test_what_is_missing_is_said(alder_office, desk_client, there):
    with context.entered(alder_office):
        support_rule("szt55")
    client = english(desk_client("debt_adviser"))

    unknown = said(client.post(f"/desk/arrears/{there.pk}/support/new/", answered(income=""), follow=True))
    out = said(client.post(f"/desk/arrears/{there.pk}/support/new/", answered(debts=[]), follow=True))

    assert "Cannot tell" in unknown
    assert "Likely not eligible" in out
    assert "180 000 Ft" not in out


def test_without_a_rule_the_page_sends_to_the_templates(desk_client, there):
    client = english(desk_client("debt_adviser"))
    assert "No rule for debt support is in force" in said(client.get(f"/desk/arrears/{there.pk}/support/"))
    refused = said(client.post(f"/desk/arrears/{there.pk}/support/new/", answered()))
    assert "No rule for debt support is in force" in refused


def test_the_head_installs_a_template_and_changes_it_later(alder_office, desk_client):
    client, today = desk_client("office_head"), timezone.localdate()
    start = client.get("/desk/arrears/support/rules/from/szentes/").content.decode()
    values = {"name": "Saját", "decree": "9/2026. rendelet 4. §", "kinds": ["rent", "gas"], "min_debt": "40000",
              "formula": "share", "max_share": "70", "flat_sizes": "35, 45", "flat_size_more": "5",
              "scale_first_adult": "1,0", "scale_second_adult": "0,8"}  # fmt: skip

    kept = client.post("/desk/arrears/support/rules/from/szentes/", values | {"valid_from": today.isoformat()})

    assert 'value="35, 45, 55, 65"' in start
    assert kept.status_code == 302
    with context.entered(alder_office):
        rule = DebtSupportRule.objects.get()
        assert (rule.variant, rule.flat_sizes, rule.scale) == ("szentes", [35, 45], [10, 8, 0, 0, 0, 0, 0])
    again = client.get(f"/desk/arrears/support/rules/{rule.pk}/next/").content.decode()
    assert 'value="35, 45"' in again
    wrong = said(client.post("/desk/arrears/support/rules/from/szentes/",
                             values | {"valid_from": today.isoformat(), "flat_sizes": "nagy"}))  # fmt: skip
    assert "Egész négyzetmétereket írjon" in wrong
    assert client.get("/desk/arrears/support/rules/from/atlantis/").status_code == 404
    assert desk_client("debt_adviser").get("/desk/arrears/support/rules/from/szentes/").status_code == 403


def test_the_list_shows_rules_and_eight_templates(alder_office, desk_client):
    with context.entered(alder_office):
        support_rule("szt55")
    page = said(desk_client("auditor").get("/desk/arrears/support/rules/"))
    for variant in VARIANTS.values():
        assert variant.name in page


def test_the_page_takes_the_same_number_of_questions_for_one_look_and_three(alder_office, desk_client, there):
    with context.entered(alder_office):
        support_rule("szt55")
    client = desk_client("debt_adviser")
    client.get(f"/desk/arrears/{there.pk}/support/")
    counts = []
    for number in (1, 3):
        with context.entered(alder_office):
            while SupportCheck.objects.count() < number:
                support_check(there, income=SupportCheck.objects.count())
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/desk/arrears/{there.pk}/support/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
