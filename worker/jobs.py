"""Jobs are doorbells: each names the day and makes one call. They run inside an office or, said so, outside."""

from datetime import date

from django.utils import timezone

from cases.arrears import planning, reminders
from cases.tenancies import ledger
from catalogue.shared import calendars
from exchange.adverts import lifecycle
from exchange.pool import clearing, proposals
from kernel.access import SYSTEM


def monthly_rents(on: date) -> str:
    """On every day, so that a missed first of the month is made up for: the same month is charged once."""
    return f"{ledger.raise_rents(period=on, calendar=calendars.national(), by=SYSTEM)} raised"


def exchange_run(on: date) -> str:
    """Outside every office: let old proposals lapse, then find the day's exchanges in the pool."""
    lapsed = proposals.expire(on=on, at=timezone.now())
    made = clearing.run(on=on)
    return f"{lapsed} lapsed, {made.moved} households could move"


def adverts_follow(on: date) -> str:
    """Bring the office's adverts to what happened to them in the pool."""
    return f"{lifecycle.follow_pool(everything=True)} followed"


def payment_reminders(on: date) -> str:
    """Plan the day's run and let go what needs nobody's release."""
    run = planning.plan(on=on, by=SYSTEM)
    released = reminders.release_routine(run=run, by=SYSTEM, on=on)
    return f"{released} released"
