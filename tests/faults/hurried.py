"""The worker's own Celery app on the hurrying clock: `celery -A tests.faults.hurried worker` (or `beat`).

Ticks come twice a second, and a message that was taken and not acknowledged is given out again after two seconds –
otherwise nothing would come twice within a test, and that nothing is done twice would be no wonder.
"""

import os
from datetime import timedelta

import django

from tests.faults import clock

TICK_SECONDS = 0.5
AS_OFTEN = 40  # as the worker's own

clock.hurry()
django.setup()

from worker import offices, timetable  # noqa: E402  # settings and clock come first
from worker.app import app  # noqa: E402

app.conf.beat_schedule = {
    "tick": {"task": "worker.tick", "schedule": TICK_SECONDS, "options": {"expires": 20 * TICK_SECONDS}}
}
app.conf.beat_max_loop_interval = TICK_SECONDS
offices.LOCK_SECONDS /= AS_OFTEN
offices.HELD_SECONDS /= AS_OFTEN
app.conf.broker_transport_options |= {
    "visibility_timeout": 2,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}
if os.environ.get("KUSZOB_TEST_WITHOUT") == "waking again":  # the control: whoever was woken once is believed to be up
    timetable.WAKE_AGAIN = timedelta(days=365)
