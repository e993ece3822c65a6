"""Jobs are doorbells: each names the day and makes one call. They run inside an office or, said so, outside."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from cases.arrears import cases, closing, demands, due_notices, plan_checks, plan_reminders, planning, reminders
from cases.tenancies import lateness, ledger
from catalogue.shared import calendars
from exchange.adverts import lifecycle, notices
from exchange.moves import identities
from exchange.moves import notices as step_notices
from exchange.pool import clearing, proposals
from exchange.sales import notices as sale_notices
from kernel.access import SYSTEM
from worker import returned_mail


def monthly_rents(on: date) -> str:
    """On every day, so that a missed first of the month is made up for: the same month is charged once."""
    return f"{ledger.raise_rents(period=on, calendar=calendars.national(), by=SYSTEM)} raised"


def late_interest(on: date) -> str:
    """On the first of the month, where the office has it so: after the rents, before plans are looked at."""
    posted = lateness.post_month(on=on, by=SYSTEM)
    return "not today" if posted is None else f"{posted.count} posted, {posted.waiting} wait for a base rate"


def exchange_run(on: date) -> str:
    """Outside every office: let old proposals lapse, then find the day's exchanges in the pool."""
    lapsed = proposals.expire(on=on, at=timezone.now())
    made = clearing.run(on=on)
    return f"{lapsed} lapsed, {made.moved} households could move"


def adverts_follow(on: date) -> str:
    """Bring the office's adverts to what happened to them in the pool."""
    return f"{lifecycle.follow_pool(everything=True)} followed"


def exchange_notices(on: date) -> str:
    """After the night's exchange run: who is asked something is told, and reminded; names of fallen ones go."""
    forgotten = identities.forget(by=SYSTEM, at=timezone.now())
    asked, next_steps = notices.write(on=on, by=SYSTEM), step_notices.write(on=on, by=SYSTEM)
    return f"{asked + next_steps} written, {forgotten} names forgotten"


def sale_reminders(on: date) -> str:
    """The day before an appointment with a lawyer or an estate agent; by post some days sooner."""
    return f"{sale_notices.write(on=on, by=SYSTEM)} written"


def plans_checked(on: date) -> str:
    """Every running plan against the money that came; warnings go out, broken plans end."""
    checked = plan_checks.check_all(on=on, writer=reminders.writer_on(on), by=SYSTEM)
    stuck = f", {checked.stuck} stuck" if checked.stuck else ""
    changed = f"{checked.breached} breached, {checked.broken} broken, {checked.completed} paid"
    return f"{checked.looked_at} plans, {changed}{stuck}"


def plan_reminders_written(on: date) -> str:
    """Three days before an instalment, and three days after one that has not come."""
    return f"{plan_reminders.remind(on=on, writer=reminders.writer_on(on), by=SYSTEM)} written"


def due_notices_written(on: date) -> str:
    """Three days before the rent falls due, to whoever asked for it."""
    return f"{due_notices.write(on=on, writer=reminders.writer_on(on), by=SYSTEM)} written"


def demands_followed(on: date) -> str:
    """Close the demands that were paid and those whose window has passed."""
    closed = demands.follow_money(on=on, calendar=calendars.national(), by=SYSTEM)
    return f"{closed.paid} paid, {closed.lapsed} lapsed"


def cases_opened(on: date) -> str:
    """After plans and demands, so that a household is looked at as it stands."""
    return f"{cases.open_due(on=on, by=SYSTEM)} opened"


def mail_returned(on: date) -> str:
    """Outside every office: what came back overnight, before anything new is sent to the same addresses."""
    folder = settings.RETURNED_MAIL
    return "no folder is set" if folder is None else f"{returned_mail.read_all(folder, on=on)} came back"


def payment_reminders(on: date) -> str:
    """Plan the day's run and let go what needs nobody's release; the next day's run does for a closed office."""
    if not closing.calendar().is_office_day(on):
        return "closed today"
    run = planning.plan(on=on, by=SYSTEM)
    released = reminders.release_routine(run=run, by=SYSTEM, on=on)
    return f"{released} released"
