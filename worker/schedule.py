"""The whole timetable on one page. Times are Budapest's; the business date is fixed here and passed on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from worker import jobs


@dataclass(frozen=True)
class Entry:
    """One line: what is due, from what time of the day, on which days, for every office or once for all."""

    name: str
    job: Callable[[date], str]
    at: time
    on_working_days_only: bool = False
    for_each_office: bool = True


TIMETABLE = (
    Entry("monthly_rents", jobs.monthly_rents, time(1, 0)),
    Entry("late_interest", jobs.late_interest, time(1, 30)),
    Entry("exchange_run", jobs.exchange_run, time(2, 0), for_each_office=False),
    Entry("adverts_follow", jobs.adverts_follow, time(3, 0)),
    Entry("plans_checked", jobs.plans_checked, time(4, 0)),
    Entry("demands_followed", jobs.demands_followed, time(4, 30)),
    Entry("cases_opened", jobs.cases_opened, time(5, 0)),
    Entry("mail_returned", jobs.mail_returned, time(5, 30), for_each_office=False),
    Entry("plan_reminders_written", jobs.plan_reminders_written, time(6, 0)),
    Entry("due_notices_written", jobs.due_notices_written, time(6, 0)),
    Entry("exchange_notices", jobs.exchange_notices, time(6, 30)),
    Entry("sale_reminders", jobs.sale_reminders, time(6, 30)),
    Entry("payment_reminders", jobs.payment_reminders, time(8, 0), on_working_days_only=True),
)

BY_NAME = {entry.name: entry for entry in TIMETABLE}
