"""Limitation: five years, started anew by an acknowledgement or a claim in court, never by a demand."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases.tenancies import acknowledgements, lapses, ledger, limitation, queries, settlement
from cases.tenancies.models import AcknowledgedCharge, Acknowledgement, Charge
from kernel.access import SYSTEM
from tests.cast import charge, pay, tenancy

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due_on", "interruptions", "last"),
    [
        (date(2021, 11, 15), [], date(2026, 11, 15)),
        (date(2024, 2, 29), [], date(2029, 2, 28)),
        (date(2021, 11, 15), [date(2023, 5, 2)], date(2028, 5, 2)),
        (date(2021, 11, 15), [date(2026, 11, 15)], date(2031, 11, 15)),
        (date(2021, 11, 15), [date(2026, 11, 16)], date(2026, 11, 15)),
        (date(2015, 1, 15), [date(2019, 1, 1), date(2023, 12, 31)], date(2028, 12, 31)),
        (date(2015, 1, 15), [date(2023, 12, 31)], date(2020, 1, 15)),
        (date(2021, 11, 15), [date(2021, 11, 14)], date(2026, 11, 15)),
    ],
)
def test_the_last_day_of_a_claim(due_on, interruptions, last):
    assert limitation.last_day(due_on, interruptions) == last
    assert not limitation.is_barred(due_on, on=last, interruptions=interruptions)
    assert limitation.is_barred(due_on, on=date.fromordinal(last.toordinal() + 1), interruptions=interruptions)


def owed(let, due_on, amount=10_000, kind="rent"):
    charge(let, period=due_on.replace(day=1), due_on=due_on, amount=amount, kind=kind)
    return Charge.objects.get(tenancy=let, due_on=due_on, kind=kind)


def test_what_has_lapsed_stays_on_the_account_and_is_not_demanded(alder):
    let = tenancy()
    owed(let, date(2021, 10, 15))
    owed(let, date(2026, 10, 15), 7_000)
    account = queries.account(let.pk, on=ON)
    assert (account.balance, account.overdue, account.lapsed) == (17_000, 7_000, 10_000)
    assert account.oldest_due_on == date(2026, 10, 15)
    assert sum(amount for _bucket, amount in account.ages) == 7_000


def test_a_payment_does_not_go_to_what_has_lapsed_unless_the_payer_names_it(alder):
    let = tenancy()
    old = owed(let, date(2021, 10, 15))
    owed(let, date(2026, 10, 15), 7_000)
    pay(let, 9_000, on=ON)
    assert {item.pk: item.open_amount for item in settlement.open_charges([let.pk])} == {old.pk: 10_000}
    ledger.book([ledger.Receipt(let.pk, 4_000, ON, "cash", charge_ids=(old.pk,))], by=SYSTEM)
    assert {item.pk: item.open_amount for item in settlement.open_charges([let.pk])} == {old.pk: 6_000}


def test_money_that_came_before_the_claim_lapsed_settles_it(alder):
    let = tenancy()
    old = owed(let, date(2021, 10, 15))
    pay(let, 10_000, on=date(2026, 10, 15))
    assert settlement.open_charges([let.pk]) == []
    other = tenancy("Zsiga Péter", door="2")
    old = owed(other, date(2021, 10, 15))
    pay(other, 10_000, on=date(2026, 10, 16))
    assert [item.pk for item in settlement.open_charges([other.pk])] == [old.pk]


def test_an_acknowledged_debt_lives_five_more_years(alder):
    let = tenancy()
    old, new = owed(let, date(2021, 12, 15)), owed(let, date(2026, 10, 15))
    taken = acknowledgements.acknowledge(tenancy=let, on=date(2026, 11, 2), kind="acknowledged", by=SYSTEM)
    assert set(taken.charges.values_list("charge_id", flat=True)) == {old.pk, new.pk}
    later = date(2031, 11, 2)
    assert queries.account(let.pk, on=later).lapsed == 0
    assert queries.account(let.pk, on=date(2031, 11, 3)).lapsed == 20_000


def test_only_the_named_items_start_again(alder):
    let = tenancy()
    first, second = owed(let, date(2021, 12, 15)), owed(let, date(2022, 1, 17))
    acknowledgements.acknowledge(tenancy=let, on=ON, kind="agreement", by=SYSTEM, charge_ids=[second.pk])
    assert lapses.barred([first, second], on=date(2027, 6, 1)) == {first.pk}


def test_what_had_lapsed_does_not_start_again(alder):
    let = tenancy()
    lapsed = owed(let, date(2021, 10, 15))
    with pytest.raises(acknowledgements.CannotAcknowledge):
        acknowledgements.acknowledge(tenancy=let, on=ON, kind="acknowledged", by=SYSTEM)
    with pytest.raises(acknowledgements.CannotAcknowledge):
        acknowledgements.acknowledge(tenancy=let, on=ON, kind="court", by=SYSTEM, charge_ids=[lapsed.pk])
    alive = owed(let, date(2022, 10, 17))
    taken = acknowledgements.acknowledge(tenancy=let, on=ON, kind="acknowledged", by=SYSTEM)
    assert list(taken.charges.values_list("charge_id", flat=True)) == [alive.pk]


def test_only_what_is_open_due_and_of_this_tenancy_can_be_acknowledged(alder):
    let, other = tenancy(door="1"), tenancy("Zsiga Péter", door="2")
    theirs, coming = owed(other, date(2026, 10, 15)), owed(let, date(2026, 12, 15))
    for pk in (theirs.pk, coming.pk):
        with pytest.raises(acknowledgements.CannotAcknowledge):
            acknowledgements.acknowledge(tenancy=let, on=ON, kind="acknowledged", by=SYSTEM, charge_ids=[pk])
    with pytest.raises(acknowledgements.CannotAcknowledge):
        acknowledgements.acknowledge(tenancy=let, on=ON, kind="acknowledged", by=SYSTEM)


def test_half_a_year_before_it_lapses_a_claim_is_on_the_list(alder):
    let = tenancy()
    owed(let, date(2021, 10, 15))
    soon = owed(let, date(2022, 5, 16))
    owed(let, date(2022, 7, 15))
    rows = lapses.soon(on=ON)
    assert [(item.due_on, last_on, amount) for item, last_on, amount in rows] == [
        (date(2021, 10, 15), date(2026, 10, 15), 10_000),
        (date(2022, 5, 16), date(2027, 5, 16), 10_000),
    ]
    assert lapses.soon_count(on=ON) == 1
    acknowledgements.acknowledge(tenancy=let, on=ON, kind="acknowledged", by=SYSTEM, charge_ids=[soon.pk])
    assert lapses.soon_count(on=ON) == 0


@pytest.mark.parametrize("told", [None, date(2024, 2, 29), date(2025, 2, 27)])
@pytest.mark.parametrize("due_on", [date(2020, 2, 29), date(2020, 3, 1), date(2021, 11, 23), date(2021, 11, 24)])
def test_the_statement_for_other_slices_agrees_with_the_rule(alder, due_on, told):
    let = tenancy()
    item = owed(let, due_on)
    if told:
        acknowledgements.acknowledge(tenancy=let, on=told, kind="acknowledged", by=SYSTEM)
    for on in (ON, date(2029, 2, 28), date(2029, 3, 1), date(2030, 6, 30), date(2030, 7, 1)):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT c.id FROM tenancies_charge c LEFT JOIN ({lapses.LAST_DAYS}) lapse ON lapse.charge_id = c.id "
                "WHERE lapse.last_on < %(on)s",
                {"on": on},
            )
            found = {row[0] for row in cursor.fetchall()}
        expected = limitation.is_barred(due_on, on=on, interruptions=[told] if told else [])
        assert found == ({item.pk} if expected else set())
        assert lapses.barred([item], on=on) == found


def test_the_database_keeps_acknowledgements_once_and_for_ever(alder):
    let = tenancy()
    item = owed(let, date(2026, 10, 15))
    taken = acknowledgements.acknowledge(tenancy=let, on=ON, kind="court", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        AcknowledgedCharge.objects.create(acknowledgement=taken, charge=item, on=ON)
    for change in (lambda: Acknowledgement.objects.update(on=ON), lambda: AcknowledgedCharge.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
