"""The printable page about a move: our household's figures, and nothing of anybody else."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from exchange.pool import clearing
from exchange.pool.models import Leg, Proposal
from tenants import context
from tests.cast import charge
from tests.exchange.pool import cast
from tests.exchange.pool.cast import TODAY

CHEAPER = {"wish_cost_max": 70_000}


@pytest.fixture
def offices(alder_office, birch_office):
    """A household in arrears of one office and one of another, that would take each other's flat."""
    for office, name, rent in ((alder_office, "Őri Anna", 60_000), (birch_office, "Kis Béla", 45_000)):
        with context.entered(office):
            cast.open_places()
            advert = cast.advert(name, number=1, rent=rent, **CHEAPER)
            if name == "Őri Anna":
                charge(advert.tenancy, period=date(2026, 9, 1), amount=150_000)
    clearing.run(on=TODAY)
    return alder_office, birch_office


def page_of(client, leg):
    response = client.get(f"/desk/exchange/legs/{leg.pk}/paper/")
    assert response["Content-Type"] == "application/pdf"
    (page,) = (
        PdfReader(BytesIO(b"".join(response))).pages
        if response.streaming
        else PdfReader(BytesIO(response.content)).pages
    )
    return page.extract_text().replace("\u00a0", " ")


@pytest.mark.django_db
def test_the_page_says_what_the_move_means_and_names_nobody_else(desk_client, offices):
    alder, birch = offices
    with context.entered(alder):
        assert Proposal.objects.count() == 1
        own = Leg.objects.get(office_schema=alder.schema_name)
        foreign = Leg.objects.get(office_schema=birch.schema_name)
    client = desk_client("exchange_adviser")
    text = page_of(client, own)
    assert "Mit jelent Önnek ez a csere" in text and "Őri Anna" in text
    assert "Havonta kevesebb" in text and "15 000 Ft" in text
    assert "150 000 Ft" in text and "így nem: semmi sem marad rá" in text
    assert "Kis Béla" not in text and "Fő utca" not in text
    assert client.get(f"/desk/exchange/legs/{foreign.pk}/paper/").status_code == 404


@pytest.mark.django_db
def test_without_a_debt_nothing_is_said_of_one(desk_client, offices):
    _alder, birch = offices
    with context.entered(birch):
        leg = Leg.objects.get(office_schema=birch.schema_name)
    text = page_of(desk_client("exchange_adviser", birch), leg)
    assert "Kis Béla" in text and "tartozásának" not in text and "Havonta több" in text
