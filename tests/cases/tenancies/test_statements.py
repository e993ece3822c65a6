"""One month of one account in three formats, and the forms other banks give them."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cases.tenancies.statements import csv_columns
from cases.tenancies.statements.csv_columns import Column
from cases.tenancies.statements.reading import read
from cases.tenancies.statements.statement import Entry, UnreadableStatement

SAMPLES = Path(__file__).parents[2] / "data" / "office_a"
CAMT = (SAMPLES / "statement_camt053.xml").read_bytes()
MT940 = (SAMPLES / "statement.mt940").read_bytes()
CSV = (SAMPLES / "statement_bank.csv").read_bytes()
IBAN = "HU33999000161000001800000000"


@pytest.fixture(scope="module")
def statements():
    return [read(raw) for raw in (CAMT, MT940, CSV)]


def test_the_same_month_has_equal_entries_in_every_format(statements):
    camt, mt940, csv = statements

    assert camt.entries == mt940.entries == csv.entries
    assert len(camt.entries) == 110
    assert sum(entry.amount for entry in camt.entries) == 2_364_635
    assert len({entry.bank_reference for entry in camt.entries}) == 110


def test_balances_account_and_period(statements):
    camt, mt940, csv = statements

    for statement in (camt, mt940):
        assert statement.account_iban == "HU94999999990000000001999996"
        assert (statement.opening, statement.closing) == (3_214_880, 5_579_515)
        assert (statement.opening_on, statement.closing_on) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (csv.account_iban, csv.opening, csv.closing) == (None, None, None)
    assert [statement.format for statement in statements] == ["camt053", "mt940", "csv"]
    assert [statement.sequence for statement in statements] == ["2026-11", "11/1", ""]
    assert {statement.currency for statement in statements} == {"HUF"}


def test_first_entry(statements):
    assert statements[0].entries[0] == Entry(
        bank_reference="B1000029",
        booked_on=date(2026, 11, 1),
        value_on=date(2026, 11, 1),
        amount=28_080,
        payer_name="Varga Ödön",
        payer_account="HU88999004870000000001000481",
        text="Azonosító 70336 köszönettel",
        is_reversal=False,
        position=1,
    )


def test_reversal_takes_back_one_payment(statements):
    for statement in statements:
        reversals = [entry for entry in statement.entries if entry.is_reversal]
        original = next(entry for entry in statement.entries if entry.bank_reference == "B1000008")

        assert [(entry.bank_reference, entry.amount, entry.position) for entry in reversals] == [
            ("B1000008R", -7_140, 110)
        ]
        assert original.amount == 7_140
        assert reversals[0].payer_account == original.payer_account


@pytest.mark.parametrize("raw", [CAMT, MT940, CSV], ids=["camt053", "mt940", "csv"])
def test_reading_twice_gives_the_same(raw):
    assert read(raw, filename="misleading.pdf") == read(raw)


def text_of(raw, encoding):
    return raw.decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "iso8859-2", "utf-16", "utf-16-le", "cp852"])
@pytest.mark.parametrize(("raw", "written"), [(MT940, "utf-8"), (CSV, "cp1250")], ids=["mt940", "csv"])
def test_text_formats_in_any_encoding(raw, written, encoding, statements):
    assert read(raw.decode(written).encode(encoding)).entries == statements[0].entries


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-2", "windows-1250"])
def test_xml_in_another_encoding(encoding, statements):
    text = CAMT.decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')

    assert read(text.encode(encoding)) == statements[0]


@pytest.mark.parametrize("change", [("\r\n", "\n"), ("\r\n", "\r\n\r\n")])
def test_line_ends_of_mt940_do_not_matter(change, statements):
    assert read(MT940.decode().replace(*change).encode()).entries == statements[0].entries


@pytest.mark.parametrize("version", ["02", "03", "04", "05", "06", "07"])
def test_older_camt_versions(version, statements):
    text = CAMT.decode().replace("camt.053.001.08", f"camt.053.001.{version}")
    text = text.replace("<Pty>", "").replace("</Pty>", "").replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>")

    assert read(text.encode()) == statements[0]


def test_camt_with_a_prefixed_namespace(statements):
    text = CAMT.decode().replace("xmlns=", "xmlns:c=").replace("</", "</c:").replace("<", "<c:")
    text = text.replace("<c:/c:", "</c:").replace("<c:?", "<?")

    assert read(text.encode()) == statements[0]


def camt(*entries, opening=0, closing=0, account=IBAN, extra=""):
    def balance(code, amount):
        direction = "CRDT" if amount >= 0 else "DBIT"
        return f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="HUF">{abs(amount)}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>'

    return (
        f"<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{balance('OPBD', opening)}{balance('CLBD', closing)}"
        f"{''.join(entries)}</Stmt>{extra}</BkToCstmrStmt></Document>"
    ).encode()


def ntry(amount, direction="CRDT", details="", status="BOOK", currency="HUF", reference="B1", more=""):
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{more}<Sts>{status}</Sts>'
        f"<BookgDt><Dt>2026-11-02</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def txdtls(amount="", reference="", text="", name="", account="", role="Dbtr", end_to_end=""):
    paid = f'<Amt Ccy="HUF">{amount}</Amt>' if amount else ""
    lines = "".join(f"<Ustrd>{line}</Ustrd>" for line in text.split("|") if line)
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{reference}</AcctSvcrRef><EndToEndId>{end_to_end}</EndToEndId></Refs>{paid}"
        f"<RltdPties><{role}><Nm>{name}</Nm></{role}><{role}Acct><Id><Othr><Id>{account}</Id></Othr></Id></{role}Acct></RltdPties>"
        f"<RmtInf>{lines}</RmtInf></TxDtls>"
    )


def test_camt_batch_becomes_one_entry_for_each_payment():
    batch = ntry(
        "300.00", details=txdtls("100", "T1", "egy") + txdtls("150", "T2", "kettő") + txdtls("50", "", "három")
    )

    entries = read(camt(batch, closing=300)).entries

    assert [(e.bank_reference, e.amount, e.text) for e in entries] == [
        ("T1", 100, "egy"),
        ("T2", 150, "kettő"),
        ("B1-3", 50, "három"),
    ]


def test_camt_batch_without_single_amounts_stays_one_entry():
    entries = read(camt(ntry(300, details=txdtls() + txdtls()), closing=300)).entries

    assert [(e.bank_reference, e.amount) for e in entries] == [("B1", 300)]


def test_camt_batch_that_does_not_add_up_is_refused():
    with pytest.raises(UnreadableStatement):
        read(camt(ntry(300, details=txdtls("100") + txdtls("150")), closing=300))


def test_camt_pending_and_informational_entries_are_left_out():
    raw = camt(ntry(300, status="PDNG"), ntry(200, status="INFO"), ntry(100), closing=100)

    assert [entry.amount for entry in read(raw).entries] == [100]


def test_camt_outgoing_entry_names_the_creditor():
    raw = camt(
        ntry(100, "DBIT", txdtls(name="Áramszolgáltató", account="99900016-10000025", role="Cdtr")), closing=-100
    )

    entry = read(raw).entries[0]

    assert (entry.amount, entry.payer_name, entry.payer_account) == (
        -100,
        "Áramszolgáltató",
        "HU50999000161000002500000000",
    )


def test_camt_reversal_of_an_outgoing_payment_comes_in():
    raw = camt(ntry(100, "CRDT", txdtls(name="Posta", role="Cdtr"), more="<RvslInd>true</RvslInd>"), closing=100)

    entry = read(raw).entries[0]

    assert (entry.amount, entry.is_reversal, entry.payer_name) == (100, True, "Posta")


def test_camt_lines_of_text_and_the_payers_reference_are_put_together():
    raw = camt(ntry(1, details=txdtls(text="lakbér|november", end_to_end="KL-000123-20")), closing=1)

    assert read(raw).entries[0].text == "lakbér november KL-000123-20"


def test_camt_pages_of_one_account_are_one_statement():
    second = camt(ntry(50, reference="B2"), opening=100, closing=150).decode().partition("<BkToCstmrStmt>")[2]
    second = second.partition("</BkToCstmrStmt>")[0]

    statement = read(camt(ntry(100), closing=100, extra=second))

    assert (statement.opening, statement.closing) == (0, 150)
    assert [(e.bank_reference, e.position) for e in statement.entries] == [("B1", 1), ("B2", 2)]


def test_month_without_movements_is_a_statement():
    assert read(camt(opening=500, closing=500)).entries == ()


def mt940(*lines, opening="C261101HUF0,", closing="C261130HUF100,", account=IBAN):
    return "\r\n".join(
        [":20:X", f":25:{account}", ":28C:1/1", f":60F:{opening}", *lines, f":62F:{closing}", "-", ""]
    ).encode()


def only_mt940(*lines, **balances):
    (entry,) = read(mt940(*lines, **balances)).entries
    return entry


@pytest.mark.parametrize(
    ("line", "amount", "is_reversal"),
    [
        (":61:2611021102C100,NTRFNONREF//B1", 100, False),
        (":61:261102C100,00NTRFNONREF//B1", 100, False),
        (":61:2611021102CF100,00NTRFNONREF//B1", 100, False),
        (":61:2611021102RD100,00NTRFNONREF//B1", 100, True),
        (":61:2611021102D100,00NTRFNONREF//B1", -100, False),
        (":61:2611021102RC100,00NTRFNONREF//B1", -100, True),
        (":61:2611021102RCR100,00FMSC//B1", -100, True),
    ],
)
def test_mt940_marks(line, amount, is_reversal):
    entry = only_mt940(line, closing=f"{'C' if amount > 0 else 'D'}261130HUF100,")

    assert (entry.amount, entry.is_reversal, entry.bank_reference) == (amount, is_reversal, "B1")
    assert (entry.booked_on, entry.value_on) == (date(2026, 11, 2), date(2026, 11, 2))


@pytest.mark.parametrize(
    ("line", "booked_on", "value_on"),
    [
        (":61:2612310102C100,NTRFNONREF//B1", date(2027, 1, 2), date(2026, 12, 31)),
        (":61:2701021231C100,NTRFNONREF//B1", date(2026, 12, 31), date(2027, 1, 2)),
        (":61:2802290229C100,NTRFNONREF//B1", date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_mt940_booking_day_across_new_year(line, booked_on, value_on):
    entry = only_mt940(line)

    assert (entry.booked_on, entry.value_on) == (booked_on, value_on)


PAYMENT = ":61:2611021102C100,00NTRFNONREF//B1"


@pytest.mark.parametrize(
    ("details", "text", "account", "name"),
    [
        ([":86:lakbér november Kis Anna"], "lakbér november Kis Anna", "", ""),
        ([":86:lakbér november", "Kis Anna"], "lakbér november Kis Anna", "", ""),
        ([":86:" + "a" * 65, "bc"], "a" * 65 + "bc", "", ""),
        ([":86:166?20lakbér?21november?32Kis?33Anna"], "lakbér november", "", "Kis Anna"),
        ([":86:166?20" + "a" * 27 + "?21b?60c"], "a" * 27 + "b c", "", ""),
        ([":86:166?00ÁTUTALÁS?10931?20lak", "bér?30GIBAHUHB?31" + IBAN], "lakbér", IBAN, ""),
        ([":86:?20lakbér?3199900016-10000018"], "lakbér", IBAN, ""),
        ([":86:166?20lakbér?3099900016?3110000018"], "lakbér", IBAN, ""),
        ([":86:166?20lakbér?3099900016?311000005000000006"], "lakbér", "HU18999000161000005000000006", ""),
        ([":86:166?20mi ez?99?32Kis Anna"], "mi ez?99", "", "Kis Anna"),
        ([], "", "", ""),
    ],
)
def test_mt940_details(details, text, account, name):
    entry = only_mt940(PAYMENT, *details)

    assert (entry.text, entry.payer_account, entry.payer_name) == (text, account, name)


def test_mt940_own_reference_and_supplement_are_text():
    entry = only_mt940(":61:2611021102C100,00NTRFKL-000123-20//B1", "lakbér november")

    assert (entry.text, entry.bank_reference) == ("lakbér november KL-000123-20", "B1")


def test_mt940_messages_of_one_account_are_one_statement():
    first = mt940(PAYMENT).replace(b":62F:", b":62M:")
    second = mt940(PAYMENT.replace("B1", "B2"), opening="C261102HUF100,", closing="C261130HUF200,").replace(
        b":60F:", b":60M:"
    )

    statement = read(b"{1:F01X}{2:O940}{4:\r\n" + first + second + b"-}")

    assert (statement.opening, statement.closing, len(statement.entries)) == (0, 200, 2)


@pytest.mark.parametrize(
    "account", ["99900016-10000018", "99900016-10000018-00000000", "GIBAHUHB/9990001610000018", f"{IBAN}HUF"]
)
def test_mt940_account_in_any_form(account):
    assert read(mt940(PAYMENT, account=account)).account_iban == IBAN


def test_entries_sharing_a_reference_are_told_apart():
    statement = read(mt940(PAYMENT, PAYMENT, closing="C261130HUF200,"))

    assert [entry.bank_reference for entry in statement.entries] == ["B1", "B1/2"]


def test_missing_reference_becomes_a_stable_fingerprint():
    bare = PAYMENT.removesuffix("//B1")
    details = f":86:166?20lakbér?31{IBAN}"

    once = read(mt940(bare, details)).entries[0].bank_reference
    twice = [e.bank_reference for e in read(mt940(bare, details, bare, details, closing="C261130HUF200,")).entries]
    from_csv = read(f"Dátum;Összeg;Partner számlaszáma;Közlemény\n2026.11.02;100;{IBAN};lakbér\n".encode()).entries[0]

    assert twice == [once, f"{once}/2"]
    assert from_csv.bank_reference == once
    assert read(mt940(bare, details.replace("lakbér", "rezsi"))).entries[0].bank_reference != once


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Könyvelés dátuma", Column.BOOKED),
        ("Könyvelési nap", Column.BOOKED),
        ("Tranzakció dátuma", Column.BOOKED),
        ("Dátum", Column.BOOKED),
        ("Értéknap", Column.VALUE),
        ("Érték dátum", Column.VALUE),
        ("Összeg", Column.AMOUNT),
        ("Tranzakció összege", Column.AMOUNT),
        ("Könyvelt összeg", Column.AMOUNT),
        ("Jóváírás", Column.CREDIT),
        ("Terhelés összege", Column.DEBIT),
        ("T/J", Column.DIRECTION),
        ("Pénznem", Column.CURRENCY),
        ("Devizanem", Column.CURRENCY),
        ("Partner neve", Column.NAME),
        ("Ellenoldali név", Column.NAME),
        ("Ellenoldal", Column.NAME),
        ("Partner számlaszáma", Column.ACCOUNT),
        ("Ellenoldali számlaszám", Column.ACCOUNT),
        ("Ellenszámla", Column.ACCOUNT),
        ("Számlaszám", Column.OWN_ACCOUNT),
        ("Közlemény", Column.TEXT),
        ("Közlemény 2", Column.TEXT),
        ("Befizetőazonosító", Column.TEXT),
        ("Partner azonosító", Column.TEXT),
        ("Tranzakció azonosító", Column.REFERENCE),
        ("Bizonylatszám", Column.REFERENCE),
        ("Könyvelt egyenleg", Column.BALANCE),
        ("Rendelkezésre álló egyenleg", None),
        ("Tranzakció típusa", Column.KIND),
    ],
)
def test_csv_heading(heading, column):
    assert csv_columns.recognise(heading) == column


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_csv_with_notes_above_credit_and_debit_columns_and_a_balance(delimiter):
    lines = [
        ["Számlatörténet", "", ""],
        [],
        [
            "Jóváírás",
            "Terhelés",
            "Közlemény 1",
            "Ellenoldali név",
            "Könyvelési nap",
            "Egyenleg",
            "Számlaszám",
            "Közlemény 2",
        ],
        ["", "1 000,00", "díj", "Bank", "2026-11-30", "29.080,00", "99900016-10000018", ""],
        ["28.080,00", "", "lakbér", "Kis Anna", "2026. 11. 02.", "30 080,00", IBAN, "november"],
    ]

    statement = read("\n".join(delimiter.join(line) for line in lines).encode("cp1250"))

    assert [(e.amount, e.text, e.payer_name, e.booked_on) for e in statement.entries] == [
        (-1_000, "díj", "Bank", date(2026, 11, 30)),
        (28_080, "lakbér november", "Kis Anna", date(2026, 11, 2)),
    ]
    assert (statement.opening, statement.closing) == (2_000, 29_080)
    assert statement.account_iban == IBAN
    assert (statement.opening_on, statement.closing_on) == (date(2026, 11, 2), date(2026, 11, 30))


def test_csv_with_commas_and_a_direction_column():
    raw = 'Dátum,Összeg,Irány\n2026-11-02,"28080,00",Jóváírás\n2026-11-03,"500,00",Terhelés\n'.encode()

    assert [entry.amount for entry in read(raw).entries] == [28_080, -500]


def test_csv_marked_reversal():
    raw = "Dátum;Összeg;Tranzakció típusa\n2026-11-02;-500;Sztornó\n2026-11-03;-600;Díj\n".encode()

    assert [entry.is_reversal for entry in read(raw).entries] == [True, False]


def test_csv_formula_cell_is_only_text():
    raw = 'Dátum;Összeg;Közlemény\n2026-11-02;500;=HYPERLINK("http://x")\n'.encode()

    assert read(raw).entries[0].text == '=HYPERLINK("http://x")'


AMOUNTS = st.lists(st.integers(-9_999_999, 9_999_999).filter(bool), min_size=1, max_size=20)
WORDS = st.text(alphabet="abcÁÉŐŰőű 0123456789", max_size=20).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(st.integers(1, 9_999_999), WORDS, WORDS), min_size=1, max_size=10))
def test_camt_and_mt940_written_from_the_same_entries_are_equal(payments):
    total = sum(amount for amount, _, _ in payments)
    xml = camt(
        *(
            ntry(amount, details=txdtls(text=text, name=name, account="99900016-10000025"), reference=f"B{number}")
            for number, (amount, text, name) in enumerate(payments)
        ),
        closing=total,
    )
    lines = []
    for number, (amount, text, name) in enumerate(payments):
        lines.append(f":61:2611021102C{amount},NTRFNONREF//B{number}")
        lines.append(f":86:166?20{text}?3199900016-10000025?32{name}")

    assert read(xml).entries == read(mt940(*lines, closing=f"C261130HUF{total},")).entries


@translation.override("en")
@given(AMOUNTS)
def test_balance_that_is_off_by_one_is_refused(amounts):
    entries = [
        ntry(abs(amount), "CRDT" if amount > 0 else "DBIT", reference=f"B{n}") for n, amount in enumerate(amounts)
    ]

    assert len(read(camt(*entries, closing=sum(amounts))).entries) == len(amounts)
    with pytest.raises(UnreadableStatement, match="closing balance"):
        read(camt(*entries, closing=sum(amounts) + 1))
