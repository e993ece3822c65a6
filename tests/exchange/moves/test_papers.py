"""The four papers of an exchange: whom they name and when, what they never say, and the office's own wording."""

import re
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from cases.people import persons
from cases.people.models import Person
from cases.tenancies.models import Tenancy
from exchange.adverts.models import Advert
from exchange.moves import paper_defaults, paper_sheets, papers, seats
from exchange.moves.models import PaperText
from exchange.moves.papers import Kind
from exchange.pool import clearing
from exchange.pool.models import Proposal
from exchange.pool.steps import Stage
from kernel.access import SYSTEM
from kernel.models import AuditEntry
from tenants import context
from tenants.accounts import staff
from tests.cast import charge
from tests.conftest import PASSWORD, browser_of
from tests.exchange.moves import cast as moves
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY


@pytest.fixture
def swap(alder_office, birch_office):
    """Two households of two towns that would get each other's flats; ours owes rent."""
    with context.entered(alder_office):
        cast.open_places()
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_places=["Nyírtelek"])
        charge(Tenancy.objects.get(), period=TODAY.replace(day=1), amount=123_456)
    with context.entered(birch_office):
        there = {"town": "Nyírtelek", "district": "Újtelep", "wish_places": ["Égervár/Belváros"]}
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, **there)
    clearing.run(on=TODAY)
    return Proposal.objects.get()


def printed(kind: str) -> str:
    """The words of the paper about the first flat of the office that was entered."""
    exchange = seats.of(Proposal.objects.get())
    return words_of(paper_sheets.render(exchange, exchange.ours[0], kind, on=TODAY))


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.mark.parametrize("kind", list(Kind))
def test_before_the_names_are_open_no_paper_names_the_other_household(swap, alder_office, kind):
    moves.bring(swap, Stage.VIEWING)
    with context.entered(alder_office):
        text = printed(kind)
        assert "Őri Csilla" in text
        assert "Nagy Anna" not in text
        assert "Fő utca 3" not in text


def test_when_every_office_has_opened_them_the_contract_names_both_and_the_way_of_the_flats(swap, alder_office):
    moves.bring(swap, Stage.CONSENTS)
    with context.entered(alder_office):
        text = printed(Kind.CONTRACT)
    for word in ("Őri Csilla", "Nagy Anna", "Fő utca 3", "52 000 Ft", "29. §", "a kérelem nincs benyújtva"):
        assert word in text.replace("\xa0", " ").replace("\u202f", " "), word


def test_nobodys_debt_stands_on_a_paper(swap, alder_office):
    moves.bring(swap, Stage.CONTRACTS)
    with context.entered(alder_office):
        for kind in Kind:
            assert "123456" not in re.sub(r"\s", "", printed(kind)), kind


def test_the_application_lists_what_every_party_said_and_the_handover_protocol_what_was_read(swap, alder_office):
    moves.bring(swap, Stage.CONTRACTS)
    with context.entered(alder_office):
        application = printed(Kind.APPLICATION)
        assert "hozzájárul" in application
        assert "2026. november 23." in application
        before = printed(Kind.HANDOVER)
        assert "1234,5" not in before
        assert "…………" in before
    moves.bring(swap, Stage.KEYS)
    with context.entered(alder_office):
        after = printed(Kind.HANDOVER)
        assert "1234,5" in after
        assert "G-1" in after


def test_an_empty_flat_has_no_household_that_applies_or_has_rights(alder_office, birch_office):
    with context.entered(alder_office):
        cast.open_places()
        cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50)
    with context.entered(birch_office):
        cast.vacant(9, area=40, cost=38_000, town="Nyírtelek", district="Újtelep")
    clearing.run(on=TODAY)
    with context.entered(birch_office):
        (seat,) = seats.of(Proposal.objects.get()).ours
        assert papers.fitting(seat) == [Kind.CONTRACT, Kind.HANDOVER]
        assert "üres lakás" in printed(Kind.CONTRACT)
    with context.entered(alder_office):
        (seat,) = seats.of(Proposal.objects.get()).ours
        assert papers.fitting(seat) == list(Kind)


def test_our_own_texts_say_only_words_that_their_papers_have():
    for kind, (title, body) in paper_defaults.TEXTS.items():
        papers.check(kind, title)
        papers.check(kind, body)
        assert papers.words_of(kind) <= set(paper_defaults.SAMPLE)


def test_a_date_that_ends_with_a_stop_gets_no_second_one():
    values = {"today": "2026. november 23.", "number": "CS-1"}
    assert papers.fill("Kelt: {today}. {number}. {office}.", values) == "Kelt: 2026. november 23. CS-1. {office}."


@pytest.mark.parametrize("text", ["{debt}", "{household", "household}", "{ household }", "{}", "{{household}", "{0.x}"])
def test_a_text_with_an_unknown_word_or_a_loose_brace_is_refused(alder, text):
    with pytest.raises(papers.CannotWrite):
        papers.write(kind=Kind.RIGHTS, title="Jogok", body=f"Kedves {text}!", by=SYSTEM)
    assert PaperText.objects.count() == 0


def test_every_change_is_a_new_version_and_the_print_says_which(swap, alder_office):
    with context.entered(alder_office):
        assert "alapszöveg" in printed(Kind.RIGHTS)
        papers.write(kind=Kind.RIGHTS, title="Jogok", body="Kedves {household}!", by=SYSTEM)
        papers.write(kind=Kind.RIGHTS, title="Jogok", body="Tisztelt {household}!", by=SYSTEM)
        papers.write(kind=Kind.RIGHTS, title="Jogok", body="Tisztelt {household}!", by=SYSTEM)

        assert [one.version for one in papers.history(Kind.RIGHTS)] == [2, 1, 0]
        text = printed(Kind.RIGHTS)
        assert "2. szövegváltozat" in text
        assert "Tisztelt Őri Csilla!" in text
        assert AuditEntry.objects.filter(verb="paper_text_written").count() == 2


@pytest.mark.parametrize("broken", [{"body": ""}, {"title": ""}, {"version": 1}])
def test_the_database_keeps_one_text_of_a_version_and_none_that_says_nothing(alder, broken):
    papers.write(kind=Kind.RIGHTS, title="Jogok", body="Üdv!", by=SYSTEM)
    values = {"kind": Kind.RIGHTS, "version": 2, "title": "Jogok", "body": "Üdv!", "written_by": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperText.objects.create(**(values | broken))


def test_typed_braces_and_code_in_a_name_are_only_text(swap, alder_office):
    name = "{office} #panic() {0.__class__}"
    with context.entered(alder_office):
        Person.objects.update(name=name)
        papers.write(kind=Kind.RIGHTS, title="Jogok", body="Kedves {household}, <b>üdv</b>!", by=SYSTEM)
        assert f"Kedves {name}, <b>üdv</b>!" in printed(Kind.RIGHTS)


def test_the_desk_opens_a_paper_in_the_browser_and_the_trail_keeps_it(swap, alder_office, person_at_desk):
    with context.entered(alder_office):
        client = browser_of(alder_office, person_at_desk("exchange_adviser"))
        position = seats.of(swap).ours[0].position
        address = f"/desk/exchange/proposals/{swap.number}/flats/{position}/papers/"
        response = client.get(f"{address}contract/")
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response["Content-Disposition"].startswith("inline")
        assert AuditEntry.objects.filter(verb="read", details__what="paper_contract").count() == 1
        assert client.get(f"{address}nothing/").status_code == 404
        assert client.get(f"/desk/exchange/proposals/{swap.number}/flats/9/papers/contract/").status_code == 404
        shown = client.get(f"/desk/exchange/proposals/{swap.number}/").content.decode()
        assert [f"papers/{kind}/" in shown for kind in Kind] == [True] * 4
        flat = f"/desk/exchange/proposals/{swap.number}/flats/{position}/"
        offered = {
            step: [kind.value for kind in Kind if f"papers/{kind}/" in client.get(f"{flat}{step}/").content.decode()]
            for step in ("contract", "landlord", "keys")
        }
        assert offered == {"contract": ["contract", "rights"], "landlord": ["application"], "keys": ["handover"]}


def test_a_refused_text_stays_in_the_form(alder_office, person_at_desk):
    with context.entered(alder_office):
        client = browser_of(alder_office, person_at_desk("office_head"))
        address = "/desk/exchange/papers/rights/"
        typed = {"title": "Jogok", "body": "Hosszan írt szöveg {nincs_ilyen}", "keep": "1"}
        refused = client.post(address, typed).content.decode()
        assert "Hosszan írt szöveg {nincs_ilyen}" in refused
        shown = client.post(address, {"title": "Jogok", "body": "Kedves {household}!", "show": "1"}).content.decode()
        assert "Kedves Minta Anna, Minta Béla!" in shown
        assert PaperText.objects.count() == 0
        assert client.post(address, {"title": "Jogok", "body": "Új", "keep": "1"}).status_code == 302
        assert PaperText.objects.get().body == "Új"


def test_a_resident_opens_their_own_papers_and_no_protocol(swap, alder_office):
    moves.bring(swap, Stage.VIEWING)
    with context.entered(alder_office):
        own = staff.open_resident_account(
            email="lako@example.hu", person_id=Advert.objects.get().person_id, password=PASSWORD, by=SYSTEM
        )
        stranger = staff.open_resident_account(
            email="mas@example.hu", person_id=persons.register(name="Más Mari", by=SYSTEM).pk, password=PASSWORD,
            by=SYSTEM,
        )  # fmt: skip
        client = browser_of(alder_office, own)
        tracker = client.get("/my/exchange/steps/").content.decode()
        assert [kind for kind in Kind if f"papers/{kind}/" in tracker] == [Kind.CONTRACT, Kind.APPLICATION, Kind.RIGHTS]
        answers = {kind: client.get(f"/my/exchange/steps/papers/{kind}/").status_code for kind in Kind}
        assert answers == {Kind.CONTRACT: 200, Kind.APPLICATION: 200, Kind.RIGHTS: 200, Kind.HANDOVER: 404}
        assert browser_of(alder_office, stranger).get("/my/exchange/steps/papers/rights/").status_code == 404


def test_a_neighbour_of_the_same_town_is_named_to_a_resident_only_when_the_names_are_open(alder_office):
    with context.entered(alder_office):
        cast.open_places()
        first = cast.advert("Őri Csilla", number=1, area=80, half_rooms=6, rent=110_000, wish_area_max=50)
        cast.advert("Nagy Anna", number=3, area=44, half_rooms=3, rent=52_000, wish_area_min=70)
    clearing.run(on=TODAY)
    moves.bring(Proposal.objects.get(), Stage.VIEWING)
    with context.entered(alder_office):
        own = staff.open_resident_account(
            email="lako@example.hu", person_id=first.person_id, password=PASSWORD, by=SYSTEM
        )
        client = browser_of(alder_office, own)
        exchange = seats.of(Proposal.objects.get())
        (seat,) = [one for one in exchange.ours if one.advert.pk == first.pk]
        assert "Nagy Anna" not in client.get("/my/exchange/steps/").content.decode()
        assert "Nagy Anna" not in words_of(paper_sheets.render(exchange, seat, Kind.CONTRACT, on=TODAY))
        moves.open_names(exchange)
        exchange = seats.of(Proposal.objects.get())
        assert "Nagy Anna" in client.get("/my/exchange/steps/").content.decode()
        assert "Nagy Anna" in words_of(paper_sheets.render(exchange, seat, Kind.CONTRACT, on=TODAY))
