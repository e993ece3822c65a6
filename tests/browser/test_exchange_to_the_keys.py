"""Three towns in a real browser: a chain over an empty flat, a household that says no midway, and the rest moves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from cases.tenancies.models import Tenancy
from exchange.adverts import lifecycle, publishing
from exchange.adverts.models import Advert
from exchange.pool import clearing, places
from exchange.pool.models import Leg, Listing, Proposal
from exchange.pool.steps import Stage, Task
from kernel.access import SYSTEM
from tenants import context
from tenants.accounts import staff
from tenants.registry import opening
from tenants.registry.models import Office
from tests.cast import charge
from tests.conftest import PASSWORD
from tests.exchange.moves import cast as moves
from tests.exchange.pool import cast
from worker import delivery

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TOWNS = {"alder": "Pécs", "birch": "Komló", "szigetvar": "Szigetvár"}
PAGE = "/desk/exchange/proposals/"


@pytest.fixture
def three_towns(own_database: str) -> dict[str, Office]:
    """In Pécs a household in arrears, in Komló two that would take its flat, in Szigetvár an empty flat for it."""
    open_third()
    offices = {slug: Office.objects.get(slug=slug) for slug in TOWNS}
    with context.entered(offices["alder"]):
        for town in TOWNS.values():
            places.register(town=town, district="Belváros", by=SYSTEM)
        owing = cast.advert(
            "Őri Csilla", number=1, town="Pécs", area=60, half_rooms=4, rent=110_000, wish_places=["Szigetvár"],
            stated_affordable_cost=40_000, publish=False,
        )  # fmt: skip
        charge(owing.tenancy, period=date(2026, 9, 1), amount=110_000)
        publishing.publish(advert=owing, by=SYSTEM, on=cast.TODAY)
    with context.entered(offices["birch"]):
        for number, name in ((2, "Nagy Anna"), (3, "Tóth Gábor")):
            cast.advert(name, number=number, town="Komló", area=42 + number, half_rooms=3, wish_places=["Pécs"])
    with context.entered(offices["szigetvar"]):
        cast.vacant(9, area=40, cost=30_000, town="Szigetvár")
    return offices


def open_third() -> None:
    """An office more than the cast has, opened as the operator does."""
    connection = connections["default"]
    connection.close()
    before, connection.settings_dict["USER"] = connection.settings_dict["USER"], "kuszob_owner"
    opening.open_office(slug="szigetvar", name="Szigetvári Lakásiroda", kind=Office.Kind.TOWN)
    connection.close()
    connection.settings_dict["USER"] = before


class Team:
    """The adviser and the head of one town, and what each task asks of them on the pages."""

    def __init__(self, office: Office, visit: Callable[..., Any]) -> None:
        self.office = office
        self.adviser, self.head = visit(office.slug, "exchange_adviser"), visit(office.slug, "office_head")
        self.seen: list[str] = []

    def work(self, proposal: Proposal) -> None:
        """Do every task of ours that waits, in the order in which the page shows them."""
        with context.entered(self.office):
            exchange = moves.seats.of(Proposal.objects.get(pk=proposal.pk))
            due = [(one.task, one.position) for one in exchange.our_missing]
            coming = [seat.position for seat in exchange.ours if seat.comes is not None]
        for task, position in due:
            getattr(self, f"do_{task}")(proposal.number, position, coming)

    def on(self, number: str, rest: str = "", *, head: bool = False) -> Any:
        page = (self.head if head else self.adviser).go(f"{PAGE}{number}/{rest}")
        self.seen.append(page.locator("main").inner_text())
        return page

    def press(self, page: Any, words: str) -> None:
        page.get_by_role("button", name=words).first.click()
        page.wait_for_load_state()
        assert page.locator(".govuk-error-summary, .k-notice--bad").count() == 0, page.locator("main").inner_text()

    def do_screen(self, number: str, position: int, coming: list[int]) -> None:
        self.press(self.on(number), "Átnéztem")

    def do_answer(self, number: str, position: int, coming: list[int]) -> None:
        self.press(self.on(number), "Igen")

    def do_open(self, number: str, position: int, coming: list[int]) -> None:
        self.press(self.on(number, head=True), "Felfedjük a neveket")

    def do_view(self, number: str, position: int, coming: list[int]) -> None:
        self.press(self.on(number, f"flats/{position}/viewing/"), "Megnézte a lakást")

    def do_consent(self, number: str, position: int, coming: list[int]) -> None:
        page = self.on(number, f"flats/{position}/consents/")
        page.locator("[name=outcome]").first.select_option("given")
        self.press(page, "Mentés")

    def do_file(self, number: str, position: int, coming: list[int]) -> None:
        self.press(self.on(number, f"flats/{position}/landlord/"), "Benyújtom a kérelmet")

    def do_decide(self, number: str, position: int, coming: list[int]) -> None:
        page = self.on(number, f"flats/{position}/landlord/")
        page.select_option("[name=outcome]", "approved")
        page.fill("[name=decider]", "polgármester")
        self.press(page, "Előkészítem a döntést")
        self.press(self.on(number, f"flats/{position}/landlord/", head=True), "Megerősítem a döntést")

    def do_sign(self, number: str, position: int, coming: list[int]) -> None:
        page = self.on(number, f"flats/{position}/contract/")
        page.fill("[name=moves_on]", (timezone.localdate() + timedelta(days=10)).isoformat())
        self.press(page, "A szerződést aláírták")

    def do_keys(self, number: str, position: int, coming: list[int]) -> None:
        page = self.on(number, f"flats/{position}/keys/")
        page.fill("[name=keys]", "3")
        page.fill("[name=present]", "a két háztartás és az ügyintéző")
        page.fill("[name=reading_gas]", "1234,5")
        self.press(page, "A kulcsokat átadták")

    def do_settle(self, number: str, position: int, coming: list[int]) -> None:
        page = self.on(number, f"flats/{position}/accounts/")
        owes = page.input_value("[name=debt]") != "0"
        page.select_option("[name=way]", "plan_continues" if owes else "none")
        self.press(page, "Az elszámolás megtörtént")

    def do_close(self, number: str, position: int, coming: list[int]) -> None:
        for seat in coming:
            page = self.on(number, f"flats/{seat}/let/")
            page.select_option("[name=basis]", "social")
            page.fill("[name=monthly_rent]", "28 000")
            self.press(page, "Bérbe adom a lakást")
        self.press(self.on(number), "Lezárjuk az ügyet")


def work_until(towns: dict[str, Team], proposal: Proposal, stage: Stage) -> Proposal:
    """The towns do their part in turn, and the worker carries their mail, until the exchange stands at that step."""
    for _turn in range(30):
        present = Proposal.objects.get(pk=proposal.pk)
        if present.stage == stage:
            return present
        for town in towns.values():
            town.work(present)
        for town in towns.values():
            with context.entered(town.office):
                delivery.drain(at=timezone.now() + timedelta(minutes=6))
    raise AssertionError(f"{proposal} stands at {present.stage}")


def test_one_says_no_midway_and_the_others_come_to_the_keys(three_towns, visitor):
    today = timezone.localdate()
    towns = {slug: Team(office, visitor) for slug, office in three_towns.items()}
    made = clearing.run(on=today)
    assert (made.chains, made.moved, made.relieved) == (1, 2, 1)
    first = work_until(towns, Proposal.objects.get(), Stage.VIEWING)

    # Csilla chooses on her own page that she wants the flat; its address is there, and no word of her debt elsewhere.
    with context.entered(three_towns["alder"]):
        person_id = Advert.objects.get().person_id
        account = staff.open_resident_account(
            email="csilla@example.hu", person_id=person_id, password=PASSWORD, by=SYSTEM
        )
    for town in towns.values():
        with context.entered(town.office):
            is_open = moves.seats.of(Proposal.objects.get()).is_done(Task.OPEN)
        if not is_open:
            town.do_open(first.number, 0, [])
        with context.entered(town.office):
            delivery.drain(at=timezone.now() + timedelta(minutes=6))
    for town in towns.values():
        with context.entered(town.office):
            delivery.drain(at=timezone.now() + timedelta(minutes=12))
    csilla = visitor("alder", width=360).signed_in(account)
    page = csilla.go("/my/exchange/steps/")
    assert "Szabad utca 9" in page.locator("main").inner_text()
    page.get_by_role("button", name="Megnéztem a lakást, és kérem").click()
    page.wait_for_load_state()

    # In Komló the household does not want the flat after seeing it.
    komlo = towns["birch"]
    with context.entered(komlo.office):
        (seat,) = moves.seats.of(first).ours
        refuser = seat.advert.person.name
    page = komlo.on(first.number, f"flats/{seat.position}/leave/")
    page.select_option("[name=reason]", "condition")
    komlo.press(page, "Kilépés a cseréből")
    fallen = Proposal.objects.get(pk=first.pk)
    assert (fallen.state, fallen.fell_in, fallen.fell_by) == ("collapsed", "viewing", "condition")

    # The rest is planned anew: the other household of Komló, and Csilla's yes and viewing are kept.
    second = Proposal.objects.exclude(pk=first.pk).get()
    assert second.moves == 2
    with context.entered(three_towns["alder"]):
        exchange = moves.seats.of(second)
        assert exchange.is_done(Task.VIEW, exchange.ours[0].position)
        assert Leg.objects.get(proposal=second, office_schema="t_alder").answer == "accepted"
    done = work_until(towns, second, Stage.COMPLETED)

    assert done.ended_at is not None
    later = today + timedelta(days=20)
    lives = {}
    for slug, office in three_towns.items():
        with context.entered(office):
            lifecycle.follow_pool()
            lives[slug] = {
                (str(one.parties.get().person), one.dwelling.building.town) for one in Tenancy.objects.valid_on(later)
            }
    other = next(name for name in ("Nagy Anna", "Tóth Gábor") if name != refuser)
    assert lives == {
        "alder": {(other, "Pécs")},
        "birch": {(refuser, "Komló")},
        "szigetvar": {("Őri Csilla", "Szigetvár")},
    }
    assert set(Listing.objects.values_list("state", flat=True)) == {"done", "active"}
    # What the other towns saw of Csilla before the names were opened was no name, and never her debt.
    for town in (towns["birch"], towns["szigetvar"]):
        assert not any("Őri Csilla" in text for text in town.seen[:2])
        assert not any("Mit jelent ez a tartozásnak" in text for text in town.seen)
    for town in towns.values():
        assert town.adviser.complaints == town.head.complaints == []
    assert csilla.complaints == []
