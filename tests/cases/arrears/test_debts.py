"""The debt file: adding, amending, closing, usury, consents, the live ledger, the plan across creditors."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.arrears import consents, creditor_plan, debts
from cases.arrears.distribution import Method
from cases.arrears.models import ArrearsCase, Consent, CreditorLetter, CreditorText, DebtItem
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tests.cases.arrears.household_cast import ON, budget, case_of, debt, debtor, release, told
from tests.cases.pages_cast import said
from tests.cast import charge, pay, person, tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(alder):
    return case_of(tenancy("Űrhegyi Ödön"))


def english(client):
    client.cookies["django_language"] = "en"
    return client


def test_a_debt_told_twice_is_one_debt(case):
    assert debt(case) == debt(case)
    assert DebtItem.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "lottery"}, {"stage": "jail"}, {"creditor_name": "  "}, {"principal": 0}, {"principal": -1},
        {"principal": 5, "extras": -6}, {"principal": 2_000_000_001}, {"since": date(2026, 11, 3)},
        {"stated_on": date(2026, 11, 24)}, {"kind": "tax", "disconnection_on": date(2026, 12, 1)},
        {"kind": "consumer_loan", "stage": "disconnected"}, {"eviction_on": date(2026, 12, 1)},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(case, wrong):
    with pytest.raises(debts.CannotKeep):
        debt(case, **wrong)
    assert DebtItem.objects.count() == 0


def test_a_stranger_is_not_the_debtor(case):
    with pytest.raises(debts.CannotKeep):
        debt(case, debtor_id=person("Idegen Ida").pk)


def test_amending_keeps_the_earlier_figures_in_the_trail(case):
    owed = debt(case)

    later = debts.amend(debt=owed, told=told(case, principal=72_000), version=1, on=ON, by=SYSTEM)

    assert (later.principal, later.version) == (72_000, 2)
    assert AuditEntry.objects.get(verb="debt_amended").details["before"] == {"principal": "60000"}


def test_the_slower_of_two_is_told_to_look_again(case):
    owed = debt(case)
    debts.amend(debt=owed, told=told(case, principal=72_000), version=1, on=ON, by=SYSTEM)
    with pytest.raises(debts.CannotKeep):
        debts.amend(debt=owed, told=told(case, principal=1), version=1, on=ON, by=SYSTEM)
    owed.refresh_from_db()
    assert owed.principal == 72_000


def test_amending_nothing_writes_nothing(case):
    owed = debt(case)
    assert debts.amend(debt=owed, told=told(case), version=1, on=ON, by=SYSTEM).version == 1


def test_a_closed_debt_stays_closed_and_closing_twice_is_boring(case):
    owed = debt(case)
    debts.close(debt=owed, because="paid", on=ON, by=SYSTEM)
    debts.close(debt=owed, because="mistake", on=ON, by=SYSTEM)
    owed.refresh_from_db()
    assert owed.closed_because == "paid"
    with pytest.raises(debts.CannotKeep):
        debts.amend(debt=owed, told=told(case), version=owed.version, on=ON, by=SYSTEM)


def test_pressing_days_come_to_the_case_and_are_only_brought_forward(case):
    debt(case, disconnection_on=date(2026, 12, 10))
    debt(case, kind="gas", creditor_name="Gáz", disconnection_on=date(2026, 12, 20))
    debt(case, kind="rent", creditor_name="Másik bérbeadó", eviction_on=date(2027, 5, 3))
    case.refresh_from_db()
    assert (case.disconnection_on, case.eviction_on) == (date(2026, 12, 10), date(2027, 5, 3))


def test_the_own_ledger_stands_in_the_file_as_it_is_today(case):
    charge(case.tenancy, period=date(2026, 10, 1), amount=30_000)
    assert [(one.key, one.amount) for one in debts.claims(case, on=ON)] == [("own", 30_000)]

    pay(case.tenancy, 12_000, on=ON)
    assert [(one.key, one.amount) for one in debts.claims(case, on=ON)] == [("own", 18_000)]
    pay(case.tenancy, 18_000, on=ON)
    assert debts.claims(case, on=ON) == []


def test_an_informal_lender_is_in_no_plan_before_a_lawyer_has_seen_the_debt(case):
    debt(case)
    usury = debt(case, kind="informal", creditor_name="Józsi", principal=200_000)

    before = creditor_plan.propose(case, monthly=20_000, method=Method.PRIORITY, on=ON)
    debts.refer(debt=usury, referred_to="Jogi segítségnyújtás", referred_on=ON, on=ON, by=SYSTEM)
    after = creditor_plan.propose(case, monthly=20_000, method=Method.PRIORITY, on=ON)

    assert (before.total, [claim.name for claim, _place in before.left_out]) == (60_000, ["Józsi"])
    assert (after.total, after.left_out) == (260_000, [])


def test_only_an_informal_debt_is_referred_and_not_tomorrow(case):
    usury = debt(case, kind="informal", creditor_name="Józsi")
    for subject, day, to in [(debt(case), ON, "x"), (usury, date(2026, 11, 24), "x"), (usury, ON, " ")]:
        with pytest.raises(debts.CannotKeep):
            debts.refer(debt=subject, referred_to=to, referred_on=day, on=ON, by=SYSTEM)


def test_a_minor_on_the_budget_sheet_counts_for_the_order(case):
    debt(case, kind="consumer_loan", creditor_name="Bank", stage="enforcement")
    debt(case, kind="water", creditor_name="Vízmű")

    without = [claim.name for claim, _place in creditor_plan.ordered(case, on=ON)]
    budget(case)
    with_minor = [claim.name for claim, _place in creditor_plan.ordered(case, on=ON)]

    assert (without, with_minor) == (["Bank", "Vízmű"], ["Vízmű", "Bank"])


# ------------------------------------------------------------------------------------------------ consents


def test_a_consent_counts_from_its_day_until_it_is_withdrawn(case):
    consent = release(case)
    purpose = Consent.Purpose.CREDITORS

    assert consents.in_force(case, purpose=purpose, on=ON).exists()
    assert not consents.in_force(case, purpose=purpose, on=date(2026, 11, 22)).exists()
    consents.withdraw(consent=consent, on=date(2026, 12, 1), by=SYSTEM)
    consents.withdraw(consent=consent, on=date(2026, 12, 5), by=SYSTEM)
    assert consents.in_force(case, purpose=purpose, on=date(2026, 11, 30)).exists()
    assert not consents.in_force(case, purpose=purpose, on=date(2026, 12, 1)).exists()
    assert Consent.objects.get().withdrawn_on == date(2026, 12, 1)


def test_the_same_consent_twice_is_one_and_another_replaces_it(case):
    kinds = {"purpose": Consent.Purpose.FAMILY_SERVICE}
    first = release(case, covers=["budget"], **kinds)
    assert release(case, covers=["budget"], **kinds) == first
    release(case, covers=["goals", "debts"], on=ON, **kinds)

    assert consents.covered(case, on=ON) == {"goals", "debts"}
    assert Consent.objects.filter(withdrawn_on__isnull=True).count() == 1


def test_what_two_people_allow_is_what_both_allow(alder):
    two = case_of(tenancy(parties=[person("Kis Éva"), person("Kis Pál")]))
    for name, covers in (("Kis Éva", ["budget", "goals"]), ("Kis Pál", ["goals", "debts"])):
        who = two.tenancy.parties.get(person__name=name).person
        consents.give(case=two, person=who, purpose=Consent.Purpose.FAMILY_SERVICE, covers=covers, given_on=ON, on=ON,
                      by=SYSTEM)  # fmt: skip

    assert consents.covered(two, on=ON) == {"goals"}


@pytest.mark.parametrize(
    "wrong",
    [{"given_on": date(2026, 11, 24)}, {"purpose": "family_service"}, {"purpose": "family_service", "covers": ["x"]}],
)
def test_a_consent_that_makes_no_sense_is_refused(case, wrong):
    facts = {"purpose": "creditors", "given_on": ON} | wrong
    with pytest.raises(consents.CannotConsent):
        consents.give(case=case, person=debtor(case), on=ON, by=SYSTEM, **facts)
    with pytest.raises(consents.CannotConsent):
        consents.give(case=case, person=person("Idegen"), purpose="creditors", given_on=ON, on=ON, by=SYSTEM)


# ------------------------------------------------------------------------------------------------ the database


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"principal": 0}, "debt_is_something"), ({"since": date(2026, 12, 1)}, "debt_since_before_stated"),
        ({"creditor_name": ""}, "debt_names_creditor"), ({"legal_referral_on": ON}, "debt_referral_pair"),
        ({"legal_referral_to": "x"}, "debt_referral_pair"), ({"closed_on": ON}, "debt_closed_pair"),
        ({"closed_because": "paid"}, "debt_closed_pair"),
    ],
)  # fmt: skip
def test_the_database_refuses_a_wrong_debt(case, values, constraint):
    owed = debt(case)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DebtItem.objects.filter(pk=owed.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"withdrawn_on": ON}, "consent_withdrawn_pair"),
        ({"withdrawn_by": "x"}, "consent_withdrawn_pair"),
        ({"withdrawn_on": date(2026, 1, 1), "withdrawn_by": "x"}, "consent_withdrawn_pair"),
        ({"purpose": "family_service"}, "consent_says_what"),
    ],
)
def test_the_database_refuses_a_wrong_consent(case, values, constraint):
    consent = release(case)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Consent.objects.filter(pk=consent.pk).update(**values)
    with pytest.raises(IntegrityError, match="consent_one_in_force"), transaction.atomic():
        Consent.objects.create(case=case, person=debtor(case), purpose="creditors", given_on=ON, created_by="x")


def test_the_database_keeps_one_text_in_force(alder):
    with pytest.raises(IntegrityError, match="creditor_text_once_at_a_time"), transaction.atomic():
        CreditorText.objects.create(kind="question", subject="x", text="x", legal_basis="x", valid_from=ON)
    with pytest.raises(IntegrityError, match="creditor_text_answer"), transaction.atomic():
        CreditorText.objects.filter(kind="question").update(answer_days=0)


# ------------------------------------------------------------------------------------------------ the desk


@pytest.fixture
def there(alder_office):
    with context.entered(alder_office):
        return case_of(tenancy("Űrhegyi Ödön"), on=date(2026, 11, 1))


def posted(office, case, **more):
    with context.entered(office):
        who = str(debtor(case).pk)
    return {"kind": "electricity", "creditor_name": "Őrségi Áram", "debtor_id": who, "principal": "60 000",
            "extras": "1.500", "since": "2026-06-10", "stated_on": "2026-11-02", "stage": "demand"} | more  # fmt: skip


def test_an_adviser_keeps_the_debt_file(alder_office, desk_client, there):
    client = english(desk_client("debt_adviser"))
    file = f"/desk/arrears/{there.pk}/debts/"

    client.post(file + "new/", posted(alder_office, there, disconnection_on="2030-01-15"))
    client.post(file + "new/", posted(alder_office, there, kind="informal", creditor_name="Józsi", extras=""))
    page = said(client.get(file))

    assert page.index("Őrségi Áram") < page.rindex("Józsi")
    assert "disconnection set for 2030. 01. 15." in page
    assert "61 500 Ft" in page
    assert "This may be usury." in page
    assert "Nobody has signed yet." in page


def test_a_debt_is_changed_referred_and_closed_at_the_desk(alder_office, desk_client, there):
    client = english(desk_client("debt_adviser"))
    with context.entered(alder_office):
        usury = debt(there, kind="informal", creditor_name="Józsi", creditor_address="")
    page = f"/desk/arrears/debts/{usury.pk}/"

    shown = said(client.get(page))
    changed = client.post(page, posted(alder_office, there, kind="informal", creditor_name="Józsi", version="1"))
    late = said(client.post(page, posted(alder_office, there, kind="informal", principal="1", version="1")))
    client.post(page + "referral/", {"referred_to": "Jogklinika", "referred_on": "2026-11-03"})
    without_reason = said(client.post(page + "close/", {}, follow=True))
    client.post(page + "close/", {"because": "waived"})

    assert 'name="version" value="1"' in shown
    assert changed.status_code == 302
    assert "Somebody changed this debt since you opened it" in late
    assert "Say why the debt is closed." in without_reason
    with context.entered(alder_office):
        usury.refresh_from_db()
        assert (usury.principal, usury.legal_referral_to, usury.closed_because) == (60_000, "Jogklinika", "waived")


def test_the_plan_is_shown_and_printed(alder_office, desk_client, there):
    with context.entered(alder_office):
        debt(there)
        debt(there, kind="consumer_loan", creditor_name="Bank", principal=40_000)
    client = english(desk_client("auditor"))
    address = f"/desk/arrears/{there.pk}/debts/plan/"

    plan = said(client.get(address + "?monthly=20000&method=priority"))
    paper = client.get(address + "paper/?monthly=20000&method=priority")
    wrong = said(client.get(address + "?monthly=0&method=priority"))
    nowhere = client.get(address + "paper/?monthly=x")

    assert "100 000 Ft" in plan
    assert "months until everything is paid" in plan
    assert paper.content.startswith(b"%PDF")
    assert "Write a monthly amount of more than nothing." in wrong
    assert nowhere.status_code == 302


def test_the_file_takes_the_same_number_of_questions_for_one_debt_and_three(alder_office, desk_client, there):
    client = desk_client("debt_adviser")
    client.get(f"/desk/arrears/{there.pk}/debts/")
    counts = []
    for number in (1, 3):
        with context.entered(alder_office):
            while DebtItem.objects.count() < number:
                debt(there, creditor_name=f"Hitelező {DebtItem.objects.count()}")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/desk/arrears/{there.pk}/debts/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_nothing_of_another_office_is_seen(alder_office, birch_office, desk_client, there):
    with context.entered(alder_office):
        owed = debt(there)
    client = desk_client("office_head", office=birch_office)
    for address in (f"/desk/arrears/{there.pk}/debts/", f"/desk/arrears/debts/{owed.pk}/"):
        assert client.get(address, HTTP_HOST="birch.localhost").status_code == 404
    with context.entered(birch_office):
        assert not ArrearsCase.objects.exists()
        assert not CreditorLetter.objects.exists()
