"""What the office already knows for a sale plan, so that nobody is asked twice."""

from collections import Counter
from datetime import date
from typing import Any

from cases.arrears import owing
from cases.arrears.models import ArrearsCase, DebtItem
from cases.arrears.models.debts import CreditorKind
from exchange.adverts import means
from exchange.adverts.models import Advert
from exchange.pool.columns import Tenure
from exchange.sales import rules
from exchange.sales.models import MOST

COLUMN_OF = {
    CreditorKind.RENT: "landlord_debt",
    CreditorKind.ELECTRICITY: "utility_debt",
    CreditorKind.GAS: "utility_debt",
    CreditorKind.DISTRICT_HEATING: "utility_debt",
    CreditorKind.WATER: "utility_debt",
    CreditorKind.WASTE: "utility_debt",
    CreditorKind.COMMON_CHARGES: "common_charges_debt",
    CreditorKind.HOUSING_LOAN: "mortgage",
    CreditorKind.BAILIFF: "enforcement_debt",
}
USUAL = ("lawyer_percent", "agent_percent", "energy_certificate", "land_registry_fee", "moving")


def usual_costs(on: date) -> dict[str, Any]:
    """What a sale usually costs by the office's rule; nothing where there is none."""
    try:
        rule = rules.in_force(on)
    except rules.NoSaleRule:
        return {}
    return {name: getattr(rule, name) for name in USUAL}


def of_advert(advert: Advert | None, *, on: date) -> dict[str, Any]:
    """The right to the home, its monthly cost, and what the household can carry."""
    if advert is None:
        return {}
    found: dict[str, Any] = {"tenure": advert.tenure or Tenure.OWNERSHIP, "cost_before": advert.monthly_cost or 0}
    if advert.tenancy is not None:
        known = means.of(advert.tenancy, on=on, stated=advert.stated_affordable_cost).means
        found |= {"carries": known.carries or None, "landlord_debt": min(known.debt, MOST)}
    elif advert.stated_affordable_cost:
        found["carries"] = advert.stated_affordable_cost
    return found


def of_case(case: ArrearsCase | None, *, on: date) -> dict[str, Any]:
    """The rent that is overdue, the debts of the debt file by what they are, and what the household can carry.

    Consumer loans, taxes and informal lenders are not on the home: they stay in the debt file.
    """
    if case is None:
        return {}
    found: Counter[str] = Counter()
    owed = owing.owed([case.tenancy_id], on=on).get(case.tenancy_id)
    if owed is not None:
        found["landlord_debt"] += owed.amount
    for debt in DebtItem.objects.open().filter(case=case):
        column = COLUMN_OF.get(CreditorKind(debt.kind))
        if column is not None:
            found[column] += debt.amount
    carries = means.of(case.tenancy, on=on).means.carries
    amounts = {name: min(amount, MOST) for name, amount in found.items()}
    return {"cost_before": case.tenancy.monthly_rent, "carries": carries or None, **amounts}
