"""`make bench`: every benchmark, one JSON line each, a ratio with its baseline measured in the same run."""

import subprocess
import sys

from tests.bench import exchange_baseline, exchange_clearing, letter_speed


def main() -> int:
    exchange_clearing.main([])
    exchange_baseline.main()
    letter_speed.main()
    # The database benches load Django against a database of their own; they come last.
    from tests.bench import offices

    offices.main()
    # Processes of their own: memory is measured, and Django is bound to one database.
    statuses = [
        subprocess.run([sys.executable, "-m", f"tests.bench.{bench}"], check=False).returncode
        for bench in ("bank_statement", "reminder_runs")
    ]
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main())
