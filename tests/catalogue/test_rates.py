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
