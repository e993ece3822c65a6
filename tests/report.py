"""Figures of the fault and isolation tests: each prints one line, `make report` makes the README's table."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "figures"
README = ROOT / "README.md"
START, END = "<!-- figures -->", "<!-- /figures -->"
# The full figures take about an hour; every other run does a representative part of the same tests.
FULL = os.environ.get("KUSZOB_FIGURES") == "full"
LINE = re.compile(r"^(\S+) tried (\d+) survived (\d+) lost (\d+) duplicate (\d+) leaked (\d+)$")


def say(name: str, *, tried: int, survived: int, lost: int = 0, duplicate: int = 0, leaked: int = 0) -> None:
    """Print one line and keep it for the report."""
    line = f"{name} tried {tried} survived {survived} lost {lost} duplicate {duplicate} leaked {leaked}"
    print(line)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.txt").write_text(line + "\n")


def tell(name: str, line: str) -> None:
    """Print a line that goes beside a figure and into no table: a ratio, a time."""
    print(line)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.txt").write_text(line + "\n")


def table() -> str:
    rows = ["| id | tried | survived | lost | duplicate | leaked |", "|---|---|---|---|---|---|"]
    for path in sorted(FOLDER.glob("*.txt")):
        if match := LINE.match(path.read_text().strip()):
            rows.append("| " + " | ".join(match.groups()) + " |")
    return "\n".join(rows)


def main() -> int:
    """Run every test at its full figures, then write their table into the README."""
    for path in FOLDER.glob("*.txt") if FOLDER.exists() else ():
        path.unlink()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup"]
    status = subprocess.run(command, cwd=ROOT, env=os.environ | {"KUSZOB_FIGURES": "full"}, check=False).returncode
    write()
    print(table())
    return status


def write() -> None:
    """Put the table of the last run's figures between its marks in the README."""
    text = README.read_text()
    before, rest = text.split(START, 1)
    README.write_text(before + START + "\n" + table() + "\n" + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    sys.exit(main())
