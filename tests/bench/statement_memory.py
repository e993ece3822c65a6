"""How much memory a statement's lines cost: each file is booked by a process of its own, from the disk.

`python -m tests.bench.statement_memory FILE` is that process: it books the file in the bench's office, undoes it and
prints the most memory it ever held, in kilobytes.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench import statement_files

ROOT = Path(__file__).resolve().parents[2]
OFFICE = "benchbank"


def growth(numbers: Sequence[str], *, few: int, many: int) -> Iterator[dict[str, Any]]:
    """For each format the most memory at few and at many lines, and what a line more costs, in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        for form in statement_files.FORMATS:
            peaks, path = [], Path(folder) / form
            for lines in (few, many):
                statement_files.write(path, form, numbers, lines)
                peaks.append(_peak_kb(path))
            yield {
                "id": "P2-memory", "format": form, "file_mb": round(path.stat().st_size / 2**20, 1),
                f"mb_at_{few}": round(peaks[0] / 1024, 1), f"mb_at_{many}": round(peaks[1] / 1024, 1),
                "bytes_a_line_more": round((peaks[1] - peaks[0]) * 1024 / (many - few), 1),
            }  # fmt: skip


def _peak_kb(path: Path) -> int:
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.statement_memory", str(path)],
        cwd=ROOT, env=os.environ | {"KUSZOB_TEST_CHILD": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(told.stdout.split()[-1])


def main(name: str) -> None:
    import django

    django.setup()
    from django.db import transaction

    from cases.tenancies.statements import booking
    from kernel.access import SYSTEM
    from tenants import context
    from tenants.registry import opening

    with context.entered(opening.find(OFFICE)), transaction.atomic():
        with Path(name).open("rb") as file:
            booking.import_statement(content=file, filename="x", by=SYSTEM, account=statement_files.IBAN)
        transaction.set_rollback(True)
    # Not getrusage: it begins with what the process that started this one held.
    status = Path("/proc/self/status").read_text()
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


if __name__ == "__main__":
    main(sys.argv[1])
