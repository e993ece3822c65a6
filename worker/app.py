"""The alarm clock: Celery carries wake-ups (which job, which office, which day) and nothing else.

Everything that matters is a row in PostgreSQL; losing Redis costs a tick's delay.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

from celery import Celery, signals  # settings are named first
from django.conf import settings

from worker import broker

TICK_SECONDS = 20.0

broker.install()
app = Celery("kuszob")
app.conf.update(
    broker_url=settings.CELERY_BROKER,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600, "socket_timeout": 10, "socket_connect_timeout": 5},
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_default_queue="kuszob",
    task_time_limit=3000,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_max_tasks_per_child=500,
    timezone="Europe/Budapest",
    enable_utc=True,
    beat_schedule={"tick": {"task": "worker.tick", "schedule": TICK_SECONDS, "options": {"expires": TICK_SECONDS}}},
    imports=["worker.tasks"],
)


@signals.worker_process_init.connect
def _own_connections(**_: object) -> None:
    """A forked worker opens connections of its own."""
    from django.db import connections

    connections.close_all()


@signals.task_postrun.connect
def _leave_the_office(**_: object) -> None:
    from django.db import connection

    connection.set_schema_to_public()  # type: ignore[attr-defined]
    connection.close_if_unusable_or_obsolete()
