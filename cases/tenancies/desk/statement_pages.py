"""What the statement pages show: figures with their names, and the lines by how they were matched."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import BankStatement, StatementLine

MONEY = frozenset({"opening", "closing", "sum"})
FIGURES: dict[str, Any] = {
    "lines": _("lines in the file"),
    "sum": _("moved altogether"),
    "booked": _("new lines"),
    "matched_by_reference": _("found by reference"),
    "matched_by_account": _("found by known account"),
    "unmatched": _("without an owner"),
    "reversals": _("taken back by the bank"),
    "already_booked": _("booked before"),
    "opening": _("opening balance"),
    "closing": _("closing balance"),
}


def figures(counts: Mapping[str, int | None]) -> list[tuple[Any, int, bool]]:
    """Label, figure, whether it is money; balances that the file does not hold are left out."""
    found = ((label, counts.get(name), name in MONEY) for name, label in FIGURES.items())
    return [(label, value, is_money) for label, value, is_money in found if value is not None]


def tabs(statement: BankStatement) -> list[tuple[str, Any, int]]:
    counted: dict[str, int] = dict(statement.lines.values_list("outcome").annotate(Count("pk")).order_by())
    everything = ("", _("All lines"), sum(counted.values()))
    return [
        everything,
        *(
            (outcome.value, outcome.label, counted[outcome.value])
            for outcome in StatementLine.Outcome
            if outcome.value in counted
        ),
    ]


def as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
