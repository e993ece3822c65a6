"""When a message may reach a person's phone or mailbox: not at night, not on rest days. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kernel.calendar import Calendar

BUDAPEST = ZoneInfo("Europe/Budapest")


def next_allowed(
    at: datetime, *, quiet_from_hour: int, quiet_until_hour: int, sends_on_rest_days: bool, calendar: Calendar
) -> datetime:
    """A moment, the quiet hours of Budapest and the calendar in; the moment itself or the first allowed one after it.

    Quiet from one hour of the evening to another of the morning; 24 and 0 mean no quiet hours. A closing
    day of the office counts as a rest day.
    """
    local = at.astimezone(BUDAPEST)
    day = local.date()
    if local.hour >= quiet_from_hour:
        day += timedelta(days=1)
    elif local.hour >= quiet_until_hour and (sends_on_rest_days or calendar.is_office_day(day)):
        return at
    while not (sends_on_rest_days or calendar.is_office_day(day)):
        day += timedelta(days=1)
    return datetime.combine(day, time(quiet_until_hour), tzinfo=BUDAPEST)
