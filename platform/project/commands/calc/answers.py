"""Asking the rules: figures in, the product's own pure functions, plain values out."""

import argparse
from decimal import Decimal
from typing import Any

from project.commands import Unreadable

SALE_AMOUNTS = (
    "new-price", "new-deposit", "landlord-debt", "utility-debt", "common-charges-debt", "mortgage", "enforcement-debt",
    "energy-certificate", "land-registry-fee", "moving", "other-costs", "cost-before", "cost-after",
)  # fmt: skip
EXCHANGE_AMOUNTS = ("arrears", "costs", "own-money", "cost-before", "cost-after")
NEW_HOMES = ("purchase", "rental", "municipal")
WAYS = ("settled_before", "from_difference", "plan_continues", "assumed")
CHECKS = ("taj", "tax-id", "giro", "iban", "reference")


def _calendar(options: argparse.Namespace) -> Any:
    from catalogue.shared import seeds
    from kernel.calendar import Calendar

    rest = {day for day, kind, _source in seeds.MOVED_DAYS if kind == "rest"} | set(options.rest_day)
    worked = {day for day, kind, _source in seeds.MOVED_DAYS if kind == "work"} | set(options.working_day)
    return Calendar(moved_rest_days=frozenset(rest - set(options.working_day)), working_saturdays=frozenset(worked))


def termination(options: argparse.Namespace) -> dict[str, Any]:
    from cases.arrears import clock

    window = clock.termination_window(options.served, _calendar(options))
    return {
        "pay_by": window.pay_by,
        "terminate_from": window.terminate_from,
        "terminate_until": window.terminate_until,
        "effective_on": window.effective_on,
    }


def interest(options: argparse.Namespace) -> dict[str, Any]:
    from cases.tenancies.interest import late_interest
    from kernel.calendar import HalfYear

    rates: dict[HalfYear, Decimal] = {}
    for rate in options.rate:
        half = HalfYear(rate.year, rate.half)
        if rates.setdefault(half, rate.percent) != rate.percent:
            raise Unreadable(f"The half-year {rate.year}H{rate.half} is given two rates: leave one of them out.")
    found = late_interest(options.principal, due_on=options.due, paid_on=options.paid, rates=rates)
    return {"days": found.days, "exact": found.exact_text, "posted": found.posted}


def plan(options: argparse.Namespace) -> dict[str, Any]:
    from cases.arrears import instalments

    parts = instalments.split(options.debt, count=options.instalments, step=options.step, down=options.down)
    return {"down": parts.down, "instalments": list(parts.instalments)}


def support(options: argparse.Namespace) -> dict[str, Any]:
    from cases.arrears import support_share

    parts = support_share.divide(options.debt, share=options.share, cap=options.cap)
    return {"support": parts.support, "own_share": parts.own_share}


def allocate(options: argparse.Namespace) -> dict[str, Any]:
    from cases.tenancies import allocation

    keys = [item.key for item in options.item]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise Unreadable(f"The debt “{twice}” is given twice: every debt needs a name of its own.")
    unknown = next((key for key in options.named if key not in keys), None)
    if unknown is not None:
        raise Unreadable(f"The payer cannot name “{unknown}”: it is not among the debts.")
    items = [
        allocation.OpenItem(item.key, allocation.Kind[item.kind.upper()], item.due_on, item.amount)
        for item in options.item
    ]
    found = allocation.allocate(options.payment, items, named=options.named)
    return {"shares": {share.key: share.amount for share in found.shares}, "credit": found.credit}


def eviction(options: argparse.Namespace) -> dict[str, Any]:
    from cases.arrears.eviction import eviction_day

    found = eviction_day(options.on, _calendar(options))
    return {"allowed": found.allowed, "earliest": found.earliest}


def working_day(options: argparse.Namespace) -> dict[str, Any]:
    calendar = _calendar(options)
    result = (
        calendar.add_working_days(options.on, options.add) if options.add else calendar.next_working_day(options.on)
    )
    return {"is_working_day": calendar.is_working_day(options.on), "result": result}


def sale(options: argparse.Namespace) -> dict[str, Any]:
    from exchange.sales import api, plans, result, rules
    from exchange.sales.duty import Duty, Why

    amounts = {name.replace("-", "_"): getattr(options, name.replace("-", "_")) for name in SALE_AMOUNTS}
    figures = result.Figures(
        price=options.price, new_home=options.new_home, tenure=options.tenure, carries=options.carries,
        lawyer_percent=options.lawyer_percent, agent_percent=options.agent_percent, **amounts,
    )  # fmt: skip
    if options.duty is not None:
        return api.answer_of(result.calculate(figures, duty=Duty(options.duty, 0, Why.TOLD)))
    counted = plans.counted_duty(figures, rules.seeded_duty(), on=options.on, sold_on=options.sold)
    return api.answer_of(result.calculate(figures, duty=counted))


def exchange_arrears(options: argparse.Namespace) -> dict[str, Any]:
    from exchange.sales import settlement, ways

    leaves, gets = settlement.Side(*options.leaves), settlement.Side(*options.gets)
    difference = settlement.value_difference(leaves=leaves, gets=gets)
    amounts = {name.replace("-", "_"): getattr(options, name.replace("-", "_")) for name in EXCHANGE_AMOUNTS}
    terms = ways.Terms(difference=difference, carries=options.carries, **amounts)
    found = ways.all_results(terms, allowed=[ways.Way(name) for name in options.way or WAYS])
    return {"difference": difference, "ways": [_way(net) for net in found]}


def _way(net: Any) -> dict[str, Any]:
    return {
        "way": net.way.value,
        "comes_out": net.comes_out,
        "troubles": [trouble.value for trouble in net.troubles],
        "worth": net.worth,
        "in_hand": net.in_hand,
        "debt_left": net.debt_left,
        "cost_before": net.cost_before,
        "cost_after": net.cost_after,
        "months_before": net.months_before,
        "months_after": net.months_after,
        "needs": [need.value for need in net.needs],
    }


def check(options: argparse.Namespace) -> dict[str, Any]:
    from kernel import identifiers, numbering

    checks = {
        "taj": identifiers.check_taj,
        "tax-id": identifiers.check_tax_id,
        "giro": identifiers.check_giro,
        "iban": identifiers.check_iban,
        "reference": numbering.check_reference,
    }
    verdict = checks[options.kind](options.value)
    return {"valid": verdict.valid, "reason": str(verdict.reason)}
