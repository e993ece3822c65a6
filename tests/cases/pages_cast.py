"""Flats, people and debts for the tests of pages: made through the same verbs as everywhere."""

from datetime import date, timedelta
from pathlib import Path

from cases.housing_stock import dwellings
from cases.people import persons
from cases.tenancies import contracts, ledger
from cases.tenancies.models import Charge, Tenancy
from kernel.access import SYSTEM

SAMPLES = Path(__file__).parents[1] / "data" / "office_a"
LONG_AGO = date(2025, 1, 1)
SCRIPT = "<script>alert(1)</script>"


def let_flat(name: str = "Őri Csilla", *, door: str = "1", rent: int = 30_000, ends_on: date | None = None) -> Tenancy:
    """A tenancy in Király utca 5."""
    flat = dwellings.register(
        postcode="7621", town="Pécs", street="Király utca", house_number="5", floor="2", door=door, by=SYSTEM
    )
    person = persons.register(name=name, by=SYSTEM)
    return contracts.let(
        dwelling=flat,
        parties=[person],
        starts_on=LONG_AGO,
        ends_on=ends_on,
        basis="social",
        monthly_rent=rent,
        by=SYSTEM,
    )


def owe(tenancy: Tenancy, amount: int, *, days_ago: int = 20, on: date | None = None) -> Charge:
    due = (on or date.today()) - timedelta(days=days_ago)
    return ledger.charge(tenancy=tenancy, kind="rent", period=due, amount=amount, due_on=due, by=SYSTEM)


def pay(tenancy: Tenancy, amount: int, *, on: date) -> None:
    ledger.book([ledger.Receipt(tenancy.pk, amount, on, "cash")], by=SYSTEM)


def said(response) -> str:
    """The page's text with entities and no-break spaces made plain."""
    import html

    return html.unescape(response.content.decode()).replace("\u00a0", " ")
