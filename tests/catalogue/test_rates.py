"""The national base-rate table: whole half-years, possible percents, nobody's to change but the operator's."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from catalogue.shared import rates
from catalogue.shared.models import BaseRate
from kernel.calendar import HalfYear

WRONG = [
    {"half_year": date(2030, 2, 1)},
    {"half_year": date(2030, 1, 2)},
    {"percent": Decimal("-0.01")},
    {"percent": Decimal("100.01")},
]


def test_the_database_refuses_a_rate_that_cannot_be(owned):
    right = {"half_year": date(2030, 1, 1), "percent": Decimal(5), "source": "x"}
    with connection.owner():
        for wrong in WRONG:
            with pytest.raises(IntegrityError), transaction.atomic():
                BaseRate.objects.create(**right | wrong)
        BaseRate.objects.create(**right)
    assert rates.base_rates()[HalfYear(2030, 1)] == Decimal(5)


def test_nobody_has_guessed_the_second_half_of_2026(db):
    assert HalfYear(2026, 2) not in rates.base_rates()


def test_the_operator_enters_a_rate_once_and_with_its_source(owned):
    with connection.owner():
        for day, percent, source in (
            (date(2027, 2, 1), "6", "x"),
            (date(2027, 1, 1), "-1", "x"),
            (date(2027, 1, 1), "100.01", "x"),
            (date(2027, 1, 1), "6.005", "x"),
            (date(2027, 1, 1), "6", " "),
            (date(2026, 1, 1), "6", "x"),
        ):
            with pytest.raises(rates.CannotSetRate):
                rates.set_rate(first_day=day, percent=Decimal(percent), source=source)
        for _time in range(2):
            rates.set_rate(first_day=date(2027, 1, 1), percent=Decimal("5.75"), source="MNB")
    assert rates.base_rates()[HalfYear(2027, 1)] == Decimal("5.75")


def test_an_office_cannot_enter_a_rate(alder):
    from django.db import DatabaseError

    with pytest.raises(DatabaseError), transaction.atomic():
        rates.set_rate(first_day=date(2027, 1, 1), percent=Decimal("5.75"), source="MNB")
