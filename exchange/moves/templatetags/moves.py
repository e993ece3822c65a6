"""Template filters of exchanges on their way to the keys."""

from collections.abc import Mapping
from typing import Any

from django import template

from exchange.moves import papers as wordings
from exchange.moves import wording
from exchange.moves.seats import OurSeat

register = template.Library()
register.filter("stage_tone", wording.stage_tone)
register.filter("stage_short", wording.stage_short)


@register.filter
def at(told: Mapping[int, Any], position: int) -> Any:
    """What we were told of the household or flat at that place of the exchange."""
    return told.get(position, {})


@register.filter
def papers(seat: OurSeat, kinds: str) -> list[tuple[str, str]]:
    """Those of some papers (their codes with blanks between) that fit one of our flats, with their labels."""
    fitting = wordings.fitting(seat)
    return [(kind, str(wordings.Kind(kind).label)) for kind in kinds.split() if kind in fitting]
