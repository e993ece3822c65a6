"""What a new office starts with for the money of an exchange. Every office changes it to its own decree."""

from datetime import date
from decimal import Decimal
from typing import Any

from exchange.sales.models import SaleRule
from exchange.sales.ways import Way

# Arrears paid before the consent is what most decrees ask; usual costs are samples to be set by the office.
FIRST: dict[str, Any] = {
    "allowed_ways": [Way.SETTLED_BEFORE.value, Way.FROM_DIFFERENCE.value, Way.PLAN_CONTINUES.value],
    "default_way": Way.SETTLED_BEFORE.value,
    "lawyer_percent": Decimal("1.00"),
    "agent_percent": Decimal("4.00"),
    "energy_certificate": 30_000,
    "land_registry_fee": 20_000,
    "moving": 150_000,
    "legal_basis": "kiinduló érték; a helyi rendelet szerint módosítandó",
    "valid_from": date(2000, 1, 1),
}


def install() -> None:
    """Give the office just opened its first rule."""
    SaleRule.objects.create(**FIRST)
