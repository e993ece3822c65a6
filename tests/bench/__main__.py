"""`make bench`: every benchmark, one JSON line each, a ratio with its baseline measured in the same run."""

import sys

from tests.bench import exchange_clearing


def main() -> int:
    exchange_clearing.main([])
    # The database benches load Django against a database of their own; they come last.
    from tests.bench import offices

    offices.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
