"""The web process, or its control: `gunicorn tests.faults.web_child`."""

import os

from project.wsgi import application  # noqa: F401  # what gunicorn looks for

if os.environ.get("KUSZOB_TEST_WITHOUT") == "the door's 503":  # the control: an outage is an error like any other
    from tenants.registry import doors

    doors.OUTAGES = ()
