"""Ranges of days for exclusion constraints."""

from typing import Any, ClassVar

from django.db import models


class DateRange(models.Func):
    """daterange(from, until, '[]'): both days included, an absent end is open."""

    function = "daterange"
    output_field: ClassVar[Any] = models.Field()
