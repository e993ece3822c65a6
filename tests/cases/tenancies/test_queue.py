"""Lines that wait: suggested, split, sent back, booked by mistake and taken back – by keyboard, without a script."""

import re
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.tenancies import ledger, proving, queries
from cases.tenancies.models import BankStatement, ColumnMapping, LinePart, PayerAccount, Payout, StatementLine
from cases.tenancies.statements import booking, csv_columns, mappings, queue, suggestions
from cases.tenancies.statements.reading import read
from cases.tenancies.statements.statement import UnknownColumns, UnreadableStatement
from cases.tenancies.statements.suggestions import Candidate, Reason
from kernel.access import SYSTEM
from tenants import context
from tenants.registry import bank_accounts
from tests.cases.pages_cast import let_flat, owe, said

ON = date(2026, 11, 23)
IBAN = "HU33999000161000001800000000"
HEADING = "Könyvelés dátuma;Összeg;Partner neve;Partner számlaszáma;Közlemény;Tranzakció azonosító"
OTHER = "HU50999000161000002500000000"


def book(*lines):
    rows = [f"2026.11.10;{amount};{payer};{account};{text};{ref}" for ref, amount, payer, account, text in lines]
    content = "\n".join([HEADING, *rows]).encode()
    return booking.import_statement(content=content, filename="x.csv", by=SYSTEM, account=IBAN).statement


def one_line(amount=30_000, payer="Valaki", account=OTHER, text="lakbér"):
    book(("A1", amount, payer, account, text))
    return StatementLine.objects.get(bank_reference="A1")


# ------------------------------------------------------------------ suggestions
@pytest.mark.parametrize(
    ("known", "payer", "text", "amount", "reasons"),
    [
        ({}, "Őri Csilla", "", 1, [Reason.NAME]),
        ({}, "CSILLA ORI", "", 1, [Reason.NAME]),
        ({}, "Dr. Őri Csilla Mária", "", 1, [Reason.NAME]),
        ({}, "", "Őri Csilla lakbére", 1, [Reason.NAME]),
        ({}, "Őri Béla", "", 30_000, [Reason.FAMILY_NAME, Reason.RENT]),
        ({}, "Valaki", "Király utca 5", 45_000, [Reason.ADDRESS, Reason.BALANCE]),
        ({}, "Valaki", "", 30_000, [Reason.RENT]),
        ({}, "Őri Béla", "", 1, None),
        ({}, "Valaki", "", 1, None),
        ({}, "", "", 0, None),
        ({"balance": 0, "rent": 0}, "Valaki", "", 0, None),
    ],
)
def test_what_speaks_for_a_tenancy_is_said_and_too_little_is_no_suggestion(known, payer, text, amount, reasons):
    candidate = Candidate(
        **{"key": SYSTEM, "names": ["Őri Csilla"], "street": "Király utca", "rent": 30_000, "balance": 45_000} | known
    )
    found = suggestions.suggest([candidate], payer=payer, text=text, amount=amount)
    assert [list(one.reasons) for one in found] == ([reasons] if reasons else [])


def test_the_best_suggestion_comes_first_and_nothing_is_booked(alder):
    same_name = let_flat("Őri Csilla", door="1", rent=20_000)
    relative = let_flat("Őri Béla", door="2", rent=30_000)
    let_flat("Zsiga Péter", door="3", rent=99_000)
    line = one_line(30_000, "Őri Csilla")
    assert [row.pk for row in queue.candidates(line)] == [same_name.pk, relative.pk]
    assert [str(reason) for reason in queue.candidates(line)[0].reasons] == [str(queue.REASONS[Reason.NAME])]
    assert line.payment is None


def test_suggesting_costs_the_same_statements_for_one_and_for_many(alder):
    counts = []
    for number in range(1, 4):
        let_flat(f"Őri Csilla{number}", door=str(number), rent=30_000)
        book((f"R{number}", 30_000, "Őri Csilla", "", ""))
        line = StatementLine.objects.get(bank_reference=f"R{number}")
        with CaptureQueriesContext(connection) as seen:
            queue.candidates(line)
        counts.append(len(seen))
    assert counts[0] == counts[2]


# ------------------------------------------------------------------ split, send back, undo
def test_one_transfer_for_two_flats_is_two_payments(alder):
    first, second = let_flat(door="1"), let_flat("Zsiga Péter", door="2")
    line = one_line(50_000)
    queue.split(line=line, parts=[(first, 30_000), (second, 20_000)], by=SYSTEM)
    line.refresh_from_db()
    assert line.outcome == "split"
    assert [queries.account(let.pk, on=ON).balance for let in (first, second)] == [-30_000, -20_000]
    assert not PayerAccount.objects.exists()
    assert not queue.waiting().exists()
    queue.undo(line=line, on=ON, by=SYSTEM)
    assert [queries.account(let.pk, on=ON).balance for let in (first, second)] == [0, 0]
    line.refresh_from_db()
    booking.assign(line=line, tenancy=first, by=SYSTEM)
    assert proving.prove(on=ON).differences == []


@pytest.mark.parametrize("amounts", [(30_000,), (30_000, 19_999), (30_000, 20_001), (50_000, 0), (60_000, -10_000)])
def test_parts_that_do_not_make_the_line_are_refused(alder, amounts):
    lets = [let_flat(door="1"), let_flat("Zsiga Péter", door="2")]
    line = one_line(50_000)
    with pytest.raises(ledger.CannotBook):
        queue.split(line=line, parts=list(zip(lets, amounts, strict=False)), by=SYSTEM)
    with pytest.raises(ledger.CannotBook):
        queue.split(line=line, parts=[(lets[0], 25_000), (lets[0], 25_000)], by=SYSTEM)


def test_what_was_not_for_the_office_goes_back_and_nobody_ever_had_it(alder):
    let = let_flat()
    line = one_line(12_345)
    queue.send_back(line=line, on=ON, account=OTHER, name="Valaki", by=SYSTEM)
    payout = Payout.objects.get()
    assert (payout.purpose, payout.amount, payout.account, payout.line_id) == ("line", 12_345, OTHER, line.pk)
    assert not queue.waiting().exists()
    for again in (
        lambda: queue.send_back(line=line, on=ON, account="", name="x", by=SYSTEM),
        lambda: booking.assign(line=line, tenancy=let, by=SYSTEM),
        lambda: queue.set_aside(line=line, by=SYSTEM),
        lambda: queue.undo(line=line, on=ON, by=SYSTEM),
    ):
        with pytest.raises(ledger.CannotBook):
            again()


def test_a_wrong_assignment_is_taken_back_and_what_it_taught_is_forgotten(alder):
    wrong, right = let_flat(door="1"), let_flat("Zsiga Péter", door="2")
    owe(wrong, 30_000, on=ON)
    line = one_line(30_000)
    booking.assign(line=line, tenancy=wrong, by=SYSTEM)
    queue.undo(line=line, on=ON, by=SYSTEM)
    assert queries.account(wrong.pk, on=ON).balance == 30_000
    assert not PayerAccount.objects.exists()
    with pytest.raises(ledger.CannotBook):
        queue.undo(line=line, on=ON, by=SYSTEM)
    booking.assign(line=line, tenancy=right, by=SYSTEM)
    assert PayerAccount.objects.get().tenancy_id == right.pk
    assert queries.account(right.pk, on=ON).balance == -30_000


def test_what_was_set_aside_by_mistake_waits_again(alder):
    line = one_line()
    queue.set_aside(line=line, by=SYSTEM)
    queue.undo(line=line, on=ON, by=SYSTEM)
    assert list(queue.waiting()) == [line]


def test_a_returned_split_payment_takes_every_part_back(alder):
    lets = [let_flat(door="1"), let_flat("Zsiga Péter", door="2")]
    line = one_line(50_000)
    queue.split(line=line, parts=[(lets[0], 30_000), (lets[1], 20_000)], by=SYSTEM)
    book(("A1R", -50_000, "Valaki", OTHER, "visszautalás storno"))
    back = StatementLine.objects.get(bank_reference="A1R")
    assert queue.returnable_splits(back) == [line]
    queue.take_back_split(line=back, original=line, by=SYSTEM)
    assert [queries.account(let.pk, on=ON).balance for let in lets] == [0, 0]
    assert not queue.waiting().exists()


def test_the_database_keeps_parts_once_and_for_ever(alder):
    lets = [let_flat(door="1"), let_flat("Zsiga Péter", door="2")]
    line = one_line(50_000)
    payments = queue.split(line=line, parts=[(lets[0], 30_000), (lets[1], 20_000)], by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        LinePart.objects.create(line=line, payment=payments[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        LinePart.objects.all().delete()


# ------------------------------------------------------------------ columns that nobody knew
STRANGE = "Kivonat 2026\n\nMikor;Ki;Mennyi;Mit írt\n2026-11-10;Őri Csilla;30 000;lakbér\n2026-11-11;Bank;-500;díj\n"


def test_an_unknown_table_is_known_by_its_headings_after_somebody_said_what_they_hold(alder):
    raw = STRANGE.encode("cp1250")
    with pytest.raises(UnknownColumns):
        read(raw)
    shape = csv_columns.shape(STRANGE)
    assert shape.headings == ("Mikor", "Ki", "Mennyi", "Mit írt")
    assert shape.rows[0] == ("2026-11-10", "Őri Csilla", "30 000", "lakbér")
    mappings.remember(
        name="Takarék", headings=shape.headings, meanings={0: "booked", 1: "name", 2: "amount", 3: "text"}, by=SYSTEM
    )
    entries = read(raw, known=mappings.known()).entries
    assert [(one.booked_on, one.payer_name, one.amount, one.text) for one in entries] == [
        (date(2026, 11, 10), "Őri Csilla", 30_000, "lakbér"),
        (date(2026, 11, 11), "Bank", -500, "díj"),
    ]
    again = STRANGE.replace("Mikor;Ki", "MIKOR ; ki").encode()
    assert len(read(again, known=mappings.known()).entries) == 2
    with pytest.raises(UnknownColumns):
        read(STRANGE.replace("Mennyi", "Mennyit").encode(), known=mappings.known())


@pytest.mark.parametrize(
    ("name", "meanings"),
    [
        (" ", {0: "booked", 2: "amount"}),
        ("x", {2: "amount"}),
        ("x", {0: "booked"}),
        ("x", {0: "booked", 2: "credit"}),
        ("x", {0: "booked", 1: "amount", 2: "amount"}),
    ],
)
def test_columns_that_make_no_statement_are_refused(alder, name, meanings):
    with pytest.raises(mappings.CannotMap):
        mappings.remember(name=name, headings=["a", "b", "c"], meanings=meanings, by=SYSTEM)
    assert not ColumnMapping.objects.exists()


@pytest.mark.parametrize("raw", [b"Kedves Iroda!\nEz egy level.\n", b"a;b;c\n", b";;;\n;;;\n"])
def test_what_is_no_table_is_not_asked_about(raw):
    with pytest.raises(UnreadableStatement) as refusal:
        read(raw)
    assert not isinstance(refusal.value, UnknownColumns)


# ------------------------------------------------------------------ pages
@pytest.fixture
def desk(alder_office, desk_client):
    with context.entered(alder_office):
        bank_accounts.register(IBAN, office=alder_office)
    return desk_client()


def upload(client, text):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/desk/statements/", {"file": SimpleUploadedFile("x.csv", text.encode("cp1250"))})


def test_an_unknown_table_is_asked_about_once_and_booked(alder_office, desk):
    first = upload(desk, STRANGE)
    assert first.status_code == 302
    page = said(desk.get(first.url))
    assert "Mit írt" in page and "Őri Csilla" in page
    wrong = desk.post(first.url, {"name": "Takarék", "column_0": "booked"})
    assert wrong.status_code == 200 and "Válassza" in said(wrong)
    with context.entered(alder_office):
        assert (ColumnMapping.objects.count(), StatementLine.objects.count()) == (0, 0)
    good = {"name": "Takarék", "column_0": "booked", "column_1": "name", "column_2": "amount", "column_3": "text"}
    assert desk.post(first.url, good).url.startswith("/desk/statements/")
    with context.entered(alder_office):
        assert StatementLine.objects.count() == 2
    later = upload(desk, STRANGE.replace("2026-11-10", "2026-11-12"))
    assert "columns" not in later.url
    with context.entered(alder_office):
        assert (BankStatement.objects.count(), StatementLine.objects.count()) == (2, 3)
        saved = ColumnMapping.objects.get()
    assert "Takarék" in said(desk.get("/desk/statements/"))
    desk.post(f"/desk/statements/formats/{saved.pk}/forget/")
    assert "columns" in upload(desk, STRANGE.replace("2026-11-10", "2026-11-13")).url


def test_the_queue_is_walked_by_enter_and_number_keys_alone(alder_office, desk):
    with context.entered(alder_office):
        let_flat("Őri Csilla", door="1")
        let_flat("Vágó Zoltán", door="2")
        book(
            ("A1", 30_000, "Őri Csilla", "", ""),
            ("A2", 100, "Ismeretlen", "", ""),
            ("A3", 200, "Vágó Zoltán", "", ""),
        )
        first, second, third = StatementLine.objects.order_by("pk")
    page = desk.get(reverse("line", args=[first.pk], urlconf="project.urls")).content.decode()
    focused = re.findall(r"<(\w+)[^>]*\sautofocus", page)
    assert focused == ["button"]
    assert re.findall(r'accesskey="(\w)"', page) == ["k", "1", "2", "0", "o", "v", "n"]
    number = re.search(r'name="tenancy" value="([^"]+)"[^>]*autofocus', page)[1]
    after = desk.post(f"/desk/statements/lines/{first.pk}/settle/", {"tenancy": number})
    assert after.url == f"/desk/statements/lines/{second.pk}/"
    nobody = desk.get(after.url).content.decode()
    assert re.findall(r"<(\w+)[^>]*\sautofocus", nobody) == ["input"]
    assert desk.get(f"/desk/statements/lines/{second.pk}/").status_code == 200
    skipped = desk.post(f"/desk/statements/lines/{third.pk}/settle/", {"aside": "1"})
    assert skipped.url == f"/desk/statements/lines/{second.pk}/"


def test_a_line_is_split_sent_back_and_taken_back_on_pages(alder_office, desk):
    with context.entered(alder_office):
        lets = [let_flat(door="1"), let_flat("Zsiga Péter", door="2")]
        book(("A1", 50_000, "Valaki", OTHER, ""), ("A2", 700, "Más", OTHER, ""))
        first, second = StatementLine.objects.order_by("pk")
    at = f"/desk/statements/lines/{first.pk}/"
    parts = {"number_1": lets[0].number, "amount_1": "30 000", "number_2": lets[1].number.lower(), "amount_2": "20 000"}
    short = desk.post(at + "split/", parts | {"amount_2": "19 999", "key": "k1"})
    assert short.status_code == 200
    unknown = desk.post(at + "split/", parts | {"number_2": "KL-999999-99", "key": "k2"})
    assert unknown.status_code == 200
    half = desk.post(at + "split/", {"number_1": lets[0].number, "key": "k3"})
    assert half.status_code == 200
    assert desk.post(at + "split/", parts | {"key": "k4"}).url == f"/desk/statements/lines/{second.pk}/"
    assert lets[1].number in said(desk.get(at))
    assert desk.post(at + "undo/", {"confirmed": "1", "key": "k5"}).url == at
    bad = desk.post(f"/desk/statements/lines/{second.pk}/send-back/", {"name": "Más", "account": "12", "key": "k6"})
    assert bad.status_code == 200
    sent = desk.post(f"/desk/statements/lines/{second.pk}/send-back/", {"name": "Más", "account": OTHER, "key": "k7"})
    assert sent.url == at
    assert OTHER in said(desk.get("/desk/money/payouts/"))
    with context.entered(alder_office):
        assert [queries.account(let.pk, on=ON).balance for let in lets] == [0, 0]
        assert Payout.objects.count() == 1
