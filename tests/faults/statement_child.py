"""A process that books a bank statement and may be killed at any of its fault points."""

from pathlib import Path
from typing import Any

from tests.faults.forker import serve


def work(arena: Any, wanted: dict[str, Any]) -> int:
    """Book the file in the office Alder; the number of fault points passed."""
    from cases.tenancies.statements import booking
    from kernel import faults
    from kernel.access import SYSTEM
    from tenants import context
    from tenants.registry.models import Office

    arena.use_database(wanted["database"])
    faults.arm("*", wanted["kill_at"])
    with context.entered(Office.objects.get(slug="alder")):
        booking.import_statement(content=Path(wanted["file"]).read_bytes(), filename="x.csv", by=SYSTEM, account="")
    return min(faults.passed(), 98)


if __name__ == "__main__":
    serve(work)
