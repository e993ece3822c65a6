"""Letters in the reader's language: behind the Hungarian one, and only while they explain it."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cases.arrears import companions, demands, ladder, planning, reminders, texts, translations
from cases.arrears.models import LadderStep, LetterText
from cases.people import persons
from cases.people.models import LetterLanguage
from cases.people.persons import Contact
from kernel.access import SYSTEM
from kernel.models import Document, OutboxMessage
from tenants import context
from tests.cases.arrears.household import ADVISER, HEAD, ON, case_of, owing, writer
from tests.cases.pages_cast import said

ENGLISH = "Dear {name},\n\nyou owe {amount}. Pay by {pay_by}, or call us."


def english(code="step_1", text=ENGLISH, *, on=ON, language="en"):
    return translations.write(
        code=code, language=language, subject="Payment reminder", text=text, valid_from=on, on=on, by=HEAD
    )


def reads(let, language):
    person = let.parties.get(position=1).person
    contact = Contact(person.email, person.phone, None, "", language)
    return persons.set_contact(person=person, contact=contact, on=ON, by=ADVISER)


def released(let, *, on=ON):
    run = planning.plan(on=on, by=SYSTEM)
    reminders.release(run=run, by=SYSTEM, on=on)
    reminder = run.reminders.get(tenancy=let)
    return pages_of(reminder.document_id), OutboxMessage.objects.get(subject_id=str(reminder.pk))


def pages_of(document_id):
    content = bytes(Document.objects.get(pk=document_id).content)
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def test_a_reader_of_english_gets_both_the_hungarian_letter_first(alder):
    english()
    let = owing(email="anna@example.hu")
    reads(let, "en")
    pages, message = released(let)
    assert "Tisztelt Őri Anna" in pages[0] and "Dear" not in pages[0]
    assert companions.NOTES["en"] in pages[1] and "Dear Őri Anna" in pages[1]
    body = message.envelope["text"]
    assert body.index("Tisztelt") < body.index("* * *") < body.index("Dear Őri Anna")


def test_nobody_else_gets_a_second_page(alder):
    english()
    pages, message = released(owing(email="anna@example.hu"))
    assert len(pages) == 1 and "* * *" not in message.envelope["text"]


def test_a_language_that_the_office_has_not_written_stays_hungarian(alder):
    english()
    let = owing()
    reads(let, "de")
    assert len(released(let)[0]) == 1


def test_a_text_older_than_the_hungarian_one_is_not_sent(alder):
    english()
    let = owing()
    reads(let, "en")
    step = LadderStep.objects.get(number=1, valid_until__isnull=True)
    later = ON + timedelta(days=1)
    ladder.change(step=step, valid_from=later, on=later, by=HEAD, text="Tisztelt {name}! Új szöveg.")
    assert len(released(let, on=later)[0]) == 1
    (letter,) = [one for one in translations.originals(later) if one.code == "step_1"]
    assert [one.is_current for one in translations.of_all([letter], on=later)["step_1"]] == [False]


def test_a_demand_speaks_to_each_party_in_their_own_language_with_its_days(alder):
    english("demand", "Dear {name},\n\nsince {today} you are asked to pay {amount}:\n{items}", language="uk")
    let = owing()
    reads(let, "uk")
    demand = demands.draft(case=case_of(let), on=ON, by=ADVISER)
    demand = demands.issue(demand=demand, on=ON, writer=writer(ON), by=HEAD)
    pages = pages_of(demand.services.get().document_id)
    assert "20 вересня 2026" in pages[-1].replace("\u00a0", " ") and "чинним" in pages[-1].lower()
    assert "2026. szeptember 20." in pages[0]


@pytest.mark.parametrize("language", LetterLanguage.values)
def test_every_language_has_its_note_and_its_days(language):
    assert companions.NOTES[language]
    assert "2026" in companions.said(date(2026, 9, 20), language)


def test_what_does_not_fit_is_refused_and_leaves_nothing(alder):
    for code, language, text in (
        ("step_1", "en", "Pay {items}"),
        ("step_1", "hu", ENGLISH),
        ("step_1", "xx", ENGLISH),
        ("step_8", "en", ENGLISH),
        ("demand", "en", "no amount"),
    ):
        with pytest.raises((texts.CannotWrite, texts.NoText)):
            english(code, text, language=language)
    assert not LetterText.objects.exclude(language="hu").exists()


def test_a_withdrawn_language_is_not_sent_any_more(alder):
    english()
    translations.withdraw(code="step_1", language="en", on=ON, by=HEAD)
    let = owing()
    reads(let, "en")
    assert len(released(let)[0]) == 1
    with pytest.raises(texts.NoText):
        translations.withdraw(code="step_1", language="en", on=ON, by=HEAD)


def test_the_office_writes_a_language_beside_the_hungarian_text(desk_client, alder_office):
    head = desk_client("office_head")
    typed = {"valid_from": timezone.localdate().isoformat(), "subject": "Notice", "text": "Dear {name}, {amount}"}
    shown = head.post("/desk/arrears/texts/step_1/en/", {**typed, "show": "1"})
    assert "Dear {name}" in said(shown) and "Tisztelt" in said(shown)
    assert head.post("/desk/arrears/texts/step_1/en/", {**typed, "keep": "1"}).status_code == 302
    with context.entered(alder_office):
        assert LetterText.objects.get(language="en").subject == "Notice"
    assert "angol" in said(head.get("/desk/arrears/texts/"))
    assert head.get("/desk/arrears/texts/step_1/hu/").status_code == 404
    assert head.post("/desk/arrears/texts/step_1/en/end/").status_code == 302
    with context.entered(alder_office):
        assert not LetterText.objects.exclude(language="hu").exists()


def test_the_preview_of_an_invitation_shows_every_language(desk_client, alder_office):
    with context.entered(alder_office):
        let = owing()
        case = case_of(let)
        today = timezone.localdate()
        english("invitation", "Dear {name}, come by {pay_by}.", on=today)
        reads(let, "en")
    page = desk_client("debt_adviser").post(
        f"/desk/arrears/{case.pk}/invite/", {"come_by": (today + timedelta(days=10)).isoformat(), "show": "1"}
    )
    assert "Dear Őri Anna" in said(page) and "Tisztelt Őri Anna" in said(page)
    with context.entered(alder_office):
        assert not OutboxMessage.objects.exists()


def test_english_is_offered_for_every_letter_that_the_office_has_not_changed(alder):
    letters = translations.originals(ON)
    for letter in letters:
        subject, text = translations.offered(letter, "en")
        written = english(letter.code, text)
        assert subject and written.legal_basis == letter.legal_basis
    assert len(letters) == 13
    assert translations.offered(replace(letters[0], text="Más."), "en") is None
    assert translations.offered(letters[0], "de") is None
