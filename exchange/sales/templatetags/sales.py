"""Template filters of sales: what a code means, how long, whose turn."""

from typing import Any

from django import template

from exchange.adverts import wording as exchange_wording
from exchange.sales import wording

register = template.Library()
register.filter("months", exchange_wording.how_long)


@register.filter
def claim(key: str) -> Any:
    """What is paid, in words."""
    return wording.CLAIMS[key]


@register.filter
def rank(code: Any) -> Any:
    """Whose turn it is."""
    return wording.RANKS[code]


@register.filter
def trouble(code: Any) -> Any:
    """Why a plan does not come out."""
    return wording.TROUBLES[code]


@register.filter
def way_trouble(code: Any) -> Any:
    """Why a way to treat arrears does not come out."""
    return wording.WAY_TROUBLES[code]


@register.filter
def way(code: Any) -> Any:
    return wording.WAYS[code]


@register.filter
def need(code: Any) -> Any:
    """What must be there before the landlord consents."""
    return wording.NEEDS[code]


@register.filter
def duty_why(code: Any) -> Any:
    """What the duty was counted on."""
    return wording.DUTIES[code]
