"""Jobs are doorbells: each names the day and makes one call. They run inside an office or, said so, outside."""

from datetime import date

from cases.arrears import planning, reminders
from cases.tenancies import ledger
from catalogue.shared import calendars
from kernel.access import SYSTEM


def monthly_rents(on: date) -> str:
    """On every day, so that a missed first of the month is made up for: the same month is charged once."""
    return f"{ledger.raise_rents(period=on, calendar=calendars.national(), by=SYSTEM)} raised"


def payment_reminders(on: date) -> str:
    """Plan the day's run and let go what needs nobody's release."""
    run = planning.plan(on=on, by=SYSTEM)
    released = reminders.release_routine(run=run, by=SYSTEM)
    return f"{released} released"
