"""The resident's side of a debt: what is asked by the plan, asking for a talk, sending a paper."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.arrears import messages
from cases.arrears.models import PaymentPlan, ResidentMessage
from cases.arrears.plan_limits import Terms
from kernel.access import SYSTEM
from kernel.models import Document
from tenants import context
from tenants.accounts import staff
from tests.cases.arrears.household import ADVISER, case_of, owing, signed_plan
from tests.cases.pages_cast import said
from tests.cast import person
from tests.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 minta"


@pytest.fixture
def anna(alder_office):
    """Anna's tenancy, and her signed in."""
    with context.entered(alder_office):
        let = owing()
        account = staff.open_resident_account(
            email="anna@example.hu", person_id=let.parties.get().person_id, password=PASSWORD, by=SYSTEM
        )
    client = browser_of(alder_office, account)
    client.cookies["django_language"] = "en"
    return let, client


@pytest.fixture
def neighbour(alder_office):
    with context.entered(alder_office):
        return owing(door="2", parties=[person("Szomszéd Béla")])


def planned(office, let):
    today = timezone.localdate()
    with context.entered(office):
        return signed_plan(let, Terms(count=4, first_due_on=today + timedelta(days=10)), on=today)


def test_a_resident_with_a_plan_is_asked_for_the_next_instalment_not_for_everything(anna, alder_office):
    let, client = anna
    assert "60 000 Ft" in said(client.get("/my/"))
    plan = planned(alder_office, let)

    page = said(client.get("/my/"))

    assert "The next instalment of your payment plan" in page
    assert '<p class="k-big">15 000 Ft</p>' in page
    assert "Please pay now" not in page
    assert f"/my/plan/{plan.pk}/" in page


def test_the_plan_is_told_in_plain_words_and_can_be_printed(anna, alder_office):
    let, client = anna
    plan = planned(alder_office, let)
    page = said(client.get(f"/my/plan/{plan.pk}/"))
    assert page.count("15 000 Ft") == 4
    paper = client.get(f"/my/plan/{plan.pk}/paper/")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")


def test_a_draft_is_not_shown_to_the_resident(anna, alder_office):
    let, client = anna
    plan = planned(alder_office, let)
    with context.entered(alder_office):
        PaymentPlan.objects.filter(pk=plan.pk).update(state="draft", signed_on=None)
    assert client.get(f"/my/plan/{plan.pk}/").status_code == 404


def test_a_wish_for_a_talk_waits_at_the_desk_and_its_answer_comes_back(anna, alder_office, desk_client):
    let, client = anna
    answered = client.post(f"/my/talk/{let.pk}/", {"phone": "+36 30 000 0001", "when": "morning", "text": "Félek."})
    assert answered.status_code == 302
    clerk = desk_client("clerk")
    page = said(clerk.get("/desk/arrears/messages/"))
    assert "+36 30 000 0001" in page
    assert "Félek." in page

    with context.entered(alder_office):
        message = ResidentMessage.objects.get()
    clerk.post(f"/desk/arrears/messages/{message.pk}/answer/", {"answer": "Szerdán 10-kor várjuk."})

    assert "Szerdán 10-kor várjuk." in said(client.get("/my/"))
    assert "Félek." not in said(clerk.get("/desk/arrears/messages/"))


def test_a_paper_from_a_phone_is_kept_as_it_is(anna, alder_office, desk_client):
    let, client = anna
    file = SimpleUploadedFile("számla ő.jpg", b"\xff\xd8\xff\xe0 kep")
    assert client.post(f"/my/paper/{let.pk}/", {"file": file, "text": "áramszámla"}).status_code == 302
    with context.entered(alder_office):
        message = ResidentMessage.objects.get()
    got = desk_client("clerk").get(f"/desk/arrears/messages/{message.pk}/paper/")
    assert (got.content, got["Content-Type"], got["Content-Disposition"][:10]) == (
        b"\xff\xd8\xff\xe0 kep", "image/jpeg", "attachment",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.exe", b"MZ\x90"),
        ("page.html", b"<script>alert(1)</script>"),
        ("picture.svg", b"<svg onload='alert(1)'/>"),
        ("empty.pdf", b" "),
        ("large.pdf", PDF + b"0" * messages.LARGEST_PAPER),
    ],
)
def test_what_is_no_paper_is_refused_with_one_sentence_and_not_kept(anna, alder_office, name, content):
    let, client = anna
    response = client.post(f"/my/paper/{let.pk}/", {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert "govuk-error-message" in response.content.decode()
    with context.entered(alder_office):
        assert Document.objects.filter(kind="resident_paper").count() == 0


@pytest.mark.parametrize("address", ["/my/talk/{}/", "/my/paper/{}/"])
def test_a_neighbour_s_flat_is_not_there(anna, neighbour, address):
    _let, client = anna
    there = client.get(address.format(neighbour.pk))
    nowhere = client.get(address.format("00000000-0000-0000-0000-000000000004"))
    assert (there.status_code, nowhere.status_code) == (404, 404)


def test_a_neighbour_s_plan_is_not_there(anna, neighbour, alder_office):
    _let, client = anna
    plan = planned(alder_office, neighbour)
    assert client.get(f"/my/plan/{plan.pk}/").status_code == 404
    assert client.get(f"/my/plan/{plan.pk}/paper/").status_code == 404


def test_a_flood_of_messages_is_stopped_kindly(alder):
    let = owing()
    for _number in range(messages.MOST_WAITING):
        messages.ask_for_talk(tenancy=let, text="", phone="1", when="any", by=ADVISER)
    with pytest.raises(messages.CannotSend):
        messages.ask_for_talk(tenancy=let, text="", phone="1", when="any", by=ADVISER)


def test_a_message_is_answered_once(alder):
    message = messages.ask_for_talk(tenancy=owing(), text="", phone="1", when="any", by=ADVISER)
    messages.answer(message=message, answer="igen", by=ADVISER)
    with pytest.raises(messages.CannotSend):
        messages.answer(message=message, answer="nem", by=ADVISER)


def test_the_case_page_shows_what_the_resident_sent(alder_office, anna, desk_client):
    let, client = anna
    with context.entered(alder_office):
        case = case_of(let, on=timezone.localdate())
    client.post(f"/my/talk/{let.pk}/", {"phone": "1", "when": "any", "text": "Új munkám lesz."})
    assert "Új munkám lesz." in said(desk_client("debt_adviser").get(f"/desk/arrears/{case.pk}/"))
