"""The matching engine's codes, said in plain words."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from exchange.adverts.means import Source
from exchange.matching.compatibility import Block
from exchange.matching.explanation import Reason
from exchange.pool.states import State

BLOCKS: dict[Block, "str | Promise"] = {
    Block.PLACE: _("not in a wanted place"),
    Block.TOO_FEW_ROOMS: _("too few rooms"),
    Block.TOO_MANY_ROOMS: _("too many rooms"),
    Block.TOO_SMALL: _("too small"),
    Block.TOO_LARGE: _("too large"),
    Block.CROWDED: _("too small for so many people"),
    Block.TOO_COSTLY: _("costs too much a month"),
    Block.TOO_HIGH_UP: _("upstairs without a lift"),
    Block.STEPS: _("has steps"),
    Block.HEATING: _("other heating"),
    Block.COMFORT: _("too little comfort"),
    Block.TENURE: _("other kind of right to the flat"),
    Block.NOT_A_FLAT: _("not a flat"),
}
REASONS: dict[str, "str | Promise"] = {
    Reason.COSTS_LESS.value: _("costs less"),
    Reason.LARGER.value: _("larger"),
    Reason.SMALLER.value: _("smaller"),
    Reason.MORE_COMFORT.value: _("more comfort"),
    Reason.SAME_DISTRICT.value: _("same district"),
    Reason.SAME_TOWN.value: _("same town"),
    Reason.STEP_FREE.value: _("no steps"),
    Reason.LIFT.value: _("has a lift"),
}
TONES = {
    State.DRAFT: "quiet",
    State.VERIFIED: "plain",
    State.ACTIVE: "plain",
    State.IN_PROPOSAL: "warn",
    State.IN_EXCHANGE: "good",
    State.DONE: "good",
    State.WITHDRAWN: "quiet",
    State.EXPIRED: "bad",
}
NEXT_STEPS: dict[State, "str | Promise"] = {
    State.DRAFT: _("The advert is not finished. Answer the open questions, then publish it."),
    State.VERIFIED: _("The office has checked the advert. It is published next."),
    State.ACTIVE: _("We look for an exchange every night. You do not have to do anything."),
    State.IN_PROPOSAL: _("We found an exchange."),
    State.IN_EXCHANGE: _("Everybody said yes. Now follow the steps to the keys."),
    State.DONE: _("The exchange is done."),
    State.WITHDRAWN: _("This advert was taken back. You can publish it again."),
    State.EXPIRED: _("This advert was not confirmed in time. You can publish it again."),
}
CHECKS: dict[str, tuple["str | Promise", str]] = {
    "open": (_("open"), "quiet"),
    "good": (_("in order"), "good"),
    "stale": (_("too old"), "bad"),
    "refused": (_("not agreed"), "bad"),
}
HANDED_IN = _("The office checks your advert and then publishes it. You do not have to do anything.")
# What a resident reads after the last step: handed in, or published.
FINISHED = (
    _("Thank you. The office checks your advert and then publishes it."),
    _("Your advert is published for 90 days."),
)
MISSING: dict[str, "str | Promise"] = {
    "town": _("where the flat is"),
    "half_rooms": _("number of rooms"),
    "area_m2": _("floor area"),
    "comfort": _("comfort grade"),
    "heating": _("heating"),
    "tenure": _("right to the flat"),
    "monthly_cost": _("monthly cost"),
}


def reasons(codes: Sequence[str]) -> list["str | Promise"]:
    """Codes of good things about a move → words, in the same order."""
    return [REASONS[code] for code in codes if code in REASONS]


def rooms(half_rooms: int | None) -> str:
    """3 → 1½"""
    if half_rooms is None:
        return ""
    whole, half = divmod(half_rooms, 2)
    return f"{whole or ''}{'½' if half else ''}"


SOURCES = {
    Source.STATED: _("as the adviser states it"),
    Source.BUDGET: _("by the budget sheet"),
    Source.PAID: _("by what was paid in half a year"),
}


def how_long(months: int | None) -> Any:
    """How long a debt takes, in words."""
    if months is None:
        return _("not like this: nothing is left for it")
    if not months:
        return _("there is no debt")
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
