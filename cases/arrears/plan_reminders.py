"""Friendly words around an instalment: three days before, on its day, and three days after if it has not come."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Prefetch

from cases.arrears import case_letters, letters, plan_standing
from cases.arrears.models import LetterText, PaymentPlan
from cases.arrears.plan_standing import PlanStanding
from cases.arrears.plan_terms import Due
from cases.tenancies.models import TenancyParty
from kernel import audit
from kernel.access import Actor

BEFORE, AFTER = timedelta(days=3), timedelta(days=3)
# A day that a missed night left out is made up for; older ones would only confuse.
MADE_UP_FOR = 2


@transaction.atomic
def remind(*, on: date, writer: letters.Writer, by: Actor) -> int:
    """Write to whoever has an address that reaches at once; returns how many were written to.

    Each instalment, step and household once, however often it is called: the message's key says so. Nobody gets
    a letter by post for this, and nobody whose instalment has come.
    """
    parties = Prefetch("tenancy__parties", TenancyParty.objects.select_related("person"))
    running = PaymentPlan.objects.filter(state__in=[PaymentPlan.State.SIGNED, PaymentPlan.State.LIVE])
    plans = list(running.select_related("tenancy__dwelling").prefetch_related(parties).order_by("pk"))
    written = 0
    for item in plan_standing.of(plans, on=on).values():
        for due, code, when in _due(item, on=on):
            written += _write(item.plan, due, code, when, writer=writer, by=by)
    if written:
        audit.record(by, "plan_reminders_written", None, on=on.isoformat(), count=written)
    return written


def _due(item: PlanStanding, *, on: date) -> Iterator[tuple[Due, str, str]]:
    """The instalments to write about today: not covered yet, and three days before or after or just today.

    The last word tells the messages of one kind about one instalment apart.
    """
    first_open = item.standing.next_due.number if item.standing.next_due else None
    for due in item.dues:
        if first_open is None or due.number < first_open:
            continue
        if 0 <= (on - (due.due_on - BEFORE)).days <= MADE_UP_FOR:
            yield due, LetterText.Code.PLAN_DUE, ""
        elif on == due.due_on:
            yield due, LetterText.Code.PLAN_DUE, ":day"
        elif 0 <= (on - (due.due_on + AFTER)).days < MADE_UP_FOR:
            yield due, LetterText.Code.PLAN_LATE, ""


def _write(plan: PaymentPlan, due: Due, code: str, when: str, *, writer: letters.Writer, by: Actor) -> int:
    people = letters.parties_on(plan.tenancy, writer.on)
    if not any(party.person.email and not party.person.email_bounced_on for party in people):
        return 0
    request = case_letters.Request(
        code=code,
        tenancy=plan.tenancy,
        number=f"{plan.number}/{due.number}",
        amount=due.amount,
        parties=people,
        values={"plan": plan.number, "due": due.due_on},
        reference=plan.tenancy.number,
        pay_by=max(due.due_on, writer.on),
    )
    key = f"{code}:{plan.pk.hex}:{due.number}{when}"
    return case_letters.post_once(request, writer=writer, subject=plan, key=key, by=by)
