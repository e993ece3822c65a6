"""What a sample office's debt advisers have on their desks: cases, talks, plans in every state, demands."""

import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from cases.arrears import cases, contacts, demands, notices, plan_checks, plans, policies, reminders, translations
from cases.arrears.clock import termination_window
from cases.arrears.models import ArrearsCase, Cause
from cases.arrears.plan_limits import CannotPlan, Terms
from cases.people import persons
from cases.people.models import LetterLanguage, Person
from cases.people.persons import Contact
from cases.tenancies import ledger
from cases.tenancies.models import Payment
from catalogue.shared import calendars
from kernel.access import SYSTEM
from kernel.calendar import Calendar
from project.demo import sign_ins
from project.demo.towns import Town
from tenants.accounts.models import Account

OPENED_BEFORE, PLANNED_BEFORE = timedelta(days=75), timedelta(days=68)
SAID = (
    ("call", "Telefonon elértem. Elmondta, hogy tavasszal megszűnt a munkahelye, most alkalmi munkából élnek."),
    ("talk", "Bejött az irodába. Átnéztük a számlákat, a villanyszámlával is el van maradva."),
    ("visit", "Családlátogatáson voltam. A lakás rendezett, két kisgyerek van, a fűtés drága."),
    ("call", "Visszahívott. A nyugdíját a hónap 12-én kapja, akkor tud fizetni."),
)
NEXT = (
    "Felhívni, hogy hozza be a jövedelemigazolást", "Megkérdezni a családsegítőt a közös tervről",
    "Támogatási kérelem beadását ellenőrizni", "Második beszélgetés a részletekről",
)  # fmt: skip


def decree(*, on: date) -> None:
    """The sample office's rules. Messages may leave at any hour: the demonstration is also looked at by night."""
    policies.change(
        valid_from=on, on=on, by=SYSTEM, decree="minta rendelet 14. §", quiet_from_hour=24, quiet_until_hour=0,
        sends_on_rest_days=True,
    )  # fmt: skip


def fill(town: Town, *, on: date) -> None:
    """Cases opened ten weeks ago and what became of them since, always the same for the same town."""
    chance = random.Random(f"{town.slug} debts")
    adviser = Account.objects.get(email=sign_ins.email("debt_adviser", town.slug))
    head = Account.objects.get(email=sign_ins.email("office_head", town.slug))
    cases.open_due(on=on - OPENED_BEFORE, by=SYSTEM)
    opened = list(ArrearsCase.objects.select_related("tenancy").order_by("tenancy__number"))
    chance.shuffle(opened)
    planned, demanded = opened[: len(opened) // 5], opened[len(opened) // 5 : len(opened) // 5 + 3]
    _talk(opened, chance, adviser=adviser, on=on)
    _plan(planned, chance, adviser=adviser, head=head, on=on)
    plan_checks.check_all(on=on - timedelta(days=4), writer=reminders.writer_on(on - timedelta(days=4)), by=SYSTEM)
    _demand(demanded, adviser=adviser, head=head, on=on)
    cases.open_due(on=on, by=SYSTEM)


def languages(*, on: date) -> None:
    """The sample office writes to its tenants in English too, and every tenth tenant reads it better."""
    for letter in translations.originals(on):
        subject, text = translations.offered(letter, LetterLanguage.ENGLISH) or ("", "")
        translations.write(
            code=letter.code, language=LetterLanguage.ENGLISH, subject=subject, text=text, valid_from=on, on=on,
            by=SYSTEM,
        )  # fmt: skip
    for place, person in enumerate(Person.objects.order_by("sort_key")):
        if place % 10 == 4:
            known = {name: getattr(person, name) for name in ("email", "phone", "sms_consent_on", "postal_address")}
            contact = Contact(**known, letter_language=LetterLanguage.ENGLISH)
            persons.set_contact(person=person, contact=contact, on=on, by=SYSTEM)


def _talk(opened: Sequence[ArrearsCase], chance: random.Random, *, adviser: Account, on: date) -> None:
    for case in opened:
        if chance.random() < 0.25:
            continue
        for kind, text in chance.sample(SAID, chance.randint(1, 2)):
            day = on - timedelta(days=chance.randint(3, 60))
            contacts.note(case=case, kind=kind, on=day, today=on, text=text, by=adviser)
        if chance.random() < 0.2:
            contacts.note(
                case=case, kind="promise", on=on - timedelta(days=9), today=on, promised_amount=20_000,
                promised_on=on - timedelta(days=chance.randint(0, 5)), text="Telefonon ígérte.", by=adviser,
            )  # fmt: skip
        _describe(case, chance, adviser=adviser, on=on)


def _describe(case: ArrearsCase, chance: random.Random, *, adviser: Account, on: date) -> None:
    case.refresh_from_db()
    if case.stage == ArrearsCase.Stage.INTAKE:
        case = cases.move(case=case, stage=ArrearsCase.Stage.ASSESSMENT, by=adviser)
    cases.describe(
        case=case,
        version=case.version,
        by=adviser,
        causes=[chance.choice([cause.value for cause in Cause])],
        has_minor=chance.random() < 0.4,
        disconnection_on=on + timedelta(days=chance.randint(4, 25)) if chance.random() < 0.08 else None,
        eviction_on=None,
        adviser_id=adviser.pk,
        next_on=on + timedelta(days=chance.randint(-2, 20)),
        next_action=chance.choice(NEXT),
    )


def _plan(chosen: Sequence[ArrearsCase], chance: random.Random, *, adviser: Account, head: Account, on: date) -> None:
    """Signed ten weeks ago; three in four were kept since, one offer still waits."""
    made_on = on - PLANNED_BEFORE
    first = (made_on.replace(day=28) + timedelta(days=4)).replace(day=15)
    for place, case in enumerate(chosen):
        day, due = (on - timedelta(days=2), on + timedelta(days=12)) if place == 0 else (made_on, first)
        terms = Terms(count=chance.choice([6, 9, 12]), first_due_on=due)
        try:
            plan = plans.draft(case=case, terms=terms, on=day, calendar=calendars.national(), by=adviser)
        except CannotPlan:  # the sample household owes too little for so many instalments
            continue
        plan = plans.propose(plan=plan, on=day, by=adviser)
        if place == 0:
            continue
        if plan.needs_approval:
            plans.approve(plan=plan, by=head)
        plans.sign(plan=plan, on=made_on, by=adviser)
        if chance.random() < 0.75:
            receipts = [
                ledger.Receipt(
                    case.tenancy_id, row.amount + case.tenancy.monthly_rent, row.due_on, Payment.Source.BANK,
                    f"MINTAR{place}-{row.number}",
                )
                for row in plan.instalments.filter(due_on__lte=on)
            ]  # fmt: skip
            ledger.book(receipts, by=SYSTEM)


def _demand(chosen: Sequence[ArrearsCase], *, adviser: Account, head: Account, on: date) -> None:
    """One waits for approval, one for its return receipt, and in one the window to decide is open."""
    calendar = calendars.national()
    for case, state in zip(chosen, ("draft", "issued", "served"), strict=False):
        with suppress(demands.CannotDemand, notices.CannotGiveNotice):  # something holds this sample household
            _demand_of(case, state, calendar, adviser=adviser, head=head, on=on)


def _demand_of(case: ArrearsCase, state: str, calendar: Calendar, *, adviser: Account, head: Account, on: date) -> None:
    issued_on = on - timedelta(days=13 if state == "served" else 4)
    demand = demands.draft(case=case, on=issued_on, by=adviser)
    if state == "draft":
        return
    demand = demands.issue(demand=demand, on=issued_on, writer=reminders.writer_on(issued_on), by=head)
    if state == "issued":
        return
    served_on = issued_on + timedelta(days=2)
    for paper in demand.services.all():
        demands.record_service(
            service=paper, served_on=served_on, proof="registered", today=on, calendar=calendar, by=adviser
        )
    if termination_window(served_on, calendar).is_open(on):
        notices.draft(
            demand=demand, reason="Hónapok óta nem fizet, a megkeresésekre nem válaszolt.", on=on,
            calendar=calendar, by=adviser,
        )  # fmt: skip
