"""Two households in a real browser: one keeps its home by a plan that breaks and is made good, one loses it lawfully."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from unittest import mock

import pytest

from cases.arrears.models import ArrearsCase, Demand, PaymentPlan, Reminder
from kernel.models import OutboxMessage
from tenants import context
from tenants.registry.models import Office
from tests.cast import charge, pay, person, tenancy
from worker import jobs

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def office(own_database: str) -> Office:
    return Office.objects.get(slug="alder")


@contextmanager
def day(on: date) -> Iterator[None]:
    """The service's clock stands at ten in the morning of that day."""
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    # Only Django's clock: the browser and its driver keep real time.
    with mock.patch("django.utils.timezone.now", return_value=at):
        yield


def press(page: Any, words: str) -> None:
    page.get_by_role("button", name=words).first.click()
    page.wait_for_load_state()


def text_of(page: Any) -> str:
    return " ".join(page.locator("main").inner_text().replace("\u00a0", " ").split())


def refused(page: Any) -> str:
    return page.locator(".k-notice--bad, .govuk-error-summary").first.inner_text().replace("\u00a0", " ")


def test_from_the_first_missed_rent_to_the_last_instalment(office: Office, visitor: Callable[..., Any]) -> None:
    with context.entered(office):
        let = tenancy("Őri Anna", rent=30_000)
        charge(let, period=date(2026, 8, 1), amount=30_000, due_on=date(2026, 8, 17))

    # The first missed rent: the run reminds her by itself.
    with day(date(2026, 9, 7)), context.entered(office):
        jobs.payment_reminders(date(2026, 9, 7))
        assert Reminder.objects.get().state == "released"
        Reminder.objects.update(state="sent", sent_on=date(2026, 9, 7))
        charge(let, period=date(2026, 9, 1), amount=30_000, due_on=date(2026, 9, 15))

    # The adviser opens a case, talks with her, and writes the budget down.
    with day(date(2026, 9, 21)):
        adviser = visitor("alder", "debt_adviser")
        page = adviser.go(f"/desk/tenancies/{let.pk}/")
        press(page, "Ügy nyitása")
        case_url = page.url
        page.get_by_role("link", name="Kapcsolatfelvétel rögzítése").click()
        page.get_by_label("beszélgetés az irodában").check()
        page.get_by_label("Mi hangzott el, mi történt?").fill(
            "Augusztusban megszűnt a munkája, szeptembertől újra dolgozik."
        )
        press(page, "Rögzítés")
        assert "Augusztusban megszűnt a munkája" in text_of(page)
        page.goto(case_url.rstrip("/") + "/budget/new/")
        for name, amount in (("wage-0", 260_000), ("rent-0", 30_000), ("electricity-0", 14_000), ("food-0", 90_000)):
            page.fill(f"[name={name}-amount]", str(amount))
        page.fill("[name=adults]", "1")
        page.fill("[name=minors]", "1")
        page.locator("main form button.govuk-button").first.click()
        page.wait_for_load_state()

        # A plan they both believe in.
        page.goto(case_url.rstrip("/") + "/plan/")
        page.fill("[name=count]", "4")
        page.fill("[name=first_due_on]", "2026-10-15")
        press(page, "Ütemezés megmutatása")
        assert "15 000 Ft" in text_of(page)
        press(page, "Mentés tervezetként")
        plan_url = page.url
        press(page, "Ajánlat az ügyfélnek")
        press(page, "Az ügyfél aláírta")
        assert "teljesítik" in text_of(page)

    # She misses the first instalment: a warning goes out, and the adviser sees it.
    with context.entered(office):
        charge(let, period=date(2026, 10, 1), amount=30_000, due_on=date(2026, 10, 15))
        pay(let, 30_000, on=date(2026, 10, 15))
    with day(date(2026, 10, 21)):
        with context.entered(office):
            jobs.plans_checked(date(2026, 10, 21))
            assert OutboxMessage.objects.filter(envelope__code="plan_warning").count() == 1
        page = visitor("alder", "debt_adviser").go("/desk/arrears/?list=breached")
        page.locator("main tbody a").first.click()
        page.wait_for_load_state()
        assert "Hívja fel: pótolja, vagy módosítsák a részletfizetést" in text_of(page)

    # She makes it good within the eight days; the clerk books it at the cash desk.
    with day(date(2026, 10, 28)):
        page = visitor("alder", "clerk").go(f"/desk/tenancies/{let.pk}/payment/")
        page.fill("[name=amount]", "15000")
        page.get_by_label("pénztár").check()
        page.locator("main form button.govuk-button").first.click()
        page.wait_for_load_state()
        page.locator("main form button[name=book]").first.click()
        page.wait_for_load_state()
        with context.entered(office):
            jobs.plans_checked(date(2026, 10, 28))
        page = visitor("alder", "debt_adviser").go(plan_url)
        assert "teljesítik" in text_of(page)

    # Month by month to the end.
    for month, on in ((11, date(2026, 11, 16)), (12, date(2026, 12, 15)), (1, date(2027, 1, 15))):
        with day(on), context.entered(office):
            charge(let, period=on.replace(day=1), amount=30_000, due_on=on)
            pay(let, 45_000, on=on)
            jobs.plans_checked(on)
            assert month
    with day(date(2027, 1, 18)):
        with context.entered(office):
            jobs.plans_checked(date(2027, 1, 18))
            assert PaymentPlan.objects.get().state == "completed"
            assert ArrearsCase.objects.get().stage == "completed"
        page = visitor("alder", "debt_adviser").go(case_url)
        said = text_of(page)
        assert "Lezárva" in said
        assert "Elmaradt egy részlet vagy a folyó számla" not in said.split("Mi történt")[0]


def test_a_lawful_termination_where_a_letter_too_early_is_blocked(office: Office, visitor: Callable[..., Any]) -> None:
    with context.entered(office):
        let = tenancy(parties=[person("Bíró Lajos"), person("Bíróné Tóth Ibolya")], rent=30_000)
        for month in range(6, 11):
            charge(let, period=date(2026, month, 1), amount=30_000)

    with day(date(2026, 10, 28)):
        page = visitor("alder", "debt_adviser").go(f"/desk/tenancies/{let.pk}/")
        press(page, "Ügy nyitása")
        case_url = page.url
        page.goto(case_url.rstrip("/") + "/demand/")
        press(page, "Felszólítás előkészítése")
        demand_url = page.url
        assert "Az irodavezető hagyja jóvá." in text_of(page)

    with day(date(2026, 10, 29)):
        page = visitor("alder", "office_head").go(demand_url)
        press(page, "Felszólítás jóváhagyása és postázása")
        with context.entered(office):
            assert OutboxMessage.objects.filter(envelope__code="demand", channel="post").count() == 2

    # Only one receipt is back: no clock, no notice.
    with day(date(2026, 11, 2)):
        adviser = visitor("alder", "debt_adviser")
        page = adviser.go(demand_url)
        page.get_by_role("link", name="Kézbesítés rögzítése").first.click()
        page.fill("[name=served_on]", "2026-10-30")
        press(page, "Rögzítés")
        page.goto(demand_url.rstrip("/") + "/notice/")
        assert "Túl korai: még nem minden bérlő vette át a felszólítást." in refused(page)

    # The second receipt starts the clock; notice on the next day would be unlawful.
    with day(date(2026, 11, 4)):
        page = visitor("alder", "debt_adviser").go(demand_url)
        page.get_by_role("link", name="Kézbesítés rögzítése").first.click()
        page.fill("[name=served_on]", "2026-11-03")
        press(page, "Rögzítés")
        assert "2026. 11. 12. – 2026. 11. 19." in text_of(page)
        page.goto(demand_url.rstrip("/") + "/notice/")
        assert "Túl korai: a bérlők 2026. november 11. napjáig fizethetnek." in refused(page)
        assert page.locator("main form[method=post]").count() == 0

    # Inside the window: one prepares, another gives it.
    with day(date(2026, 11, 12)):
        page = visitor("alder", "debt_adviser").go(demand_url.rstrip("/") + "/notice/")
        page.fill("[name=reason]", "Öt hónapja nem fizetnek, a részletfizetést nem fogadták el.")
        press(page, "Felmondás előkészítése")
        assert page.get_by_role("button", name="Felmondás kiadása").count() == 0
    with day(date(2026, 11, 13)):
        page = visitor("alder", "office_head").go(demand_url)
        press(page, "Felmondás kiadása")
        assert "2026. 12. 31." in text_of(page)
    with context.entered(office):
        let.refresh_from_db()
        assert let.title_ends_on == date(2026, 12, 31)
        assert Demand.objects.get().state == "terminated"
        assert OutboxMessage.objects.filter(envelope__code="notice", channel="post").count() == 2
        assert ArrearsCase.objects.get().stage == "legal"
        jobs.monthly_rents(date(2027, 1, 2))
        assert let.charges.get(period=date(2027, 1, 1)).kind == "use_charge"

    # In winter nobody is put out.
    with day(date(2027, 1, 4)):
        page = visitor("alder", "debt_adviser").go(case_url.rstrip("/") + "/legal/")
        page.get_by_label("kilakoltatás", exact=True).check()
        page.fill("[name=scheduled_on]", "2027-02-10")
        press(page, "Előkészítés")
        assert "2027. május 3." in refused(page)
