"""Template filters of the exchange: rooms, reasons, states, places."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from exchange.adverts import wording
from exchange.adverts.means import Known, Source
from exchange.matching import solvency
from exchange.matching.compatibility import Block
from exchange.matching.solvency import Outcome
from exchange.pool import places
from exchange.pool.states import State

register = template.Library()
register.filter("rooms", wording.rooms)


@register.filter
def good_things(codes: Sequence[str]) -> str:
    """Reasons for a move, as one line."""
    return ", ".join(str(words) for words in wording.reasons(codes))


@register.filter
def block(code: Block) -> Any:
    """Why a flat does not fit."""
    return wording.BLOCKS[code]


@register.filter
def tone(state: str) -> str:
    """The colour that helps to tell a state."""
    return wording.TONES[State(state)]


@register.filter
def next_step(state: str) -> Any:
    """What happens next with an advert."""
    return wording.NEXT_STEPS[State(state)]


@register.filter
def place_name(code: str) -> str:
    """'town/district' → 'town, district'."""
    return places.name(code)


@register.filter
def means_source(source: Source) -> Any:
    """On whose word the means are."""
    return wording.SOURCES[source]


@register.filter
def cleared_in(known: Known, cost: int) -> Any:
    """How long the household's debt takes in a home of that monthly cost."""
    return wording.how_long(solvency.months_to_clear(known.means, cost=cost))


@register.filter
def of_leg(outcomes: Mapping[int, Outcome], pk: int) -> Outcome | None:
    """The outcome of one move, if it is one of ours."""
    return outcomes.get(pk)


@register.filter
def check_word(state: str) -> Any:
    """How an item of the checklist stands, in a word."""
    return wording.CHECKS[state][0]


@register.filter
def check_tone(state: str) -> str:
    """The colour that helps to tell it."""
    return wording.CHECKS[state][1]


register.filter("how_long", wording.how_long)
