"""Template filters of the exchange: rooms, reasons, states, places."""

from collections.abc import Sequence
from typing import Any

from django import template

from exchange.adverts import wording
from exchange.matching.compatibility import Block
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
