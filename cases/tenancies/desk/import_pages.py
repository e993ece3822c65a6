"""What the import pages show: figures with their names, the columns, rows with the reason in a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from cases.tenancies.desk.import_forms import MEANINGS
from cases.tenancies.models import ImportedRow, RentRollImport
from cases.tenancies.rent_roll import importing, roll, settling
from cases.tenancies.rent_roll.roll import Outcome, Reason, RentRoll, Row

MOST_SHOWN = 100
MONEY = frozenset({"monthly_rent", "arrears", "overpaid"})
FIGURES: dict[str, Any] = {
    "dwellings": _("flats"),
    "vacant": _("of them vacant"),
    "tenancies": _("tenancies"),
    "tenancies_with_two_parties": _("with joint tenants"),
    "monthly_rent": _("rent a month"),
    "arrears": _("owed"),
    "overpaid": _("in credit"),
    "duplicates": _("rows known already"),
    "deceased": _("with a tenant who died"),
    "rows_needing_a_person": _("rows that need a person"),
}
TABS: dict[str, Any] = {
    "person": _("Need a person"),
    "duplicate": _("Known already or left out"),
    "tenancy": _("Tenancies"),
    "vacant": _("Vacant flats"),
}
OTHER_REASONS: dict[str, Any] = {
    importing.ALREADY_REGISTERED: _("This flat or contract is in the register already."),
    settling.LEFT_OUT: _("Left out by a clerk."),
}


@dataclass(frozen=True)
class Figure:
    label: Any
    value: int
    is_money: bool
    needs_care: bool


@dataclass(frozen=True)
class Explained:
    """One row of the file: where it stands, why it was not taken over, and its cells as typed."""

    pk: int | None
    sheet: str
    number: int
    reason: Any
    detail: str
    cells: list[tuple[str, str]]
    tenancy_id: Any = None


def figures(counts: Mapping[str, int]) -> list[Figure]:
    return [
        Figure(label, counts.get(name, 0), name in MONEY, name == "rows_needing_a_person" and bool(counts.get(name)))
        for name, label in FIGURES.items()
    ]


def preview(read: RentRoll) -> dict[str, Any]:
    """Everything the page before the import shows of one reading."""
    waiting = [row for row in read.rows if row.outcome == Outcome.NEEDS_A_PERSON]
    known = [row for row in read.rows if row.outcome == Outcome.DUPLICATE]
    counts = roll.counts(read)
    return {
        "figures": figures(counts),
        "imports_anything": bool(counts["dwellings"]),
        "unknown": read.mapping.unknown,
        "skipped": read.skipped_sheets,
        "waiting": [_of_file(row) for row in waiting[:MOST_SHOWN]],
        "more_waiting": max(len(waiting) - MOST_SHOWN, 0),
        "known": [_of_file(row) for row in known[:MOST_SHOWN]],
    }


def _of_file(row: Row) -> Explained:
    reason: Any = row.problems[0].reason.sentence if row.problems else ""
    detail = "; ".join(f"{one.heading}: {one.cell}" for one in row.problems if one.heading)
    if row.outcome == Outcome.DUPLICATE:
        reason = OTHER_REASONS[importing.ALREADY_REGISTERED]
        if row.duplicate_of:
            reason = _("The same row stands in the file twice.")
            detail = f"{row.duplicate_of.sheet} {row.duplicate_of.number}"
    return Explained(None, row.place.sheet, row.place.number, reason, detail, list(row.cells.items()))


def explained(row: ImportedRow) -> Explained:
    """A stored row for the page of the import."""
    reasons = {reason.value for reason in Reason}
    reason: Any = Reason(row.reason).sentence if row.reason in reasons else OTHER_REASONS.get(row.reason, "")
    return Explained(row.pk, row.sheet, row.row_number, reason, row.detail, list(row.cells.items()), row.tenancy_id)


def outcome_counts(done: RentRollImport) -> dict[str, int]:
    counted = dict(done.rows.values_list("outcome").annotate(Count("pk")).order_by())
    return {outcome: counted.get(outcome, 0) for outcome in TABS}


def tabs(counts: Mapping[str, int]) -> list[tuple[str, Any, int]]:
    return [(outcome, label, counts[outcome]) for outcome, label in TABS.items()]


def columns(mapping: Mapping[str, str | None]) -> list[tuple[str, Any]]:
    """Heading and meaning, as they were used."""
    return [(heading, MEANINGS.get(meaning or "", meaning)) for heading, meaning in mapping.items()]
