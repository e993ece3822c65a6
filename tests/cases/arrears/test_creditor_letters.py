"""Letters to creditors: only on consent, once a day, checked again at the door, in the office's own words."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.arrears import consents, creditor_letters, dated, debts
from cases.arrears.models import CreditorLetter, CreditorText
from kernel.access import SYSTEM
from kernel.models import OutboxMessage
from tenants import context
from tests.cases.arrears.household_cast import ON, case_of, debt, release
from tests.cases.pages_cast import SCRIPT, said
from tests.cast import tenancy
from worker import delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(alder):
    return case_of(tenancy("Űrhegyi Ödön"))


def english(client):
    client.cookies["django_language"] = "en"
    return client


def write(owed, kind="instalments", instalment=7_000, on=ON):
    return creditor_letters.write(debt=owed, kind=kind, instalment=instalment, on=on, by=SYSTEM)


def test_a_letter_asks_for_instalments_in_the_clients_name(case):
    owed = debt(case, customer_number="123-456")
    consent = release(case)

    letter, plain = creditor_letters.word(owed, kind="instalments", instalment=7_000, consent=consent, on=ON)

    assert "Űrhegyi Ödön" in plain
    assert "ügyfélszám: 123-456" in plain
    assert "havi 7\u00a0000\u00a0Ft részletet" in plain
    assert "9 havi részletben" in plain  # 60 000 / 7 000, the last one smaller
    assert "2026. december 8." in plain  # 15 days
    assert letter.recipient_address == "1132 Budapest, Minta út 1."
    assert "{" not in plain


def test_without_the_debtors_consent_nothing_is_written(case):
    owed = debt(case)
    with pytest.raises(creditor_letters.CannotWrite):
        write(owed)
    consents.withdraw(consent=release(case), on=ON, by=SYSTEM)
    with pytest.raises(creditor_letters.CannotWrite):
        write(owed)
    assert OutboxMessage.objects.count() == CreditorLetter.objects.count() == 0


def test_a_double_press_is_one_letter(case):
    owed = debt(case)
    release(case)
    write(owed)
    with pytest.raises(creditor_letters.CannotWrite):
        write(owed)
    assert OutboxMessage.objects.count() == 1
    with pytest.raises(IntegrityError, match="creditor_letter_once_a_day"), transaction.atomic():
        CreditorLetter.objects.create(
            debt=owed, consent=case.consents.get(), kind="instalments", instalment=1, on=ON, amount=1, channel="post",
            document_id=CreditorLetter.objects.get().document_id, created_by="x",
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="creditor_letter_instalment"), transaction.atomic():
        CreditorLetter.objects.update(instalment=None)


@pytest.mark.parametrize(
    ("kind", "instalment"), [("instalments", None), ("instalments", 0), ("instalments", 60_001), ("question", 5)]
)
def test_an_absurd_instalment_is_refused(case, kind, instalment):
    release(case)
    with pytest.raises(creditor_letters.CannotWrite):
        write(debt(case), kind, instalment)


def test_an_informal_lender_a_creditor_without_address_and_a_closed_debt_get_no_letter(case):
    release(case)
    closed = debt(case)
    debts.close(debt=closed, because="paid", on=ON, by=SYSTEM)
    informal = debt(case, kind="informal", creditor_name="Józsi")
    nowhere = debt(case, kind="gas", creditor_name="Gáz", creditor_address="")
    for owed in (closed, informal, nowhere):
        with pytest.raises(creditor_letters.CannotWrite):
            write(owed)


def test_a_letter_leaves_by_post_and_says_so(case, tmp_path, settings):
    settings.POST_SPOOL = tmp_path
    release(case)
    letter = write(debt(case), "question", None)

    delivery.drain(at=timezone.now())

    letter.refresh_from_db()
    assert (letter.state, letter.sent_on) == ("sent", timezone.localdate())
    assert len(list(tmp_path.rglob("*.pdf"))) == 1


def test_a_creditor_with_an_e_mail_address_only_gets_an_e_mail(case):
    release(case)
    letter = write(debt(case, creditor_address="", creditor_email="ugyfel@aram.example", customer_number="12-3"))
    message = OutboxMessage.objects.get()

    assert (letter.channel, message.channel, message.envelope["to"]) == ("email", "email", ["ugyfel@aram.example"])
    assert message.envelope["subject"] == "Részletfizetés kérése – 12-3"
    assert "Űrhegyi Ödön" in message.envelope["text"]


@pytest.mark.parametrize("meanwhile", ["withdrawn", "paid"])
def test_consent_withdrawn_or_debt_paid_meanwhile_nothing_leaves(case, tmp_path, settings, meanwhile):
    settings.POST_SPOOL = tmp_path
    owed, consent = debt(case), release(case)
    letter = write(owed, "question", None)
    if meanwhile == "withdrawn":
        consents.withdraw(consent=consent, on=timezone.localdate(), by=SYSTEM)
    else:
        debts.close(debt=owed, because="paid", on=ON, by=SYSTEM)

    delivery.drain(at=timezone.now())

    letter.refresh_from_db()
    assert letter.state == "cancelled"
    assert list(tmp_path.rglob("*.pdf")) == []


def test_the_office_words_its_letters_anew_and_strange_words_are_refused(alder):
    words = {"kind": "question", "subject": "Új", "answer_days": 8, "legal_basis": "x", "valid_from": ON, "by": SYSTEM}
    with pytest.raises(creditor_letters.CannotWrite):
        creditor_letters.set_text(text="{salary}", **words)
    for wrong in ({"answer_days": 0}, {"subject": " "}, {"legal_basis": ""}, {"kind": "poem"}):
        with pytest.raises(creditor_letters.CannotWrite):
            creditor_letters.set_text(**(words | {"text": "szöveg"} | wrong))
    creditor_letters.set_text(text="{client} – ő, ű", **words)

    assert creditor_letters.text_on("question", on=date(2026, 11, 22)).subject == "Tájékoztatás kérése tartozásról"
    assert creditor_letters.text_on("question", on=ON).subject == "Új"
    with pytest.raises(dated.CannotReplace):
        creditor_letters.set_text(text="még egyszer", **words)


def test_at_the_desk_a_letter_is_looked_at_before_it_is_sent(alder_office, desk_client):
    today = timezone.localdate()
    with context.entered(alder_office):
        case = case_of(tenancy("Űrhegyi Ödön"), on=date(2026, 11, 1))
        owed = debt(case, creditor_name=f"Áram {SCRIPT}", on=today)
    client, address = english(desk_client("debt_adviser")), f"/desk/arrears/debts/{owed.pk}/letter/"
    asked = {"kind": "instalments", "instalment": "6 000"}

    early = said(client.post(address, asked | {"send": "1"}))
    client.post(f"/desk/arrears/{case.pk}/debts/consent/", {"person": str(owed.debtor_id), "given_on": today})
    looked = client.post(address, asked).content.decode()
    sent = client.post(address, asked | {"send": "1"})

    assert "has not released this creditor from secrecy" in early
    assert "10 havi részletben" in looked
    assert SCRIPT not in looked
    assert sent.status_code == 302
    with context.entered(alder_office):
        letter = CreditorLetter.objects.get()
    pdf = client.get(f"/desk/arrears/debts/letters/{letter.pk}/")
    assert pdf.content.startswith(b"%PDF")
    withdrawn = client.post(f"/desk/arrears/consents/{letter.consent_id}/withdraw/")
    assert withdrawn["Location"] == f"/desk/arrears/{case.pk}/debts/"


def test_only_the_head_words_the_letters(alder_office, desk_client):
    with context.entered(alder_office):
        text = CreditorText.objects.get(kind="question")
    address = f"/desk/arrears/debts/texts/{text.pk}/"
    words = {"subject": "Új tárgy", "text": "{client}", "answer_days": "10", "legal_basis": "x",
             "valid_from": timezone.localdate().isoformat()}  # fmt: skip

    assert desk_client("debt_adviser").post(address, words).status_code == 403
    strange = said(english(desk_client("office_head")).post(address, words | {"text": "{salary}"}))
    assert "The letter cannot say {salary}" in strange
    assert desk_client("office_head").post(address, words).status_code == 302
    assert "Új tárgy" in said(desk_client("auditor").get("/desk/arrears/debts/texts/"))
