"""Hostile and broken uploads, generated: each gets one clear sentence, and nothing of it is booked."""

import gzip
import io
import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.tenancies.models import BankStatement, ColumnMapping, LedgerEntry, PayerAccount, Payment, StatementLine
from cases.tenancies.statements import booking
from cases.tenancies.statements.statement import UnreadableStatement
from kernel.access import SYSTEM
from kernel.models import Document
from tenants.registry import bank_accounts
from tenants.registry.bank_accounts import NotYourAccount
from tests.cast import tenancy
from tests.report import say

SAMPLES = Path(__file__).parents[2] / "data" / "office_a"
CAMT = (SAMPLES / "statement_camt053.xml").read_bytes()
MT940 = (SAMPLES / "statement.mt940").read_bytes()
CSV = (SAMPLES / "statement_bank.csv").read_bytes()
TABLE = CSV.decode("cp1250")
POSTAL = (
    "F9990001610000018000000002026111700 01\n".replace(" ", "")
    + f"T{'70336':>024}{20_000:012d}20261112007621{1:012d}\nZ0000001{20_000:015d}\n"
)
IBAN = "HU94999999990000000001999996"
FORMULAS = ("=1+1", '=HYPERLINK("http://x")', "+5", "@SUM(A1)", "=cmd|' /C calc'!A0", "-1+1", "=0x10", "\t=5")
LEFT = (BankStatement, StatementLine, Payment, LedgerEntry, PayerAccount, Document, ColumnMapping)
chance = random.Random(20_261_124)


def cut(name: str, raw: bytes, number: int) -> Iterator[tuple[str, bytes]]:
    """The file broken off at many places; where only empty space is lost nothing is broken."""
    for place in sorted(chance.sample(range(1, len(raw.rstrip()) - 8), number)):
        yield f"{name} cut at {place}", raw[:place]


def encoded(name: str, text: str) -> Iterator[tuple[str, bytes]]:
    """Letters that were lost or doubled on the way."""
    for wrong in ("latin-1", "cp1252", "iso8859-2", "cp1250"):
        yield f"{name} in utf-8 taken for {wrong}", text.encode().decode(wrong, "replace").encode()
    for lost in ("utf-16", "utf-16-be", "utf-32"):
        yield f"{name} in {lost} without its end", text.encode(lost)[:-1]
    yield f"{name} with replacement signs", text.replace("ö", "\ufffd").encode()
    yield f"{name} with NUL bytes", text.replace("á", "\x00").encode()


def zipped() -> Iterator[tuple[str, bytes]]:
    for size in (1, 1_000, 30_000_000):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("statement.xml", b"0" * size)
        yield f"zip of {size}", packed.getvalue()
        yield f"gzip of {size}", gzip.compress(b"<Document>" * (size // 10 + 1))
        yield f"zip of {size} after a good start", CAMT[:3000] + packed.getvalue()[:2000]
    for start in (
        b"PK\x05\x06",
        b"BZh91AY",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"\xfd7zXZ\x00",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"MZ\x90\x00",
        b"\x7fELF",
    ):
        yield f"binary {start!r}", start + chance.randbytes(400)


def entities() -> Iterator[tuple[str, bytes]]:
    laughs = "".join(f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9))
    kinds = {
        "laughs": f"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>{laughs}]>",
        "blowup": f"<!DOCTYPE x [<!ENTITY a '{'x' * 50_000}'>]>",
        "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "net": '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]>',
        "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hosts"> %p;]>',
        "outer": '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        "public": '<!DOCTYPE x PUBLIC "-//X" "http://127.0.0.1:9/x.dtd">',
    }
    for name, doctype in kinds.items():
        for entity in ("&a;", "&j;", ""):
            for encoding in ("utf-8", "utf-16", "iso-8859-2"):
                text = CAMT.decode().replace("?>", f"?>{doctype}", 1).replace("Varga", f"{entity}Varga", 1)
                yield f"entity {name} {entity} in {encoding}", text.replace('"UTF-8"', f'"{encoding}"').encode(encoding)


def cells() -> Iterator[tuple[str, bytes]]:
    """Formulas and nonsense in every column that has to be a day, an amount or a currency."""
    rows = TABLE.splitlines()
    start = next(number for number, row in enumerate(rows) if row.count(";") >= 4)
    headings, good = rows[start].split(";"), rows[start + 1].split(";")
    for place, heading in enumerate(headings):
        for wrong in (*FORMULAS, "NaN", "1e9", "∞", "１２", "31/12/2026", "2026.13.01", "", "12,345,6", "0"):
            cell = f'"{wrong.replace(chr(34), chr(34) * 2)}"'
            broken = ";".join([*good[:place], cell, *good[place + 1 :]])
            # An amount may have a plus; a line without a day of booking has its value date.
            is_fine = (heading, wrong) in {("Összeg", "+5"), ("Könyvelés dátuma", "")}
            if not is_fine and any(word in heading.lower() for word in ("összeg", "pénznem", "könyvelés dátuma")):
                yield f"csv {heading} {wrong!r}", "\n".join([*rows[: start + 1], broken, *rows[start + 2 :]]).encode()


def balances() -> Iterator[tuple[str, bytes]]:
    """One figure changed anywhere: the entries no longer lead from the opening balance to the closing one."""
    camt, mt940 = CAMT.decode(), MT940.decode()
    for number in range(1, 81):
        yield f"camt amount {number}", more(camt, '<Amt Ccy="HUF">', number).encode()
        yield f"mt940 entry {number}", more(mt940, ":61:", number).encode()
    for digit in "0123456789":
        yield f"mt940 closing {digit}", mt940.replace("HUF5579515,00", f"HUF557951{digit},01").encode()
        yield (
            f"postal total {digit}",
            POSTAL.replace(
                "Z0000001000000000020000",
                f"Z000000100000000002000{digit}" if digit != "0" else "Z0000002000000000020000",
            ).encode(),
        )


def more(text: str, mark: str, number: int) -> str:
    """The first digit of the amount behind the nth mark changed."""
    place = -1
    for _time in range(number):
        place = text.index(mark, place + 1)
    end = text.index(",", place) if mark == ":61:" else text.index("<", place + len(mark))
    digit = next(at for at in range(end - 1, place, -1) if text[at].isdigit() and text[at - 1].isdigit())
    return text[:digit] + str((int(text[digit]) + 1) % 10) + text[digit + 1 :]


def generated() -> list[tuple[str, bytes]]:
    found = [
        *cut("camt", CAMT, 120), *cut("mt940", MT940, 90), *cut("postal", POSTAL.encode(), 40),
        *encoded("csv", TABLE), *encoded("mt940", MT940.decode()), *zipped(), *entities(), *cells(), *balances(),
    ]  # fmt: skip
    found += [(f"noise {n}", chance.randbytes(chance.randint(1, 900))) for n in range(40)]
    return found


FILES = generated()
# What an office may also be told: the account is another's, or which account it is of cannot be known.
REFUSALS = (UnreadableStatement, NotYourAccount)


def test_s8_no_hostile_file_books_anything(alder):
    bank_accounts.register(IBAN, office=alder)
    tenancy(old_identifier="70336")
    before = {model: model.objects.count() for model in LEFT}
    booked, unclear, tried = [], [], 0
    tracemalloc.start()
    for name, raw in FILES:
        tried += 1
        tracemalloc.reset_peak()
        try:
            booking.import_statement(content=raw, filename=name, by=SYSTEM)
            booked.append(name)
        except REFUSALS as refusal:
            sentence = str(refusal)
            if not (20 < len(sentence) < 260 and sentence.endswith(".") and "Traceback" not in sentence):
                unclear.append((name, sentence))
        if tracemalloc.get_traced_memory()[1] > 60 * 1024 * 1024:
            unclear.append((name, "memory"))
    tracemalloc.stop()
    after = {model: model.objects.count() for model in LEFT}
    say("S8", tried=tried, survived=tried - len(booked) - len(unclear), leaked=len(booked))
    assert tried >= 500
    assert booked == []
    assert unclear == []
    assert after == before


@pytest.mark.parametrize("raw", [CAMT, MT940, CSV, POSTAL.encode()], ids=["camt", "mt940", "csv", "postal"])
def test_control_the_files_that_were_broken_are_good_ones(alder, raw):
    bank_accounts.register(IBAN if raw[:1] != b"F" else "HU33999000161000001800000000", office=alder)
    booking.import_statement(content=raw, filename="good", by=SYSTEM)
    assert StatementLine.objects.exists()
