"""Template filters of exchanges on their way to the keys."""

from collections.abc import Mapping
from typing import Any

from django import template

from exchange.moves import wording

register = template.Library()
register.filter("stage_tone", wording.stage_tone)
register.filter("stage_short", wording.stage_short)


@register.filter
def at(told: Mapping[int, Any], position: int) -> Any:
    """What we were told of the household or flat at that place of the exchange."""
    return told.get(position, {})
