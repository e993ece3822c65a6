"""A statement's entries on their way into the books: in temporary tables while it is read, never all in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import batched, starmap
from typing import Any

from django.db import connection

from cases.tenancies import bulk
from cases.tenancies.statements.reading import Reading
from cases.tenancies.statements.statement import Entry, fingerprint, sent_twice

AT_ONCE = 2_000
ENTRY_COLUMNS = (
    "bank_reference", "booked_on", "value_on", "amount", "payer_name", "payer_account", "text", "is_reversal",
    "position", "payer_identifier",
)  # fmt: skip
_COLUMNS = """
    bank_reference text NOT NULL, booked_on date NOT NULL, value_on date NOT NULL, amount bigint NOT NULL,
    payer_name text NOT NULL, payer_account text NOT NULL, text text NOT NULL, is_reversal boolean NOT NULL,
    position integer PRIMARY KEY, payer_identifier text NOT NULL
"""
TABLES = (
    f"CREATE TEMPORARY TABLE statement_entry ({_COLUMNS}, once text NOT NULL, line integer NOT NULL) ON COMMIT DROP",
    f"CREATE TEMPORARY TABLE statement_new ({_COLUMNS}) ON COMMIT DROP",
    """
    CREATE TEMPORARY TABLE statement_match (
        position integer PRIMARY KEY, tenancy_id uuid, payment_id uuid NOT NULL DEFAULT gen_random_uuid(),
        outcome text NOT NULL, reason text NOT NULL
    ) ON COMMIT DROP
    """,
)
AGAIN = """
SELECT min(line) FROM (
    SELECT line, row_number() OVER (PARTITION BY once ORDER BY position) AS nth FROM statement_entry WHERE once <> ''
) counted WHERE nth > 1
"""
# A .csv rarely marks a reversal: it is an entry named after another one, an R behind, of opposite amount.
REVERSALS_BY_NAME = """
UPDATE statement_entry reversal SET is_reversal = true
FROM (
    SELECT DISTINCT ON (bank_reference) bank_reference, amount
    FROM statement_entry ORDER BY bank_reference, position DESC
) original
WHERE right(reversal.bank_reference, 1) IN ('R', 'r')
  AND original.bank_reference = left(reversal.bank_reference, -1) AND original.amount = -reversal.amount
"""
# Entries that share a reference are told apart by their occurrence; what was booked before is left alone.
KEEP_NEW = """
INSERT INTO statement_new
SELECT reference, booked_on, value_on, amount, payer_name, payer_account, text, is_reversal, position, payer_identifier
FROM (
    SELECT DISTINCT ON (reference) * FROM (
        SELECT *, left(bank_reference || CASE WHEN nth > 1 THEN '/' || nth ELSE '' END, %(longest)s) AS reference
        FROM (
            SELECT *, row_number() OVER (PARTITION BY bank_reference ORDER BY position) AS nth FROM statement_entry
        ) counted
    ) identified
    ORDER BY reference, position
) once
WHERE NOT EXISTS (SELECT FROM tenancies_statementline l WHERE l.iban = %(iban)s AND l.bank_reference = reference)
ORDER BY position
"""
NEXT = f"""
SELECT {", ".join(ENTRY_COLUMNS)} FROM statement_new
WHERE position > %s AND is_reversal = %s ORDER BY position LIMIT {AT_ONCE}
"""  # noqa: S608  # joined from constants of our own


@contextmanager
def staged(reading: Reading) -> Iterator[None]:
    """Read to the end; every entry is in `statement_entry` then. Inside a transaction, and gone at the end.

    Refuses what the reading refuses, and a line that stands in the file twice.
    """
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table)
        # The file is read outside the COPY: a refusal would end it, and the server would log what the file says.
        for block in batched(enumerate(reading, start=1), AT_ONCE):
            bulk.copy("statement_entry", (*ENTRY_COLUMNS, "once", "line"), starmap(_row, block))
        cursor.execute("ANALYZE statement_entry")
        cursor.execute(AGAIN)
        again = cursor.fetchone()[0]
        if again is not None:
            raise sent_twice(again)
        if reading.statement.format == "csv":
            cursor.execute(REVERSALS_BY_NAME)
        yield
        cursor.execute("DROP TABLE statement_entry, statement_new, statement_match")


def _row(position: int, entry: Entry) -> Sequence[Any]:
    return (
        entry.bank_reference or fingerprint(entry), entry.booked_on, entry.value_on, entry.amount, entry.payer_name,
        entry.payer_account, entry.text, entry.is_reversal, position, entry.payer_identifier, entry.once, entry.line,
    )  # fmt: skip


def keep_new(*, iban: str, longest_reference: int) -> int:
    """Bring to `statement_new` what was not booked before, each reference once; how many entries that are."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_NEW, {"iban": iban, "longest": longest_reference})
        number = int(cursor.rowcount)
        cursor.execute("ANALYZE statement_new")
    return number


def new_entries(*, reversals: bool) -> Iterator[Entry]:
    """The reversals among the new entries, or all others, in the order of the file; a block in memory at a time."""
    position = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NEXT, [position, reversals])
            block = [Entry(*row) for row in cursor.fetchall()]
        yield from block
        if len(block) < AT_ONCE:
            return
        position = block[-1].position
