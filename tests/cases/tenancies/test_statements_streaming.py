"""Statements are read piece by piece: the same result as all at once, and a memory that does not grow with them."""

import gc
import io
import tracemalloc
from pathlib import Path

import pytest
from django.db import connection, transaction

from cases.tenancies.decoding import PIECE, UndecodableText, decode
from cases.tenancies.models import BankStatement, LedgerEntry, PayerAccount, Payment, StatementLine
from cases.tenancies.statements import booking, staging
from cases.tenancies.statements.reading import opened, read
from cases.tenancies.statements.statement import UnreadableStatement
from kernel.access import SYSTEM
from kernel.models import Document
from tenants.registry import bank_accounts
from tests.bench import statement_files
from tests.cast import tenancy

SAMPLES = Path(__file__).parents[2] / "data" / "office_a"
LEFT = (BankStatement, StatementLine, Payment, LedgerEntry, PayerAccount, Document)
TABLE = "Dátum;Összeg;Közlemény;Partner számlaszáma;Azonosító\n"
SHARED = TABLE + "".join(
    f"2026-11-0{day};{amount};{text};;{reference}\n"
    for day, amount, text, reference in [
        (1, 500, "lakbér", ""),
        (1, 500, "lakbér", ""),
        (2, 700, "rezsi", "A7"),
        (2, 701, "rezsi", "A7"),
        (3, -701, "vissza", "A7R"),
        (4, 900, "elöl", "B9r"),
        (4, -900, "hátul", "B9"),
        (5, 11, "R", "R"),
    ]
)
FILES = {
    "camt053": (SAMPLES / "statement_camt053.xml").read_bytes(),
    "mt940": (SAMPLES / "statement.mt940").read_bytes(),
    "csv": (SAMPLES / "statement_bank.csv").read_bytes(),
    "csv with shared references": SHARED.encode(),
}


def written(form, lines, numbers=("KL-000001-08",)):
    pieces, encoding = statement_files.FORMATS[form]
    return "".join(pieces(numbers, lines)).encode(encoding)


@pytest.mark.parametrize("raw", FILES.values(), ids=FILES)
def test_entries_in_the_database_are_those_read_at_once(alder, raw):
    with transaction.atomic(), staging.staged(opened(io.BytesIO(raw))):
        number = staging.keep_new(iban="HU1", longest_reference=80)
        entries = [*staging.new_entries(reversals=False), *staging.new_entries(reversals=True)]

    assert tuple(sorted(entries, key=lambda one: one.position)) == read(raw).entries
    assert len(entries) == number


@pytest.mark.parametrize("form", statement_files.FORMATS)
def test_a_file_longer_than_a_block_is_the_same_in_pieces(alder, form):
    raw = written(form, 2 * staging.AT_ONCE + 3)
    with transaction.atomic(), staging.staged(opened(io.BytesIO(raw))):
        staging.keep_new(iban="HU1", longest_reference=80)
        entries = tuple(staging.new_entries(reversals=False))

    assert entries == read(raw).entries
    assert len(entries) == 2 * staging.AT_ONCE + 3


def item_twice(raw):
    """The last item once more, and a trailer that counts it."""
    *items, item, trailer, end = raw.split(b"\r\n")
    total = int(trailer[8:23]) + int(item[25:37])
    return b"\r\n".join([*items, item, item, b"Z%07d%015d" % (len(items) + 1, total), end])


BROKEN_AT_THE_END = {
    "camt053": lambda raw: raw.replace(b"</Stmt>", b"<Ntry></Ntry></Stmt>"),
    "mt940": lambda raw: raw.replace(b":62F:", b":61:2611311131C1,00NTRF\r\n:62F:"),
    "csv": lambda raw: raw + b"\n2026.11.30;;x,00;HUF;;;;B",
    "csv with a line twice": lambda raw: raw + raw[raw.rindex(b"\n") :],
    "postal": lambda raw: raw.replace(b"\r\nZ", b"\r\nT\r\nZ"),
    "postal with an item twice": item_twice,
}


@pytest.mark.parametrize("name", BROKEN_AT_THE_END)
def test_a_broken_last_line_books_nothing_of_the_lines_before_it(alder, name):
    bank_accounts.register(statement_files.IBAN, office=alder)
    let = tenancy()
    good = written(name.split()[0], 3_000, [let.number])
    before = [model.objects.count() for model in LEFT]

    with pytest.raises(UnreadableStatement):
        booking.import_statement(content=io.BytesIO(BROKEN_AT_THE_END[name](good)), filename="x", by=SYSTEM)

    assert [model.objects.count() for model in LEFT] == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.statement_entry')")
        assert cursor.fetchone() == (None,)


@pytest.mark.parametrize("form", statement_files.FORMATS)
def test_a_file_is_booked_and_kept_whole_and_stays_open(alder, form):
    bank_accounts.register(statement_files.IBAN, office=alder)
    let = tenancy()
    raw = written(form, 2_100, [let.number])
    file = io.BytesIO(raw)

    booked = booking.import_statement(content=file, filename="x", by=SYSTEM)

    kept = Document.objects.get(pk=booked.statement.document_id)
    assert bytes(kept.content) == raw
    assert kept.size == len(raw)
    assert booked.statement.counts["lines"] == StatementLine.objects.count() == 2_100
    assert Payment.objects.count() >= 1_800
    assert not file.closed


@pytest.mark.parametrize("form", ["camt053", "csv"])
def test_memory_does_not_grow_with_the_lines(alder, tmp_path, form):
    """The first time fills the caches, which are bounded."""
    peaks = []
    for lines in (6_000, 6_000, 12_000):
        path = tmp_path / f"{lines}"
        statement_files.write(path, form, ["KL-000001-08"], lines)
        with path.open("rb") as file, transaction.atomic():
            gc.collect()
            tracemalloc.start()
            try:
                with staging.staged(opened(file)):
                    staging.keep_new(iban="HU1", longest_reference=80)
                    assert sum(1 for _entry in staging.new_entries(reversals=False)) == lines
                peaks.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()

    assert peaks[2] - peaks[1] < 100 * 6_000  # one entry held takes ten times as much


LETTERS = "őű„”é€"


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_letters_cut_by_the_end_of_a_piece_are_whole(encoding, shift):
    text = "a" * shift + LETTERS * (PIECE // 5)

    assert decode(text.encode(encoding)) == text


def test_twice_encoded_letters_on_both_sides_of_a_piece_are_seen():
    wrong = "é".encode().decode("cp1250")
    raw = ("a" * (PIECE - 2) + wrong).encode()
    assert len(raw[:PIECE].decode()) == PIECE - 1

    with pytest.raises(UndecodableText):
        decode(raw)
