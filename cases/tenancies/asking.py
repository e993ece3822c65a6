"""What a household is asked to pay when something was agreed with it instead of everything at once.

The slice that makes such agreements is above this one and named in `settings.ASKED_INSTEAD`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from cases.tenancies.models import Tenancy


@dataclass(frozen=True)
class Ask:
    """Forints and their day, in the words of the agreement; `is_missing` when the day has gone by."""

    amount: int
    pay_by: date | None
    words: Any
    is_missing: bool = False


@cache
def _provider() -> Callable[[Tenancy, date], Ask | None]:
    provider: Callable[[Tenancy, date], Ask | None] = import_string(settings.ASKED_INSTEAD)
    return provider


def instead(tenancy: Tenancy, *, on: date) -> Ask | None:
    """What is asked by agreement on the day; None where the whole account counts."""
    return _provider()(tenancy, on)
