"""A clock that hurries: what takes a town's worker minutes takes seconds here, and the day can begin again.

Every process of one test reads the same clock. Its day begins when the file that KUSZOB_TEST_CLOCK names is touched.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

SPEED = 60
BEGINS = datetime(2026, 11, 24, 8, tzinfo=UTC)  # a Tuesday, nine o'clock in Budapest


def now() -> datetime:
    passed = time.time() - Path(os.environ["KUSZOB_TEST_CLOCK"]).stat().st_mtime
    return BEGINS + SPEED * timedelta(seconds=passed)


def hurry() -> None:
    """From here on this process lives by that clock."""
    timezone.now = now
