"""The Celery tasks: three doorbells, nothing else."""

from datetime import date

from django.utils import timezone

from tenants.registry.models import Office
from worker import delivery, offices, timetable
from worker.app import app


@app.task(name="worker.tick")
def tick() -> int:
    """Every few seconds: wake what is due, and every active office's delivery."""
    now = timezone.now()
    woken = timetable.tick(at=now, wake=lambda job, schema, day: run_job.delay(job, schema, day.isoformat()))
    for schema in Office.objects.filter(status=Office.Status.ACTIVE, kind=Office.Kind.TOWN).values_list(
        "schema_name", flat=True
    ):
        deliver.apply_async([schema], expires=60)
    return woken


@app.task(name="worker.run_job")
def run_job(job: str, schema: str, business_date: str) -> str:
    return offices.run_job(job, schema, date.fromisoformat(business_date), at=timezone.now())


@app.task(name="worker.deliver")
def deliver(schema: str) -> int:
    return offices.deliver(schema, at=timezone.now(), seconds=delivery.WAKE_UP_SECONDS)
