"""`make bench`: every benchmark, one JSON line each, a ratio with its baseline measured in the same run."""

import subprocess
import sys

from tests.bench import exchange_clearing


def main() -> int:
    exchange_clearing.main([])
    # The database benches load Django against a database of their own; they come last.
    from tests.bench import offices

    offices.main()
    # A process of its own: memory is measured, and Django is bound to one database.
    return subprocess.run([sys.executable, "-m", "tests.bench.bank_statement"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
