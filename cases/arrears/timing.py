"""When the office's messages may leave, by its rules of the day."""

from datetime import datetime

from cases.arrears import closing, policies, quiet

REACHES_AT_ONCE = frozenset({"email", "sms"})


def first_allowed(channel: str, *, at: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours; letters for the print shop are laid at any time."""
    if channel not in REACHES_AT_ONCE:
        return at
    policy = policies.in_force(at.astimezone(quiet.BUDAPEST).date())
    return quiet.next_allowed(
        at,
        quiet_from_hour=policy.quiet_from_hour,
        quiet_until_hour=policy.quiet_until_hour,
        sends_on_rest_days=policy.sends_on_rest_days,
        calendar=closing.calendar(),
    )
