"""Old .xls files, read by a child process with a bounded memory.

The library lays a sheet out in full: a file of five kilobytes with one cell in the last corner takes a
gigabyte, and running out of memory there ends the process, which must not be the one that serves the office.
Run as a script this module is that child: a file on its standard input, the sheets as JSON on its output.
"""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
MAX_COLUMNS = 200
MAX_ROWS = 50_000
_DATE_KEY = "date"


class UnreadableOldExcel(ValueError):
    """The child could not read the file, or not within its bounds."""


def sheets(raw: bytes) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Bytes of an .xls file in; (name, rows) of each sheet out. Refuses (:class:`UnreadableOldExcel`) the rest."""
    try:
        child = subprocess.run(
            [sys.executable, "-I", str(Path(__file__))],
            input=raw,
            capture_output=True,
            timeout=SECONDS * 2,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as failure:
        raise UnreadableOldExcel("the child process did not finish") from failure
    for name, rows in json.loads(child.stdout):
        yield name, [tuple(_restored(cell) for cell in row) for row in rows]


def _restored(cell: object) -> object:
    return datetime.fromisoformat(cell[_DATE_KEY]) if isinstance(cell, dict) else cell


def _plain(cell: object) -> object:
    """A cell as JSON can carry it: numbers, texts and truths as they are, days marked as such."""
    if isinstance(cell, date):
        return {_DATE_KEY: cell.isoformat()}
    return cell if isinstance(cell, str | int | float) else str(cell)


def _lay_out(raw: bytes) -> list[tuple[str, list[list[object]]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    found = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows: list[list[object]] = [[]] * (sheet.start[0] if sheet.start else 0)
        lead: list[object] = [""] * (sheet.start[1] if sheet.start else 0)
        for row in sheet.iter_rows():
            rows.append([*lead, *map(_plain, row[:MAX_COLUMNS])])
            if len(rows) > MAX_ROWS:
                raise CalamineError("too many rows")
        found.append((name, rows))
    return found


def _serve() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_lay_out(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    _serve()
