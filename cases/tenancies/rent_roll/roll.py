"""What was read from a rent roll: every row with its one outcome, and the figures an office checks first."""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.tenancies.rent_roll.addresses import Address
from cases.tenancies.rent_roll.cells import Comfort, RentBasis, Term
from cases.tenancies.rent_roll.columns import Mapping
from cases.tenancies.rent_roll.names import Party
from kernel.refusal import Refused


class UnreadableRentRoll(Refused):
    """The file as a whole cannot be read. ``str()`` is one sentence that says what to do."""


class Outcome(StrEnum):
    """What became of one row."""

    TENANCY = "dwelling_and_tenancy"
    VACANT = "vacant_dwelling"
    DUPLICATE = "duplicate"
    NEEDS_A_PERSON = "needs_a_person"
    BLANK = "blank"
    TOTAL = "total"
    TITLE = "title"


class Reason(StrEnum):
    """Why a row is left to a person."""

    ADDRESS = "address"
    NAME = "name"
    NOBODY = "nobody"
    RENT = "rent"
    DATE = "date"
    ENDS_BEFORE_START = "ends_before_start"
    ARREARS = "arrears"
    OWED_AND_OVERPAID = "owed_and_overpaid"
    AREA = "area"
    ROOMS = "rooms"
    COMFORT = "comfort"
    BASIS = "basis"
    FORMULA = "formula"
    VACANT_WITH_TENANT = "vacant_with_tenant"
    VACANT_WITH_MONEY = "vacant_with_money"
    CONFLICT = "conflict"

    @property
    def sentence(self) -> "str | Promise":
        """The reason for the person who has to decide."""
        return _SENTENCES[self]


_SENTENCES: dict[Reason, "str | Promise"] = {
    Reason.ADDRESS: _("The address cannot be read. Write where the dwelling is."),
    Reason.NAME: _("The residents' names cannot be told apart. Write each name in full, separated by a semicolon."),
    Reason.NOBODY: _("No resident is named, and nothing says that the dwelling is vacant."),
    Reason.RENT: _("The monthly rent is not one whole amount. Write the rent in forints."),
    Reason.DATE: _("The date is incomplete or can be read in two ways. Write year, month and day."),
    Reason.ENDS_BEFORE_START: _("The contract ends before it starts. Correct one of the two dates."),
    Reason.ARREARS: _("What is owed is not one whole amount. Write it in forints."),
    Reason.OWED_AND_OVERPAID: _("Both a debt and an overpayment are given. Write which one is right."),
    Reason.AREA: _("The floor area cannot be read. Write it in square metres."),
    Reason.ROOMS: _("The number of rooms cannot be read. Write it as rooms and half-rooms."),
    Reason.COMFORT: _("The comfort grade is none of the five. Choose one."),
    Reason.BASIS: _("The basis of the rent is none of social, cost-based and market. Choose one."),
    Reason.FORMULA: _("The cell holds a formula. Paste its value instead."),
    Reason.VACANT_WITH_TENANT: _("The dwelling is called vacant, but a resident is named."),
    Reason.VACANT_WITH_MONEY: _("The dwelling is called vacant, but money is owed on it. Say who owes it."),
    Reason.CONFLICT: _("Another row speaks of the same dwelling or contract, but says something else."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a row needs a person, and the offending cell as it stands in the file."""

    reason: Reason
    heading: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the file: sheet and row number as the spreadsheet program shows them."""

    sheet: str
    number: int


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A flat as the row describes it; ``rent`` is the asking rent of a vacant one."""

    address: Address
    parcel_number: str = ""
    area: Decimal | None = None
    half_rooms: int | None = None
    comfort: Comfort | None = None
    rent_basis: RentBasis | None = None
    rent: int | None = None


@dataclass(frozen=True, slots=True)
class Tenancy:
    """A letting as the row describes it. ``balance`` in forints: above zero is owed, below zero is in credit."""

    parties: tuple[Party, ...]
    rent: int
    started_on: date | None
    term: Term
    ends_on: date | None
    balance: int
    phone: str = ""
    tenant_is_deceased: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, what it says word for word, and what became of it."""

    place: Place
    cells: MappingType[str, str]
    outcome: Outcome
    identifier: str = ""
    dwelling: Dwelling | None = None
    tenancy: Tenancy | None = None
    note: str = ""
    problems: tuple[Problem, ...] = ()
    duplicate_of: Place | None = None
    conflicts_with: Place | None = None


@dataclass(frozen=True, slots=True)
class RentRoll:
    """The whole file. ``skipped_sheets`` had rows but no headings of a rent roll; somebody should look at them."""

    rows: tuple[Row, ...]
    mapping: Mapping
    skipped_sheets: tuple[str, ...] = field(default=())


def counts(roll: RentRoll) -> dict[str, int]:
    """A rent roll in; the ten figures out that an office compares with its own before importing.

    Only imported rows count, each once; money is in forints, and ``overpaid`` is a positive number.
    ``tenancies_with_two_parties`` counts every tenancy that more than one person signed.
    """
    imported = [row for row in roll.rows if row.outcome in (Outcome.TENANCY, Outcome.VACANT)]
    tenancies = [row.tenancy for row in imported if row.tenancy]
    outcomes = [row.outcome for row in roll.rows]
    return {
        "dwellings": len(imported),
        "vacant": outcomes.count(Outcome.VACANT),
        "tenancies": len(tenancies),
        "tenancies_with_two_parties": sum(len(tenancy.parties) > 1 for tenancy in tenancies),
        "monthly_rent": sum(tenancy.rent for tenancy in tenancies),
        "arrears": sum(max(tenancy.balance, 0) for tenancy in tenancies),
        "overpaid": sum(max(-tenancy.balance, 0) for tenancy in tenancies),
        "duplicates": outcomes.count(Outcome.DUPLICATE),
        "deceased": sum(tenancy.tenant_is_deceased for tenancy in tenancies),
        "rows_needing_a_person": outcomes.count(Outcome.NEEDS_A_PERSON),
    }
