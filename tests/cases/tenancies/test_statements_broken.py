"""Damaged, wrong and hostile statement files: one clear sentence each, and nothing to book."""

import gzip
import io
import os
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.tenancies.statements import camt053, reading
from cases.tenancies.statements.reading import read
from cases.tenancies.statements.statement import Statement, UnreadableStatement

SAMPLES = Path(__file__).parents[2] / "data" / "office_a"
CAMT = (SAMPLES / "statement_camt053.xml").read_bytes()
MT940 = (SAMPLES / "statement.mt940").read_bytes()
CSV = (SAMPLES / "statement_bank.csv").read_bytes()
XML = CAMT.decode()
SWIFT = MT940.decode()
TABLE = CSV.decode("cp1250")
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def xml(old, new, count=1):
    assert old in XML
    return XML.replace(old, new, count).encode()


def swift(old, new, count=1):
    assert old in SWIFT
    return SWIFT.replace(old, new, count).encode()


def table(old, new, count=1):
    assert old in TABLE
    return TABLE.replace(old, new, count).encode("cp1250")


def with_doctype(doctype, entity=""):
    text = XML.replace("<Document", doctype + "<Document", 1)
    return text.replace("köszönettel", entity, 1).encode() if entity else text.encode()


def zipped():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("statement.xml", CAMT)
    return stream.getvalue()


def second_account(text, old):
    return (text + text.replace(old, "HU33999000161000001800000000")).encode()


FIRST = "2026.11.01;2026.11.01;28080,00;HUF;Varga Ödön;HU88999004870000000001000481;Azonosító 70336 köszönettel;B1000029\r\n"
STMT = XML[XML.index("<Stmt>") : XML.index("</Stmt>") + len("</Stmt>")]
BROKEN = {
    "empty": b"",
    "only spaces": b"\r\n\t ",
    "only a byte order mark": b"\xef\xbb\xbf",
    "only zero bytes": b"\x00" * 300,
    "one letter": b"x",
    "noise": b"\x00\x01\x02" + os.urandom(100) + b"\x00",
    "pdf": b"%PDF-1.7 ...",
    "spreadsheet of old": bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 100,
    "zip": zipped(),
    "zip bomb": zipped()[:10] + b"\x00" * 100,
    "gzip": gzip.compress(CAMT),
    "prose": "Kedves Ügyfelünk! Mellékeljük a kivonatot.".encode(),
    "too large": b"<" + b" " * reading.MAX_BYTES,
    # camt.053
    "camt cut short": CAMT[: len(CAMT) // 2],
    "camt without its last sign": CAMT[:-1],
    "camt start only": CAMT[:60],
    "camt with a control sign": xml("Varga", "Var\x01ga"),
    "camt with broken nesting": xml("</Ntry>", "</Entry>"),
    "camt in the wrong encoding": XML.encode("cp1250"),
    "camt claiming an unknown encoding": xml('encoding="UTF-8"', 'encoding="EBCDIC-9"'),
    "camt with laughing entities": with_doctype(LAUGHS, "&j;"),
    "camt with unused entities": with_doctype(LAUGHS),
    "camt with an outside entity": with_doctype(OUTSIDE, "&a;"),
    "camt with a document type": with_doctype("<!DOCTYPE Document>"),
    "camt with an outside document type": with_doctype('<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "camt with an undeclared entity": xml("köszönettel", "&nbsp;"),
    "camt of another kind": XML.replace("BkToCstmrStmt", "BkToCstmrAcctRpt").encode(),
    "other xml": b"<html><body>x</body></html>",
    "camt without statements": b"<Document><BkToCstmrStmt/></Document>",
    "camt without an account": xml("<IBAN>HU94999999990000000001999996</IBAN>", ""),
    "camt without an opening balance": xml("OPBD", "XXXX"),
    "camt without a closing balance": xml("CLBD", "XXXX"),
    "camt with a wrong opening balance": xml("3214880.00", "3214881.00"),
    "camt with a wrong closing balance": xml("5579515.00", "5579514.00"),
    "camt with a changed amount": xml("28080.00", "28081.00"),
    "camt with a missing entry": xml(XML[XML.index("<Ntry>") : XML.index("</Ntry>") + 7], ""),
    "camt with an entry twice": xml("<Ntry>", XML[XML.index("<Ntry>") : XML.index("</Ntry>") + 7] + "<Ntry>"),
    "camt with a turned sign": xml("<CdtDbtInd>DBIT", "<CdtDbtInd>CRDT"),
    "camt with an unknown sign": xml("<CdtDbtInd>DBIT", "<CdtDbtInd>BOTH"),
    "camt without a sign": xml("<CdtDbtInd>DBIT</CdtDbtInd>", ""),
    "camt in euros": XML.replace("HUF", "EUR").encode(),
    "camt with one entry in euros": xml(
        '<NtryRef>B1000029</NtryRef><Amt Ccy="HUF">', '<NtryRef>B1000029</NtryRef><Amt Ccy="EUR">'
    ),
    "camt with fractions": XML.replace("28080.00", "28080.50").encode(),
    "camt with a number in words": xml("28080.00", "sok"),
    "camt with an endless number": xml("28080.00", "9" * 5000),
    "camt with an exponent": xml("28080.00", "28e3"),
    "camt without an amount": xml('<NtryRef>B1000029</NtryRef><Amt Ccy="HUF">28080.00</Amt>', ""),
    "camt with an impossible day": xml("<BookgDt><Dt>2026-11-01", "<BookgDt><Dt>2026-11-31"),
    "camt without days": xml("<BookgDt><Dt>2026-11-01</Dt></BookgDt><ValDt><Dt>2026-11-01</Dt></ValDt>", ""),
    "camt of two accounts": XML.replace(
        STMT, STMT + STMT.replace("HU94999999990000000001999996", "HU33999000161000001800000000")
    ).encode(),
    "camt with the same page twice": XML.replace(STMT, STMT + STMT).encode(),
    # MT940
    "mt940 cut short": MT940[: len(MT940) // 2],
    "mt940 cut in a line": MT940[:150],
    "mt940 without a closing balance": swift(":62F:C261130HUF5579515,00", ""),
    "mt940 without an opening balance": swift(":60F:C261101HUF3214880,00\r\n", ""),
    "mt940 without an account": swift(":25:HU94999999990000000001999996\r\n", ""),
    "mt940 with a wrong closing balance": swift("5579515,00", "5579516,00"),
    "mt940 with a changed amount": swift("C28080,00", "C28081,00"),
    "mt940 with a lost line": swift(":61:2611011101C28080,00NTRFNONREF//B1000029\r\n", ""),
    "mt940 with a turned sign": swift("1130RC7140", "1130RD7140"),
    "mt940 in euros": SWIFT.replace("HUF", "EUR").encode(),
    "mt940 with fractions": SWIFT.replace("28080,00", "28080,50").encode(),
    "mt940 with an impossible day": swift("2611011101", "2611311131"),
    "mt940 with a broken line": swift("2611011101C28080", "26110111Ö1C28080"),
    "mt940 with a decimal point": swift("28080,00", "28080.00"),
    "mt940 with a broken balance": swift("C261101HUF", "X261101HUF"),
    "mt940 of two accounts": second_account(SWIFT, "HU94999999990000000001999996"),
    "mt940 twice in one file": MT940 + MT940,
    "mt940 with text before": b"hello\r\n" + MT940,
    "mt940 in lost letters": swift("Ödön", "\ufffdd\ufffdn"),
    "mt940 encoded twice": SWIFT.encode().decode("iso8859-2").encode(),
    # .csv
    "csv headings only": TABLE.split("\r\n")[0].encode("cp1250"),
    "csv without headings": TABLE.split("\r\n", 1)[1].encode("cp1250"),
    "csv without an amount column": table("Összeg", "Valami"),
    "csv without a date column": TABLE.replace("Könyvelés dátuma", "Valami")
    .replace("Értéknap", "Más")
    .encode("cp1250"),
    "csv cut in a line": CSV[:-30],
    "csv with a short line": table("HUF;Varga Ödön;", ""),
    "csv with a line twice": table(FIRST, FIRST + FIRST),
    "csv in euros": table("HUF", "EUR", -1),
    "csv with one line in euros": table("HUF", "EUR"),
    "csv without a currency in a line": table("HUF", ""),
    "csv with fractions": table("28080,00", "28080,50"),
    "csv with a formula for an amount": table("28080,00", "=28080+1"),
    "csv with a number in words": table("28080,00", "sok"),
    "csv without an amount in a line": table("28080,00", ""),
    "csv with an amount of nothing": table("28080,00", "0,00"),
    "csv with an impossible day": table("2026.11.01", "2026.11.31"),
    "csv with a foreign date": table("2026.11.01", "11/01/2026"),
    "csv with lost letters": TABLE.replace("ö", "\ufffd").encode(),
    "csv encoded twice": TABLE.encode().decode("iso8859-2").encode(),
    "csv with control signs": table("Varga", "Var\x02ga"),
    "csv with an endless cell": table("Varga", '"' + "a" * 200_000),
    "csv with an unknown direction": b"Date;Amount;D/C\n2026-11-01;5;X\n",
    "csv with credit and debit in one line": "Dátum;Jóváírás;Terhelés\n2026-11-01;5;6\n".encode(),
    "csv whose balance does not follow": "Dátum;Összeg;Egyenleg\n2026-11-01;5;105\n2026-11-02;6;112\n".encode(),
    "csv of two accounts": (
        "Dátum;Összeg;Számlaszám\n2026-11-01;5;99900016-10000018\n2026-11-02;6;99900016-10000025\n".encode()
    ),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_broken_file_gets_one_clear_sentence(raw):
    with pytest.raises(UnreadableStatement) as refusal:
        read(raw)

    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert 20 < len(sentence) < 250
    assert "Traceback" not in sentence


def test_number_of_broken_files():
    assert len(BROKEN) >= 90


def test_control_without_the_defence_the_entities_are_expanded():
    raw = with_doctype("<!DOCTYPE x [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]>", "&b;")
    with pytest.raises(UnreadableStatement):
        read(raw)

    def undefended(source, events, forbid_dtd):
        return ElementTree.iterparse(source, events=events)

    with patch.object(camt053, "iterparse", undefended):
        assert read(raw).entries[0].text.endswith("aaaaaa")


@translation.override("en")
def test_memory_between_entries_is_bounded():
    raw = XML.replace("<Ntry>", "<a/>" * 5_000 + "<Ntry>", 1).encode()

    with patch.object(camt053, "MAX_ELEMENTS_HELD", 1_000), pytest.raises(UnreadableStatement, match="too large"):
        read(raw)
    assert len(read(raw).entries) == 110


def many(entries):
    entry = XML[XML.index("<Ntry>") : XML.index("</Ntry>") + 7].replace("28080.00", "1.00")
    head, tail = XML[: XML.index("<Ntry>")], XML[XML.rindex("</Ntry>") + 7 :]
    text = head.replace("5579515.00", f"{3_214_880 + entries}.00") + entry * entries + tail
    return text.encode()


def test_memory_does_not_grow_with_the_xml():
    """What stays per line is the entry itself; the XML around it, ten times as large, is let go."""
    raw = many(5_000)
    tracemalloc.start()
    try:
        statement = read(raw)
        _kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(statement.entries) == 5_000
    assert peak < 1.5 * len(raw)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_are_read_or_refused(raw):
    with suppress(UnreadableStatement):
        assert isinstance(read(raw), Statement)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([CAMT[:6000], MT940[:3000], CSV[:3000], b"<Document>", b":20:X\n", b"\xff\xfe"]),
    st.binary(max_size=200),
)
def test_any_tail_after_a_good_start_is_read_or_refused(start, tail):
    with suppress(UnreadableStatement):
        assert isinstance(read(start + tail), Statement)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([CAMT, MT940]), st.integers(0, 13_000), st.binary(min_size=1, max_size=6))
def test_any_damage_inside_a_good_file_never_changes_the_balance(raw, place, noise):
    damaged = raw[:place] + noise + raw[place + len(noise) :]
    with suppress(UnreadableStatement):
        statement = read(damaged)
        assert statement.opening + sum(entry.amount for entry in statement.entries) == statement.closing


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    for start in ("", ":20:X\n:25:1\n", "Dátum;Összeg\n2026-11-01;", "<Document>"):
        with suppress(UnreadableStatement):
            read((start + text).encode("utf-8", "surrogatepass"))
