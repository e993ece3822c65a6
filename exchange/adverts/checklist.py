"""What an adviser checks before an advert is shown to other offices: which items, and what is missing or too old.

Pure: values in, values out. The papers are those that the landlord asks for (Housing Act 29. §).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# A copy of the title deed may be 30 days old where ownership is offered.
DEED_DAYS = 30


class Item(models.TextChoices):
    """One line of the checklist: papers that were seen, then people who were asked."""

    FLAT = "flat", _("the flat's data: place, rooms, floor area, comfort, monthly cost")
    TENANCY = "tenancy", _("tenancy contract or the landlord's certificate")
    TITLE_DEED = "title_deed", _("title deed extract")
    DEBTS = "debts", _("statement of debts: rent and utilities")
    HOUSEHOLD = "household", _("household: who lives there, how many")
    JOINT_TENANTS = "joint_tenants", _("joint tenants")
    CO_OWNERS = "co_owners", _("co-owners")
    USUFRUCTUARY = "usufructuary", _("holder of a usufruct")
    NOMINATION = "nomination", _("holder of a nomination right")
    MAINTENANCE = "maintenance", _("maintenance provider")


class Outcome(models.TextChoices):
    """What came of an item. Papers are seen; of people one asks whether there are any and whether they agree."""

    SEEN = "seen", _("seen, in order")
    NONE = "none", _("there is none")
    AGREES = "agrees", _("agrees in writing")
    REFUSES = "refuses", _("does not agree")


PAPERS = (Item.FLAT, Item.TENANCY, Item.TITLE_DEED, Item.DEBTS, Item.HOUSEHOLD)
PEOPLE = (Item.JOINT_TENANTS, Item.CO_OWNERS, Item.USUFRUCTUARY, Item.NOMINATION, Item.MAINTENANCE)
VACANT = (Item.FLAT,)
TENANCY = (Item.FLAT, Item.TENANCY, Item.DEBTS, Item.HOUSEHOLD, Item.JOINT_TENANTS, Item.NOMINATION, Item.MAINTENANCE)
OWNERSHIP = (
    Item.FLAT, Item.TITLE_DEED, Item.DEBTS, Item.HOUSEHOLD, Item.CO_OWNERS, Item.USUFRUCTUARY, Item.NOMINATION,
    Item.MAINTENANCE,
)  # fmt: skip
OUTCOMES: Mapping[Item, tuple[Outcome, ...]] = {
    **dict.fromkeys(PAPERS, (Outcome.SEEN,)),
    **dict.fromkeys(PEOPLE, (Outcome.NONE, Outcome.AGREES, Outcome.REFUSES)),
}
_PLACE_AND_SIZE = frozenset({Item.FLAT, Item.TITLE_DEED})
# Which items an answer of the advert rests on: a new answer has to be checked anew.
TOUCHES: Mapping[str, frozenset[Item]] = {
    **dict.fromkeys(("town", "district", "half_rooms", "area_m2"), _PLACE_AND_SIZE),
    **dict.fromkeys(
        ("comfort", "heating", "floor", "has_lift", "step_free", "monthly_cost"), frozenset({Item.FLAT})
    ),
    "household_size": frozenset({Item.HOUSEHOLD}),
}  # fmt: skip


@dataclass(frozen=True)
class Check:
    """One item that was checked: what came of it, the paper's own date, and whether our register said so."""

    item: Item
    outcome: Outcome
    paper_on: date | None = None
    from_register: bool = False


@dataclass(frozen=True)
class Standing:
    """What keeps an advert from being verified, in the order of the list; nothing: it may be."""

    missing: Sequence[Item] = ()
    stale: Sequence[Item] = ()
    refused: Sequence[Item] = ()

    @property
    def is_complete(self) -> bool:
        return not (self.missing or self.stale or self.refused)


def needed(*, is_owner: bool, is_vacant: bool) -> tuple[Item, ...]:
    """The items of an advert: of an empty municipal flat only what is said of the flat itself."""
    if is_vacant:
        return VACANT
    return OWNERSHIP if is_owner else TENANCY


def standing(items: Sequence[Item], checks: Collection[Check], *, on: date, tenancy_runs: bool) -> Standing:
    """Which of `items` are missing, too old or refused on a day.

    A title deed older than 30 days is stale; so is a tenancy that our register vouched for and that runs no more.
    """
    done = {check.item: check for check in checks}
    return Standing(
        missing=[item for item in items if item not in done],
        stale=[item for item in items if item in done and _is_stale(done[item], on, tenancy_runs)],
        refused=[item for item in items if item in done and done[item].outcome == Outcome.REFUSES],
    )


def deed_is_fresh(paper_on: date, *, on: date) -> bool:
    """Whether the title deed is of that day or of one of the 30 days before."""
    return on - timedelta(days=DEED_DAYS) <= paper_on <= on


def touched(columns: Collection[str]) -> frozenset[Item]:
    """The items that rest on these answers."""
    return frozenset(item for column in columns for item in TOUCHES.get(column, ()))


def _is_stale(check: Check, on: date, tenancy_runs: bool) -> bool:
    if check.item == Item.TITLE_DEED:
        return check.paper_on is None or not deed_is_fresh(check.paper_on, on=on)
    return check.item == Item.TENANCY and check.from_register and not tenancy_runs
