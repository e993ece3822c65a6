"""The money of a sample office beside rent and payments: a tariff, deposits, old debts, proposals, interest."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from cases.tenancies import contracts, deposits, lateness, ledger, queries, relief, settlement, tariff
from cases.tenancies.models import Charge, Modifier, Tenancy
from catalogue.shared.models import BaseRate
from kernel.access import SYSTEM
from kernel.calendar import month_end
from project.demo.towns import Town

DECREE = "minta rendelet"
MODIFIERS = (
    ("nincs lift, 3. emelet", -5),
    ("földszinti, utcára néz", -3),
    ("nedves fal", -15),
    ("felújított fürdő", 8),
)
CHARGING_INTEREST = ("pecs", "kaposvar")


def sample_rates() -> None:
    """A base rate for the second half of 2026: a sample, because nobody has checked the real one."""
    with connection.owner():  # type: ignore[attr-defined]  # our own backend's
        BaseRate.objects.get_or_create(
            half_year=date(2026, 7, 1),
            defaults={"percent": Decimal("6.00"), "source": "MINTAADAT – nem ellenőrzött kamatláb"},
        )


def fill(town: Town, *, on: date) -> None:
    """What an office's pages about money need to show something."""
    chance = random.Random(f"{town.slug} money")
    _tariff(town)
    tenancies = list(queries.with_balance(Tenancy.objects.select_related("dwelling")).order_by("number"))
    next_month = month_end(on) + timedelta(days=1)
    for tenancy in chance.sample(tenancies, len(tenancies) // 3):
        tariff.set_recurring(tenancy=tenancy, kind="water", amount=3_200, valid_from=next_month, by=SYSTEM)
    for tenancy in chance.sample(tenancies, len(tenancies) // 5):
        tariff.follow_table(tenancy=tenancy, follows=True, by=SYSTEM)
        modifier = Modifier.objects.get(name=chance.choice(MODIFIERS)[0])
        tariff.mark_dwelling(dwelling=tenancy.dwelling, modifier=modifier, valid_from=next_month, by=SYSTEM)
    for tenancy in [one for one in tenancies if one.basis == "market"]:
        deposits.receive(tenancy=tenancy, amount=2 * tenancy.monthly_rent, on=on - timedelta(days=300), by=SYSTEM)
    owing = sorted((one for one in tenancies if one.balance > 0), key=lambda one: -one.balance)
    _old_debts(owing[1:4], on=on)
    _proposals(owing[4:6], on=on)
    contracts.end_title(tenancy=owing[0], on=on.replace(day=1) - timedelta(days=1), by=SYSTEM)
    if town.slug in CHARGING_INTEREST:
        lateness.post(up_to=on, by=SYSTEM)


def _tariff(town: Town) -> None:
    for name, percent in MODIFIERS:
        tariff.set_modifier(name=name, percent=percent, valid_from=date(2020, 1, 1), decree=DECREE, by=SYSTEM)
    tariff.set_rule(
        use_charge_percent=200,
        charges_interest=town.slug in CHARGING_INTEREST,
        interest_minimum=200,
        valid_from=date(2020, 1, 1),
        decree=DECREE,
        by=SYSTEM,
    )


def _old_debts(owing: list[Any], *, on: date) -> None:
    """One that has lapsed, and some that lapse soon."""
    for place, tenancy in enumerate(owing):
        due_on = on - timedelta(days=365 * 5 + 60 - 100 * place)
        ledger.charge(
            tenancy=tenancy, kind=Charge.Kind.OTHER, period=due_on, amount=18_400, due_on=due_on, by=SYSTEM,
            note="elmaradt felújítási hozzájárulás",
        )  # fmt: skip


def _proposals(owing: list[Any], *, on: date) -> None:
    for tenancy, kind in zip(owing, ("waiver", "write_off"), strict=False):
        oldest = settlement.open_charges([tenancy.pk])[0]
        relief.propose(
            tenancy=tenancy, kind=kind, amounts={oldest.pk: oldest.open_amount}, on=on, by=SYSTEM,  # type: ignore[attr-defined]  # annotated
            reason="Tartós betegség miatt a bizottság méltányosságot javasol.",
        )  # fmt: skip
