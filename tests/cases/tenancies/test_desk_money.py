"""The money at the desk, in a browser without JavaScript: once, with a sentence, and never more than the role may."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.tenancies import corrections, deposits, ledger, queries, relief, settlement, tariff
from cases.tenancies.models import (
    Acknowledgement,
    Charge,
    DepositEntry,
    InterestPosting,
    MoneyRule,
    Payout,
    RecurringCharge,
    Reduction,
    ReductionProposal,
    RentRate,
    Tenancy,
)
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tests.cases.pages_cast import SCRIPT, let_flat, owe, pay, said

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def let(alder_office):
    with context.entered(alder_office):
        tenancy = let_flat("Őri Csilla")
        owe(tenancy, 40_000, days_ago=40)
    return tenancy


def at(let, page):
    return f"/desk/tenancies/{let.pk}/{page}/"


def inside(office, work):
    with context.entered(office):
        return work()


def balance(office, let):
    return inside(office, lambda: queries.account(let.pk, on=TODAY).balance)


def test_a_charge_by_hand_is_charged_once_however_often_the_button_is_pressed(alder_office, desk_client, let):
    client = desk_client()
    sent = {
        "kind": "cost",
        "amount": "3 000",
        "period": TODAY.strftime("%Y-%m"),
        "due_on": TODAY.isoformat(),
        "note": "tértivevény",
        "key": "k",
    }
    for _press in range(2):
        assert client.post(at(let, "charge"), sent).url == f"/desk/tenancies/{let.pk}/"
    assert balance(alder_office, let) == 43_000
    assert "tértivevény" in said(client.get(f"/desk/tenancies/{let.pk}/"))


@pytest.mark.parametrize("amount", ["", "0", "-5", "1,5", "99999999", "sok"])
def test_an_amount_that_cannot_be_is_refused_and_what_was_typed_stays(alder_office, desk_client, let, amount):
    page = desk_client().post(
        at(let, "charge"),
        {
            "kind": "cost",
            "amount": amount,
            "period": "2026-11",
            "due_on": TODAY.isoformat(),
            "note": SCRIPT,
            "key": "k",
        },
    )
    assert page.status_code == 200
    assert SCRIPT not in page.content.decode()
    assert "govuk-error-summary" in page.content.decode()
    assert balance(alder_office, let) == 40_000


def test_a_charge_is_corrected_and_its_page_says_what_settled_it(alder_office, desk_client, let):
    charge = inside(alder_office, Charge.objects.get)
    client = desk_client()
    too_much = client.post(
        f"/desk/tenancies/charges/{charge.pk}/correct/",
        {"direction": "less", "amount": "40 001", "reason": "x", "key": "a"},
    )
    assert too_much.status_code == 200
    done = client.post(
        f"/desk/tenancies/charges/{charge.pk}/correct/",
        {"direction": "less", "amount": "10 000", "reason": "rossz terület", "key": "b"},
    )
    assert done.url == f"/desk/tenancies/charges/{charge.pk}/"
    page = said(client.get(done.url))
    assert "rossz terület" in page and "30 000 Ft" in page
    client.post(
        f"/desk/tenancies/charges/{charge.pk}/correct/",
        {"direction": "more", "amount": "1 000", "reason": "mégis", "key": "c"},
    )
    assert balance(alder_office, let) == 31_000


def test_what_recurs_is_added_and_ended(alder_office, desk_client, let):
    client = desk_client()
    first = TODAY.replace(day=1).isoformat()
    client.post(
        at(let, "monthly"),
        {"what": "recurring", "kind": "water", "amount": "4 000", "valid_from": first, "label": "", "key": "a"},
    )
    recurring = inside(alder_office, RecurringCharge.objects.get)
    assert "4 000 Ft" in said(client.get(at(let, "monthly")))
    client.post(f"/desk/tenancies/monthly/{recurring.pk}/end/", {"on": TODAY.isoformat(), "key": "b"})
    assert inside(alder_office, lambda: RecurringCharge.objects.get().valid_until) == TODAY


def test_a_modifier_is_put_on_a_flat_and_taken_off(alder_office, desk_client, let):
    with context.entered(alder_office):
        rate = tariff.set_modifier(name="nincs lift", percent=-10, valid_from=date(2020, 1, 1), decree="", by=SYSTEM)
    client = desk_client()
    client.post(
        at(let, "monthly"), {"what": "mark", "modifier": rate.modifier_id, "valid_from": "2026-01-01", "key": "a"}
    )
    assert "nincs lift" in said(client.get(at(let, "monthly")))
    mark = inside(alder_office, let.dwelling.modifiers.get)
    client.post(at(let, f"monthly/modifiers/{mark.pk}/end"), {"on": "2026-02-01", "key": "b"})
    assert inside(alder_office, lambda: let.dwelling.modifiers.get().valid_until) == date(2026, 2, 1)
    client.post(at(let, "monthly/rent"), {"confirmed": "1", "key": "c"})
    assert inside(alder_office, lambda: Tenancy.objects.get().rent_from_table)


def test_the_end_of_the_title_is_taken_down_and_shown(alder_office, desk_client, let):
    client = desk_client()
    client.post(at(let, "title"), {"what": "title", "on": "2026-01-31", "key": "a"})
    assert inside(alder_office, lambda: Tenancy.objects.get().title_ends_on) == date(2026, 1, 31)
    assert "2026. 01. 31." in said(client.get(f"/desk/tenancies/{let.pk}/"))
    assert client.post(at(let, "title"), {"what": "flat", "on": "2026-01-30", "key": "b"}).status_code == 200
    client.post(at(let, "title"), {"what": "flat", "on": "2026-03-31", "key": "c"})
    assert inside(alder_office, lambda: Tenancy.objects.get().ends_on) == date(2026, 3, 31)


def test_a_debt_is_given_up_by_two_people(alder_office, desk_client, let):
    charge = inside(alder_office, Charge.objects.get)
    clerk, head = desk_client("clerk"), desk_client("office_head")
    sent = {"kind": "waiver", "reason": "beteg", f"amount_{charge.pk.hex}": "15 000", "key": "a"}
    assert clerk.post(at(let, "give-up"), sent | {f"amount_{charge.pk.hex}": "40 001"}).status_code == 200
    clerk.post(at(let, "give-up"), sent | {"key": "b"})
    proposal = inside(alder_office, ReductionProposal.objects.get)
    page = f"/desk/money/proposals/{proposal.pk}/"
    assert "beteg" in said(head.get("/desk/money/proposals/"))
    assert "Próba clerk" in said(head.get(page))
    own = clerk.post(page, {"decision": "approve", "key": "c"})
    assert own.status_code == 403
    assert balance(alder_office, let) == 40_000
    head.post(page, {"decision": "approve", "key": "d"})
    assert balance(alder_office, let) == 25_000
    assert head.post(page, {"decision": "refuse", "key": "e"}).status_code == 200
    assert inside(alder_office, Reduction.objects.count) == 1


def test_a_head_who_proposes_does_not_decide_and_may_withdraw(alder_office, desk_client, let):
    charge = inside(alder_office, Charge.objects.get)
    head = desk_client("office_head")
    head.post(at(let, "give-up"), {"kind": "write_off", "reason": "x", f"amount_{charge.pk.hex}": "1", "key": "a"})
    proposal = inside(alder_office, ReductionProposal.objects.get)
    page = f"/desk/money/proposals/{proposal.pk}/"
    assert 'value="approve"' not in head.get(page).content.decode()
    assert head.post(page, {"decision": "approve", "key": "b"}).status_code == 200
    head.post(page, {"decision": "withdraw", "key": "c"})
    assert inside(alder_office, lambda: ReductionProposal.objects.get().state) == "withdrawn"


def test_a_deposit_is_received_set_off_and_paid_back(alder_office, desk_client, let):
    client = desk_client()
    social = client.post(at(let, "deposit"), {"what": "receive", "amount": "1", "on": TODAY.isoformat(), "key": "a"})
    assert social.status_code == 200
    with context.entered(alder_office):
        Tenancy.objects.update(basis="market")
    client.post(at(let, "deposit"), {"what": "receive", "amount": "90 000", "on": TODAY.isoformat(), "key": "b"})
    client.post(at(let, "deposit"), {"what": "set_off", "amount": "40 000", "key": "c"})
    client.post(
        at(let, "deposit"), {"what": "pay_back", "amount": "50 000", "name": "Őri Csilla", "account": "", "key": "d"}
    )
    assert balance(alder_office, let) == 0
    assert inside(alder_office, lambda: (deposits.held(let), DepositEntry.objects.count())) == (0, 3)
    assert "Őri Csilla" in said(client.get("/desk/money/payouts/"))


def test_a_credit_is_paid_back(alder_office, desk_client, let):
    with context.entered(alder_office):
        pay(let, 60_000, on=TODAY)
    client = desk_client()
    form = client.get(at(let, "refund")).content.decode()
    assert 'value="20000"' in form
    client.post(at(let, "refund"), {"amount": "20000", "name": "Őri Csilla", "account": "", "key": "a"})
    assert balance(alder_office, let) == 0
    assert inside(alder_office, lambda: Payout.objects.get().amount) == 20_000


def test_the_head_sets_the_tariff_and_a_clerk_only_reads_it(alder_office, desk_client):
    head, clerk = desk_client("office_head"), desk_client("clerk")
    rate = {
        "what": "rate",
        "basis": "social",
        "category": "",
        "comfort": "comfort",
        "forints_per_m2": "450",
        "valid_from": "2026-01-01",
        "decree": "5/2025.",
        "key": "a",
    }
    assert clerk.post("/desk/money/tariff/", rate).status_code == 403
    head.post("/desk/money/tariff/", rate)
    head.post(
        "/desk/money/tariff/",
        {"what": "modifier", "name": "nedves", "percent": "-15", "valid_from": "2026-01-01", "decree": "", "key": "b"},
    )
    head.post(
        "/desk/money/tariff/",
        {
            "what": "rule",
            "use_charge_percent": "200",
            "charges_interest": "on",
            "interest_minimum": "100",
            "valid_from": "2026-01-01",
            "decree": "",
            "key": "c",
        },
    )
    page = said(clerk.get("/desk/money/tariff/"))
    assert "450 Ft" in page and "-15 %" in page and "200 %" in page
    assert inside(alder_office, lambda: (RentRate.objects.count(), MoneyRule.objects.get().interest_minimum)) == (
        1,
        100,
    )
    coming = f"{TODAY.year + 1}-01-01"
    head.post("/desk/money/tariff/", rate | {"forints_per_m2": "4 500", "valid_from": coming, "key": "e"})
    wrong = inside(alder_office, lambda: RentRate.objects.get(forints_per_m2=4_500))
    assert "4 500 Ft" in said(clerk.get("/desk/money/tariff/"))
    back = f"/desk/money/tariff/rate/{wrong.pk}/withdraw/"
    assert back in head.get("/desk/money/tariff/").content.decode()
    assert clerk.post(back).status_code == 403
    assert head.post(back.replace("rate", "anything")).status_code == 404
    head.post(back)
    assert inside(alder_office, lambda: RentRate.objects.get().valid_until) is None
    again = head.post("/desk/money/tariff/", rate | {"key": "d"})
    assert again.status_code == 200
    assert inside(alder_office, RentRate.objects.count) == 1


def test_interest_is_explained_and_charged_only_where_the_office_charges_it(alder_office, desk_client):
    with context.entered(alder_office):
        let = let_flat("Őri Csilla")
        ledger.charge(
            tenancy=let, kind="rent", period=date(2026, 1, 1), amount=36_500, due_on=date(2026, 1, 15), by=SYSTEM
        )
        pay(let, 36_500, on=date(2026, 2, 14))
    client = desk_client()
    page = client.get(at(let, "interest"))
    assert "195,00" in said(page) and 'name="confirmed"' not in page.content.decode()
    assert client.post(at(let, "interest"), {"confirmed": "1", "key": "a"}).status_code == 200
    with context.entered(alder_office):
        tariff.set_rule(
            use_charge_percent=100,
            charges_interest=True,
            interest_minimum=0,
            valid_from=date(2020, 1, 1),
            decree="",
            by=SYSTEM,
        )
    client.post(at(let, "interest"), {"confirmed": "1", "key": "b"})
    client.post("/desk/money/interest/", {"on": TODAY.isoformat(), "key": "c"})
    assert inside(alder_office, InterestPosting.objects.count) == 1
    assert balance(alder_office, let) == 195


def test_what_lapses_is_listed_and_an_acknowledgement_takes_it_off(alder_office, desk_client, let):
    soon = TODAY.replace(year=TODAY.year - 5, day=1) + timedelta(days=60)
    with context.entered(alder_office):
        ledger.charge(tenancy=let, kind="other", period=soon, amount=7_777, due_on=soon, by=SYSTEM)
    client = desk_client()
    assert "7 777 Ft" in said(client.get("/desk/money/limitation/"))
    future = client.post(
        at(let, "acknowledge"), {"kind": "acknowledged", "on": (TODAY + timedelta(days=1)).isoformat(), "key": "a"}
    )
    assert future.status_code == 200
    client.post(at(let, "acknowledge"), {"kind": "acknowledged", "on": TODAY.isoformat(), "note": "", "key": "b"})
    assert inside(alder_office, Acknowledgement.objects.count) == 1
    assert "7 777 Ft" not in said(client.get("/desk/money/limitation/"))


def test_the_proof_is_shown_and_a_difference_is_shouted(alder_office, desk_client, let):
    client = desk_client("auditor")
    assert 'role="status"' in client.get("/desk/money/proof/", {"on": TODAY.isoformat()}).content.decode()
    with context.entered(alder_office):
        Charge.objects.create(tenancy=let, kind="other", period=TODAY, amount=7, due_on=TODAY, created_by="x")
    assert 'role="alert"' in client.get("/desk/money/proof/").content.decode()
    assert client.get("/desk/money/proof/", {"on": "tegnap"}).status_code == 200


@pytest.mark.parametrize("occasion", ["account", "confirmation", "year"])
def test_statements_are_letters_and_who_looked_is_written_down(alder_office, desk_client, let, occasion):
    client = desk_client("auditor")
    page = client.get(at(let, "account"), {"since": "2026-01-01", "until": "2026-12-31"})
    assert "40 000 Ft" in said(page)
    letter = client.get(at(let, f"account/{occasion}"), {"since": "2026-01-01", "until": "2026-12-31"})
    assert (letter["Content-Type"], letter.content[:4]) == ("application/pdf", b"%PDF")
    assert "no-store" in letter["Cache-Control"]
    verbs = inside(alder_office, lambda: set(AuditEntry.objects.values_list("verb", flat=True)))
    assert {"read", "statement_written"} <= verbs
    assert client.get(at(let, "account/anything")).status_code == 404
    assert client.get(at(let, "account"), {"since": "2027-01-01", "until": "2026-01-01"}).status_code == 200


def test_a_resident_downloads_the_own_statement_and_no_other(alder_office, desk_client, let):
    from tenants.accounts import staff
    from tests.conftest import PASSWORD, browser_of

    with context.entered(alder_office):
        other = let_flat("Zsiga Péter", door="2")
        person = let.parties.get().person_id
        account = staff.open_resident_account(email="lako@example.hu", person_id=person, password=PASSWORD, by=SYSTEM)
    client = browser_of(alder_office, account)
    assert client.get(f"/my/account/{let.pk}/").content[:4] == b"%PDF"
    assert client.get(f"/my/account/{other.pk}/").status_code == 404
    assert "/my/account/" in client.get("/my/").content.decode()


@pytest.mark.parametrize("page", ["/desk/money/proposals/", "/desk/money/limitation/", "/desk/money/payouts/"])
def test_lists_cost_the_same_statements_for_one_row_and_for_three(alder_office, desk_client, page):
    client, counts = desk_client("office_head"), []
    old = TODAY - timedelta(days=5 * 365 - 30)
    for number in range(1, 4):
        with context.entered(alder_office):
            let = let_flat(f"Próba {number}", door=str(number))
            ledger.charge(tenancy=let, kind="other", period=old, amount=1_000, due_on=old, by=SYSTEM)
            item = settlement.open_charges([let.pk])[0]
            relief.propose(tenancy=let, kind="waiver", amounts={item.pk: 5}, reason="x", on=TODAY, by=SYSTEM)
            corrections.credit(charge=item, amount=10, reason="x", on=TODAY, by=SYSTEM)
            Payout.objects.create(
                purpose="deposit",
                tenancy=let,
                deposit_entry=DepositEntry.objects.create(
                    tenancy=let, kind="received", amount=1, on=TODAY, created_by="x"
                ),
                amount=1,
                name="x",
                on=TODAY,
                created_by="x",
            )
        client.get(page)
        with CaptureQueriesContext(connection) as seen:
            client.get(page)
        counts.append(len(seen))
    assert counts[0] == counts[2]
