"""A day's reminder run over many offices: planned, planned again, and released, each against its plain way.

`--small` is for a quick look: fewer offices, smaller ones. Times are the best of three rounds, ours and the baseline
taken in turn, because others may use the machine.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

ON = date(2026, 11, 23)
PERIODS = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
RENT = 20_000
ROUNDS = 3
WARM = 1  # a round before, for the caches of both connections
WRITTEN = ("arrears_reminder", "arrears_reminderrun")


@dataclass(frozen=True)
class Size:
    """How many offices, how many tenancies in each; in how many offices tasks are tried and letters written."""

    offices: int
    tenancies: int
    looped: int
    released: int


FULL = Size(offices=100, tenancies=1_000, looped=400, released=10)
SMALL = Size(offices=4, tenancies=300, looped=100, released=1)


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main(arguments: list[str]) -> None:
    """Runs on a fresh clone of the tests' template database, as its owner."""
    import os

    from tests import services

    name = "kuszob_test_bench"
    services.create_clone(name)
    os.environ["DATABASE_OWNER_URL"] = services.owner_dsn(name)
    os.environ["KUSZOB_AS_OWNER"] = "1"
    import django

    django.setup()
    from django.db import connections

    size = SMALL if "--small" in arguments else FULL
    offices = opened(size)
    for line in (planning_speed(offices, services.owner_dsn(name), size), task_speed(offices[0], size), release_speed(
        offices[: size.released], size
    )):  # fmt: skip
        print(json.dumps(line), flush=True)
    connections.close_all()
    services.drop_clone(name)


def opened(size: Size) -> list[Any]:
    """Offices with tenancies, three months' rent, and people of every sort that the ladder asks about."""
    from django.db import connection

    from tenants import context
    from tenants.registry import opening

    offices = []
    for number in range(size.offices):
        office = opening.open_office(slug=f"bench{number}", name="Mérő Lakásiroda", iban=iban(number))
        opening.set_letterhead(
            office,
            postal_address="7621 Pécs, Minta tér 1.",
            phone="+36 72 000 001",
            email="m@example.hu",
            bic="MINTHUHBXXX",
        )
        office.refresh_from_db()
        with context.entered(office):
            fill(size.tenancies)
        offices.append(office)
    with connection.owner(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        for office in offices:
            for table in ("tenancies_charge", "tenancies_paymentshare", "tenancies_tenancy", "tenancies_tenancyparty"):
                cursor.execute(f'ANALYZE "{office.schema_name}".{table}')
    return offices


def iban(number: int) -> str:
    """A valid account number that no bank has given out: every group of digits weighed 9, 7, 3, 1 gives a ten."""
    weights = (9, 7, 3, 1)

    def checked(digits: str) -> str:
        return digits + str(-sum(int(digit) * weights[place % 4] for place, digit in enumerate(digits)) % 10)

    account = checked("9990001") + checked(f"{number + 1:015d}")
    return f"HU{98 - int(f'{account}173000') % 97:02d}{account}"


def fill(tenancies: int) -> None:
    """Of ten tenancies two have paid; of a hundred four are paused, two have a tenant who died, one has nobody."""
    from cases.arrears.models import Pause
    from cases.housing_stock.models import Building, Dwelling
    from cases.people import persons
    from cases.people.models import Person
    from cases.tenancies import contracts, ledger
    from cases.tenancies.models import Payment, Tenancy, TenancyParty
    from kernel.access import SYSTEM
    from kernel.calendar import Calendar

    building = Building.objects.create(postcode="7621", town="Pécs", street="Mérő utca", house_number="1")
    flats = Dwelling.objects.bulk_create(
        Dwelling(
            building=building, door=str(n), address=f"7621 Pécs, Mérő utca 1. {n}.", sort_key=str(n), search_key=str(n)
        )
        for n in range(tenancies)
    )
    people = Person.objects.bulk_create(
        persons.prepare(name=f"Próba Őrs {n}", is_deceased=n % 50 == 7, email=f"p{n}@example.hu" if n % 3 else "")
        for n in range(tenancies)
    )
    numbers = contracts.next_numbers(tenancies)
    lets = Tenancy.objects.bulk_create(
        Tenancy(number=number, dwelling=flat, monthly_rent=RENT, starts_on=date(2020, 1, 1))
        for number, flat in zip(numbers, flats, strict=True)
    )
    TenancyParty.objects.bulk_create(
        TenancyParty(tenancy=let, person=who, position=1)
        for place, (let, who) in enumerate(zip(lets, people, strict=True))
        if place % 100 != 33
    )
    for period in PERIODS:
        ledger.raise_rents(period=period, calendar=Calendar(), by=SYSTEM)
    Pause.objects.bulk_create(
        Pause(tenancy=let, reason="talks", starts_on=PERIODS[0], ends_on=date(2026, 12, 31), created_by="x")
        for let in lets[4::25]
    )
    paid = [let for place, let in enumerate(lets) if place % 10 < 2]
    ledger.book(
        [ledger.Receipt(let.pk, RENT * len(PERIODS), date(2026, 11, 3), Payment.Source.CASH) for let in paid], by=SYSTEM
    )


def planning_speed(offices: list[Any], dsn: str, size: Size) -> dict[str, Any]:
    """Planning every office by its verb (run, decision, counts, audit trail) against its one statement alone.

    The bare statement goes through psycopg with the same values; both commit. Then the same day once more.
    """
    import psycopg
    from django.db import connection

    from cases.arrears import planning
    from kernel.access import SYSTEM
    from tenants import context

    def ours(office: Any) -> None:
        with context.entered(office):
            planning.plan(on=ON, by=SYSTEM)

    with context.entered(offices[0]):
        values = planning._values(ON)
    with psycopg.connect(dsn, autocommit=True, cursor_factory=psycopg.ClientCursor) as bare:

        def bare_statement(office: Any) -> None:
            bare.execute(f'SET search_path TO "{office.schema_name}", public')
            with bare.transaction():
                run = bare.execute(
                    "INSERT INTO arrears_reminderrun (id, business_date, planned_by, released_by) "
                    "VALUES (gen_random_uuid(), %s, 'x', '') RETURNING id",
                    [ON],
                ).fetchone()
                bare.execute(planning.PLAN, {**values, "run": run[0] if run else None})

        def emptied() -> None:
            # The other connection hears of each VACUUM at once: hearing of hundreds together empties its whole cache.
            for office in offices:
                for table in WRITTEN:
                    bare.execute(f'DELETE FROM "{office.schema_name}".{table}')
                    bare.execute(f'VACUUM "{office.schema_name}".{table}')
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")

        rounds = []
        for _round in range(WARM + ROUNDS):
            statement = [seconds(lambda office=office: bare_statement(office)) for office in offices]  # type: ignore[misc]
            emptied()
            first = [seconds(lambda office=office: ours(office)) for office in offices]  # type: ignore[misc]
            again = [seconds(lambda office=office: ours(office)) for office in offices]  # type: ignore[misc]
            rounds.append((statement, first, again))
            rows = rows_in(bare, offices)
            emptied()
    # The best round of each office, added up: somebody else's work on the machine seldom hits an office every time.
    statement_s, first_s, again_s = (
        sum(min(times) for times in zip(*(one[place] for one in rounds[WARM:]), strict=True)) for place in range(3)
    )
    return {
        "id": "P1-plan", "offices": len(offices), "tenancies_each": size.tenancies, "rows": rows,
        "plan_s": round(first_s, 3), "statement_s": round(statement_s, 3), "again_s": round(again_s, 3),
        "ratio_statement": round(first_s / statement_s, 2), "ratio_again": round(first_s / again_s, 1),
    }  # fmt: skip


def rows_in(bare: Any, offices: list[Any]) -> int:
    return sum(
        bare.execute(f'SELECT count(*) FROM "{office.schema_name}".arrears_reminder').fetchone()[0]
        for office in offices
    )


def task_speed(office: Any, size: Size) -> dict[str, Any]:
    """One task a tenancy – enter the office, ask, decide, write, commit – against the run of the whole office.

    No broker and no reconnecting are counted, only the task's own work. Both must decide the same.
    """
    from django.db import transaction

    from cases.arrears import planning
    from cases.arrears.models import Reminder, ReminderRun
    from cases.tenancies.models import Tenancy
    from kernel.access import SYSTEM
    from tenants import context

    decided = ("tenancy_id", "step", "period", "amount", "months", "oldest_due_on", "state", "exclusion", "channel")
    with context.entered(office):
        chosen = list(Tenancy.objects.order_by("number").values_list("pk", flat=True)[: size.looped])
        planning.plan(on=ON, by=SYSTEM)
        ours = set(Reminder.objects.filter(tenancy__in=chosen).values_list(*decided))

        def emptied() -> None:
            Reminder.objects.all()._raw_delete("default")
            ReminderRun.objects.all()._raw_delete("default")

        whole, tasks = [], []
        for _round in range(ROUNDS):
            emptied()
            whole.append(seconds(lambda: planning.plan(on=ON, by=SYSTEM)))
            emptied()
            run = ReminderRun.objects.create(business_date=ON, planned_by="x")
            started = time.perf_counter()
            for tenancy_id in chosen:
                with context.entered(office), transaction.atomic():
                    one_task(run, tenancy_id)
            tasks.append(time.perf_counter() - started)
        theirs = set(Reminder.objects.values_list(*decided))
        emptied()
        planning.plan(on=ON, by=SYSTEM)
    each, ours_each = min(tasks) / len(chosen), min(whole) / size.tenancies
    return {
        "id": "P1-tasks", "tenancies": size.tenancies, "plan_s": round(min(whole), 4), "tasks": len(chosen),
        "tasks_s": round(min(tasks), 3), "ratio": round(each / ours_each), "same_decisions": ours == theirs,
    }  # fmt: skip


def one_task(run: Any, tenancy_id: Any) -> None:
    """What a task for one tenancy does with the ORM: every fact asked for by itself, the same decision, one row."""
    from django.db.models import F, Q, Sum
    from django.db.models.functions import Coalesce

    from cases.arrears import ladder, overlays
    from cases.arrears.models import Demand, Pause, PaymentPlan, Reminder
    from cases.tenancies import lapses
    from cases.tenancies.models import Tenancy

    let = Tenancy.objects.select_for_update().get(pk=tenancy_id)
    charges = let.charges.filter(due_on__lt=ON).annotate(paid=Coalesce(Sum("shares__amount"), 0))
    charges = list(charges.annotate(left=F("amount") - F("paid")).filter(left__gt=0))
    lapsed = lapses.barred(charges, on=ON)
    charges = [charge for charge in charges if charge.pk not in lapsed]
    if not charges:
        return
    amount, months = sum(charge.left for charge in charges), len({charge.period for charge in charges})
    oldest, period = min(charge.due_on for charge in charges), min(charge.period for charge in charges)
    sent = let.reminders.exclude(state__in=["excluded", "cancelled"]).filter(period=period).order_by("-step")
    last = sent.select_related("run").first()
    done = last.step if last else 0
    step = next((step for step in ladder.steps_on(ON) if step.number > done), None)
    if step is not None and (ON - oldest).days < step.days_overdue:
        return
    if step is not None and last and (ON - last.run.business_date).days < step.days_after_previous:
        return
    people = [
        party.person for party in let.parties.filter(Q(until__isnull=True) | Q(until__gte=ON)).select_related("person")
    ]
    held = list(Pause.objects.filter(tenancy=let, starts_on__lte=ON, ends_on__gte=ON).values_list("reason", flat=True))
    if PaymentPlan.objects.running().filter(tenancy=let).exists():
        held.append(Pause.Reason.PLAN)
    if let.pk in (above := overlays.from_above(ON)):
        held.append(above[let.pk])
    exclusion = ""
    if (let.starts_on and let.starts_on > ON) or (let.ends_on and let.ends_on < ON):
        exclusion = "no_valid_tenancy"
    elif let.death_reported or any(who.is_deceased for who in people):
        exclusion = "deceased"
    elif not people:
        exclusion = "data_gap"
    elif all(who.undeliverable_since for who in people):
        exclusion = "undeliverable"
    elif held:
        exclusion = {"plan": "live_plan", "other": "pause"}.get(str(held[0]), str(held[0]))
    elif Demand.objects.filter(tenancy=let, state__in=["issued", "served", "terminated"]).exists():
        exclusion = "demanded"
    elif let.reminders.filter(state__in=["planned", "released", "uncertain", "failed"]).exists():
        exclusion = "earlier_open"
    elif step is None:
        exclusion = "ladder_done"
    elif amount < step.minimum_amount or months < step.minimum_months:
        exclusion = "below_threshold"
    channel = "" if exclusion else "post"
    if step is not None and not exclusion and step.channel == "email":
        channel = "email" if any(who.email and not who.email_bounced_on for who in people) else "post"
    Reminder.objects.create(
        run=run, tenancy=let, step=step.number if step else done, period=period, amount=amount, months=months,
        oldest_due_on=oldest, state="excluded" if exclusion else "planned", exclusion=exclusion, channel=channel,
    )  # fmt: skip


def release_speed(offices: list[Any], size: Size) -> dict[str, Any]:
    """Letting planned runs go: every letter written with its payment code, kept, audited and put on the counter."""
    from cases.arrears import planning, reminders
    from cases.arrears.models import Reminder
    from kernel.access import SYSTEM
    from kernel.models import Document, OutboxMessage
    from tenants import context

    took, cpu, letters, rows = 0.0, 0.0, 0, {"documents": 0, "outbox": 0, "released": 0}
    for office in offices:
        with context.entered(office):
            run = planning.plan(on=ON, by=SYSTEM)
            started, burnt = time.perf_counter(), time.process_time()
            letters += reminders.release(run=run, by=SYSTEM, on=ON)
            took, cpu = took + time.perf_counter() - started, cpu + time.process_time() - burnt
            rows["documents"] += Document.objects.filter(kind=reminders.TOPIC).count()
            rows["outbox"] += OutboxMessage.objects.filter(topic=reminders.TOPIC).count()
            rows["released"] += Reminder.objects.filter(state=Reminder.State.RELEASED).count()
    return {
        "id": "P1-release", "offices": len(offices), "tenancies_each": size.tenancies, "letters": letters, **rows,
        "release_s": round(took, 2), "letters_per_second": round(letters / took),
        "ms_cpu_a_letter": round(cpu / letters * 1000, 2),
    }  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
