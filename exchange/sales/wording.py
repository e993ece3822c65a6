"""Codes of the money of an exchange, said in plain words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from exchange.sales import result, ways
from exchange.sales.duty import Why
from exchange.sales.settlement import Rank
from exchange.sales.ways import Need, Way

CLAIMS: dict[str, Any] = {
    "landlord_debt": _("Debt to the landlord"),
    "utility_debt": _("Utility debts"),
    "common_charges_debt": _("Common charges owed"),
    "mortgage": _("Mortgage loan"),
    "enforcement_debt": _("Debt with the bailiff"),
    "lawyer": _("Lawyer"),
    "agent": _("Estate agent"),
    "energy_certificate": _("Energy certificate"),
    "land_registry_fee": _("Land registry fee"),
    "duty": _("Duty on the new home"),
    "moving": _("Moving"),
    "other_costs": _("Other costs"),
    "new_deposit": _("Deposit of the new home"),
    "new_price": _("Price of the new home"),
    "arrears": _("Rent arrears"),
    "costs": _("Costs"),
}
RANKS: dict[Rank, Any] = {
    Rank.LANDLORD: _("debt to the landlord"),
    Rank.UTILITY: _("utility debts"),
    Rank.SECURED: _("debts on the home"),
    Rank.COST: _("costs"),
    Rank.HOME: _("the new home"),
}
TROUBLES: dict[result.Trouble, Any] = {
    result.Trouble.SECURED_LEFT: _(
        "The price does not pay the debts on the home: it cannot be sold free of them. The creditors must agree first."
    ),
    result.Trouble.COSTS_LEFT: _("The price does not pay all the costs of the sale."),
    result.Trouble.HOME_NOT_PAID: _("What is left of the price is not enough for the new home."),
    result.Trouble.NOTHING_LEFT: _("Debt stays, and the new home leaves nothing a month to pay it."),
    result.Trouble.MEANS_UNKNOWN: _("Debt stays, and nobody knows yet what the household can pay a month: ask it."),
    result.Trouble.PLAN_TOO_LONG: _("The debt that stays would take more than ten years."),
    result.Trouble.OVER_MEANS: _("The new home costs more a month than the household can carry."),
    result.Trouble.NOT_CHEAPER: _("The new home is not cheaper a month than the present one."),
}
WAYS: dict[Way, Any] = {
    Way.SETTLED_BEFORE: _("The arrears are paid before the landlord consents"),
    Way.FROM_DIFFERENCE: _("The arrears are paid from the value difference at signing"),
    Way.PLAN_CONTINUES: _("The payment plan with the old landlord goes on"),
    Way.ASSUMED: _("The other household takes the debt over"),
}
NEEDS: dict[Need, Any] = {
    Need.NO_RENT_ARREARS: _("the landlord's certificate: no rent is owed"),
    Need.NO_UTILITY_ARREARS: _("the utility companies' certificates: nothing is owed"),
    Need.STATEMENT_OF_DEBT: _("the landlord's statement of the debt on the day of signing"),
    Need.DEPOSIT: _("the value difference held in deposit by the lawyer"),
    Need.PAYMENT_ORDER: _("the household's order: the lawyer pays the landlord first"),
    Need.LANDLORD_ACCEPTS: _("the landlord's word that the deposit is enough for its consent"),
    Need.PLAN_SIGNED: _("a signed payment plan (it acknowledges the debt)"),
    Need.PLAN_KEPT: _("every instalment so far was paid"),
    Need.DATA_CONSENT: _("the household's written consent that the new landlord is told"),
    Need.NEW_LANDLORD_TOLD: _("the new landlord knows of the debt and agrees"),
    Need.ASSUMPTION: _("a written contract: the other household takes the debt over"),
    Need.CREDITOR_CONSENT: _("the creditor's written consent to that (Civil Code 6:203. §)"),
}
WAY_TROUBLES: dict[ways.Trouble, Any] = {
    ways.Trouble.OWN_MONEY_SHORT: _("The household has not the money to pay the arrears before the consent."),
    ways.Trouble.DIFFERENCE_SHORT: _("The value difference does not pay the arrears; some debt stays."),
    ways.Trouble.COSTS_UNPAID: _("Money is missing for the costs."),
    ways.Trouble.NOTHING_LEFT: _("Debt stays, and the new home leaves nothing a month to pay it."),
    ways.Trouble.MEANS_UNKNOWN: _("Debt stays, and nobody knows yet what the household can pay a month: ask it."),
    ways.Trouble.BEYOND_DIFFERENCE: _(
        "The other household would pay more than the value difference. For a municipal tenancy that is a hidden price "
        "(Housing Act 29. §): a lawyer must look at it first."
    ),
    ways.Trouble.OVER_MEANS: _("The new home costs more a month than the household can carry."),
}
DUTIES: dict[Why, Any] = {
    Why.NOTHING_BOUGHT: _("no home is bought, no duty"),
    Why.WHOLE_VALUE: _("on the whole value of the new home"),
    Why.DIFFERENCE: _("only on what the new home is worth more"),
    Why.CHEAPER: _("none: the new home is the cheaper one"),
    Why.TOLD: _("as it was told"),
}
