"""Files through the pages: a rent roll looked at before it is taken over, a statement and its queue."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.tenancies import queries
from cases.tenancies.models import BankStatement, ImportedRow, RentRollImport, StatementLine, Tenancy
from cases.tenancies.statements import queue
from kernel.models import Document
from tenants import context
from tenants.registry import bank_accounts
from tests.cases.pages_cast import SAMPLES, SCRIPT, let_flat, said

pytestmark = pytest.mark.django_db
TODAY = date.today()


def upload(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (SAMPLES / name).read_bytes() if content is None else content)


def send_roll(client, content: bytes | None = None, name: str = "rent_roll.xlsx"):
    return client.post("/desk/rent-rolls/", {"file": upload(name, content), "as_of": "2026-10-31"})


def test_the_sample_rent_roll_is_shown_then_taken_over(alder_office, desk_client):
    client = desk_client()

    checked = client.get(send_roll(client)["Location"])
    assert "160" in said(checked)
    with context.entered(alder_office):
        assert not Tenancy.objects.exists()  # only read

    answer = client.post(checked.wsgi_request.get_full_path(), _columns(checked) | {"import": "1"})

    with context.entered(alder_office):
        done = RentRollImport.objects.get()
        assert done.counts["tenancies"] == Tenancy.objects.count() == 160
        assert done.counts["rows_needing_a_person"] == done.rows.filter(outcome="person").count() == 3
        assert queries.totals()["tenancies"] == 160
    page = said(client.get(answer["Location"]))
    assert "lásd külön" in page  # the raw cell of a row that needs a person


def _columns(response) -> dict[str, str]:
    form = response.context["form"]
    return {bound.html_name: bound.value() or "" for bound in form}


def test_the_preview_and_the_import_have_the_same_figures(alder_office, desk_client):
    client = desk_client()
    checked = client.get(send_roll(client)["Location"])
    shown = {str(figure.label): figure.value for figure in checked.context["shown"]["figures"]}

    imported = client.get(
        client.post(checked.wsgi_request.get_full_path(), _columns(checked) | {"import": "1"})["Location"]
    )

    assert {str(figure.label): figure.value for figure in imported.context["figures"]} == shown


def test_the_same_file_again_has_nothing_to_take_over(alder_office, desk_client):
    client = desk_client()
    client.cookies["django_language"] = "en"
    for _time in range(2):
        checked = client.get(send_roll(client)["Location"])
        client.post(checked.wsgi_request.get_full_path(), _columns(checked) | {"import": "1"})

    assert "There is nothing to import" in said(checked)
    with context.entered(alder_office):
        assert Tenancy.objects.count() == 160


CSV = "Bérlő;Cím;Lakbér;Pénz\nŐri Csilla;7621 Pécs, Király utca 5. 2/3.;30 000;12 000\n".encode()


def test_a_corrected_column_is_read_again_before_importing(alder_office, desk_client):
    client = desk_client()
    checked = client.get(send_roll(client, CSV, "roll.csv")["Location"])
    address, columns = checked.wsgi_request.get_full_path(), _columns(checked)
    money = next(bound.html_name for bound in checked.context["form"] if bound.label == "Pénz")
    assert columns[money] == ""

    again = client.post(address, columns | {money: "arrears", "read": "1"})
    assert "12 000 Ft" in said(again)
    with context.entered(alder_office):
        assert not Tenancy.objects.exists()

    client.post(address, columns | {money: "arrears", "import": "1"})
    with context.entered(alder_office):
        assert queries.account(Tenancy.objects.get().pk, on=TODAY).balance == 12_000


@pytest.mark.parametrize("columns", [{"column_0": "no-such-field"}, {"column_0": "", "column_1": "", "column_2": ""}])
def test_an_impossible_correction_is_refused_and_nothing_is_lost(alder_office, desk_client, columns):
    client = desk_client()
    checked = client.get(send_roll(client, CSV, "roll.csv")["Location"])

    answer = client.post(checked.wsgi_request.get_full_path(), _columns(checked) | columns | {"import": "1"})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    with context.entered(alder_office):
        assert not Tenancy.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.xlsx", b"PK\x03\x04broken"), ("x.csv", b"a;b\n1;2\n"), ("x.xlsx", b"%PDF-1.4"), ("x.csv", b"")],
)
def test_a_bad_rent_roll_gets_one_sentence_and_is_not_kept(alder_office, desk_client, name, content):
    answer = send_roll(desk_client(), content, name)

    assert answer.status_code == 200
    assert [len(errors) for errors in answer.context["form"].errors.values()] == [1]
    with context.entered(alder_office):
        assert not Document.objects.exists()


def test_a_script_in_a_cell_is_text(desk_client):
    client = desk_client()
    content = f"Bérlő;Cím;Lakbér;{SCRIPT}\nŐri Csilla;7621 Pécs, Király utca 5.;sok{SCRIPT};x\n".encode()

    raw = client.get(send_roll(client, content, f"{SCRIPT}.csv")["Location"]).content.decode()

    assert SCRIPT not in raw
    assert "&lt;script&gt;" in raw


@pytest.fixture
def waiting_row(alder_office, desk_client):
    client = desk_client()
    checked = client.get(send_roll(client)["Location"])
    client.post(checked.wsgi_request.get_full_path(), _columns(checked) | {"import": "1"})
    with context.entered(alder_office):
        return ImportedRow.objects.filter(outcome="person").first()


def test_a_row_that_needs_a_person_is_linked_or_left_out(alder_office, desk_client, waiting_row):
    client = desk_client()
    with context.entered(alder_office):
        tenancy = let_flat()
    address = f"/desk/rent-rolls/rows/{waiting_row.pk}/"

    client.post(address, {"link": "1", "number": "KL-nincs"})
    with context.entered(alder_office):
        assert ImportedRow.objects.get(pk=waiting_row.pk).outcome == "person"
    client.post(address, {"link": "1", "number": tenancy.number.lower()})
    with context.entered(alder_office):
        assert ImportedRow.objects.get(pk=waiting_row.pk).tenancy_id == tenancy.pk
    client.post(f"/desk/rent-rolls/{waiting_row.rent_roll_id}/leave-out-rest/")
    with context.entered(alder_office):
        assert not ImportedRow.objects.filter(outcome="person").exists()


@pytest.mark.parametrize("name", ["statement_camt053.xml", "statement.mt940"])
def test_the_sample_statement_goes_in_once(alder_office, desk_client, name):
    client = desk_client()
    first = client.post("/desk/statements/", {"file": upload(name), "account": ""})
    page = said(client.get(first["Location"]))
    assert "2 364 635 Ft" in page

    client.post("/desk/statements/", {"file": upload(name), "account": ""})

    with context.entered(alder_office):
        assert StatementLine.objects.count() == 110
        assert [one.counts["booked"] for one in BankStatement.objects.order_by("imported_at")] == [110, 0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<xml>", b"%PDF", b":20:x\n:25:y\n"])
def test_a_bad_statement_gets_one_sentence_and_books_nothing(alder_office, desk_client, content):
    answer = desk_client().post("/desk/statements/", {"file": upload("x", content), "account": ""})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["file"]
    with context.entered(alder_office):
        assert not StatementLine.objects.exists()


@pytest.fixture
def line(alder_office, desk_client):
    desk_client().post("/desk/statements/", {"file": upload("statement_camt053.xml"), "account": ""})
    with context.entered(alder_office):
        return queue.waiting().first()


def test_a_clerk_assigns_a_line_and_goes_on_to_the_next(alder_office, desk_client, line):
    client = desk_client()
    with context.entered(alder_office):
        tenancy = let_flat(line.payer_name)
        left = queue.waiting().count()
    assert tenancy.number in said(client.get(f"/desk/statements/lines/{line.pk}/"))  # suggested by the payer's name

    answer = client.post(f"/desk/statements/lines/{line.pk}/settle/", {"tenancy": tenancy.number})

    with context.entered(alder_office):
        assert queries.account(tenancy.pk, on=TODAY).balance == -line.amount
        assert queue.waiting().count() == left - 1
        following = queue.waiting().first()
    assert answer["Location"] == f"/desk/statements/lines/{following.pk}/"

    client.post(f"/desk/statements/lines/{line.pk}/settle/", {"tenancy": tenancy.number})
    with context.entered(alder_office):
        assert queries.account(tenancy.pk, on=TODAY).balance == -line.amount  # once


def test_a_line_set_aside_leaves_the_queue_and_books_nothing(alder_office, desk_client, line):
    desk_client().post(f"/desk/statements/lines/{line.pk}/settle/", {"aside": "1"})

    with context.entered(alder_office):
        assert not queue.waiting().filter(pk=line.pk).exists()
        assert StatementLine.objects.get(pk=line.pk).payment is None


def test_a_line_of_nobody_and_a_tenancy_of_nobody_are_not_there(desk_client, line):
    client = desk_client()

    assert client.get("/desk/statements/lines/999999/").status_code == 404
    assert client.post(f"/desk/statements/lines/{line.pk}/settle/", {"tenancy": "KL-x"}).status_code == 404
    assert client.post(f"/desk/statements/lines/{line.pk}/settle/", {"take_back": "x"}).status_code == 404


@pytest.mark.parametrize("is_known", [True, False])
def test_an_upload_that_waits_on_the_disk_is_booked_or_kept_whole(alder_office, desk_client, settings, is_known):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000
    content = (SAMPLES / "statement_bank.csv").read_bytes()
    if not is_known:
        content = content.replace("Összeg".encode("cp1250"), b"Mennyi", 1)
    with context.entered(alder_office):
        bank_accounts.register("HU94999999990000000001999996", office=alder_office)

    answer = desk_client().post("/desk/statements/", {"file": upload("statement.csv", content), "account": ""})

    assert answer.status_code == 302
    with context.entered(alder_office):
        assert bytes(Document.objects.get().content) == content
        assert StatementLine.objects.count() == (110 if is_known else 0)
