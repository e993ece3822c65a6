"""Opening the six sample offices and letting them work: flats, people, a reminder run, an exchange run."""

import sys
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.arrears import planning, reminders
from catalogue.shared import calendars
from exchange.adverts import lifecycle
from exchange.adverts.models import Advert
from exchange.pool import clearing
from kernel.access import SYSTEM
from project.demo import adverts, adverts_beside, debts, exchanges, households, money, sales, sign_ins, statement, stock
from project.demo.towns import TOWNS, Town
from tenants import context
from tenants.registry import opening
from tenants.registry.models import Office
from worker import delivery

BIC = "MINTHUHBXXX"


@dataclass
class Happened:
    """What the demonstration did, for the summary."""

    planned: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    exchange: dict[str, object] = field(default_factory=dict)


class Progress:
    """A bar on standard error for work that takes a while."""

    def __init__(self, steps: int) -> None:
        self.steps, self.done = steps, 0

    def step(self, what: str) -> None:
        filled = round(24 * self.done / self.steps)
        print(f"\r  [{'█' * filled}{'·' * (24 - filled)}] {what:<52}", end="", file=sys.stderr, flush=True)
        self.done += 1

    def finish(self) -> None:
        self.step("ready")
        print(file=sys.stderr)


def is_open() -> bool:
    """Whether the sample offices are there already."""
    opened: int = Office.objects.filter(is_demo=True, kind=Office.Kind.TOWN).count()
    return opened >= len(TOWNS)


def open_all(*, on: date) -> None:
    """Open the sample offices that are not open yet and fill them. Each office is one transaction."""
    progress = Progress(2 * len(TOWNS) + 2)
    money.sample_rates()
    if not Office.objects.filter(slug="operator").exists():
        progress.step("the operator's office")
        with transaction.atomic():
            office = opening.open_office(
                slug="operator",
                name="Küszöb üzemeltető",
                domain=settings.BARE_HOST,
                kind=Office.Kind.OPERATOR,
                is_demo=True,
            )
            with context.entered(office):
                sign_ins.take_on_staff(office)
    for town in TOWNS:
        if not Office.objects.filter(slug=town.slug).exists():
            progress.step(f"{town.town}: {town.flats} flats and their tenants")
            _open(town, on=on)
        progress.step(town.town)
    progress.finish()


@transaction.atomic
def _open(town: Town, *, on: date) -> None:
    office = opening.open_office(slug=town.slug, name=town.office_name, iban=town.iban, is_demo=True)
    opening.set_letterhead(
        office,
        postal_address=f"{town.postcode} {town.town}, Minta tér 1.",
        phone=town.phone,
        email=f"iroda@{town.slug}.example",
        bic=BIC,
    )
    office.refresh_from_db()
    with context.entered(office):
        debts.decree(on=on)
        stock.fill(town, on=on)
        debts.languages(on=on)
        money.fill(town, on=on)
        adverts.register_places(town)
        sign_ins.take_on_staff(office)
        debts.fill(town, on=on)
        sign_ins.open_resident_account(office)


def work(*, on: date) -> Happened:
    """The day's runs: reminders in every office, then one exchange run over all of them."""
    happened = Happened()
    business_date = last_working_day(on)
    earlier = last_working_day(business_date - timedelta(days=9))
    for office in Office.objects.filter(is_demo=True, kind=Office.Kind.TOWN).order_by("slug"):
        with context.entered(office):
            reminders.release(run=planning.plan(on=earlier, by=SYSTEM), by=SYSTEM, on=earlier)
            delivery.drain(at=timezone.now())
            statement.book(on=business_date)
            run = planning.plan(on=business_date, by=SYSTEM)
            happened.planned += run.reminders.exclude(state="excluded").count()
            for reason, number in planning.exclusions(run).items():
                happened.excluded[reason] = happened.excluded.get(reason, 0) + number
            reminders.release_routine(run=run, by=SYSTEM, on=business_date)
            households.fill(office.slug, on=on)
    happened.exchange = _exchange(on=on)
    return happened


def _exchange(*, on: date) -> dict[str, object]:
    """Publish the sample adverts once, clear the pool, let every office's adverts follow."""
    offices = list(Office.objects.filter(is_demo=True, kind=Office.Kind.TOWN).order_by("slug"))
    for office in offices:
        with context.entered(office):
            if not Advert.objects.exists():
                adverts.publish(adverts.town_of(office.slug), on=on)
                adverts_beside.fill(adverts.town_of(office.slug), on=on)
            sales.fill(adverts.town_of(office.slug), on=on)
    made = clearing.run(on=on)
    exchanges.bring_on(on=on)
    for office in offices:
        with context.entered(office):
            lifecycle.follow_pool()
    return {
        "proposals": {"2": made.swaps, "3": made.threes, "4": made.fours},
        "chains": made.chains,
        "towns": made.towns,
        "moved": made.moved,
        "relieved": made.relieved,
    }


def last_working_day(on: date) -> date:
    calendar = calendars.national()
    while not calendar.is_working_day(on):
        on -= timedelta(days=1)
    return on
