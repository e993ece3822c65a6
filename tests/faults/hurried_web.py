"""The web process on the hurrying clock: `gunicorn tests.faults.hurried_web`."""

import os

from tests.faults import clock

clock.hurry()

from project.wsgi import application  # noqa: F401  # the clock comes first

if os.environ.get("KUSZOB_TEST_WITHOUT") == "the door's 503":  # the control: an outage is an error like any other
    from tenants.registry import doors

    doors.OUTAGES = ()
