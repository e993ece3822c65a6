"""The checklist of a sale: what is there, who noted it and when, and what has grown too old."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.sales.models import CheckItem, Item, SalePlan
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

# Decrees on consents ask for a title deed copy that is not older than thirty days.
FRESH = {Item.TITLE_DEED.value: timedelta(days=30)}
NOTE_LENGTH = 200


class CannotTick(Refused):
    """The line cannot be noted like that."""


@transaction.atomic
def note(*, item: CheckItem, state: str, text: str, on: date, today: date, by: Actor) -> CheckItem:
    """One line of the checklist: to do again, done on a day, or not needed. Refuses a closed plan and a day to come."""
    plan: SalePlan = SalePlan.objects.locked(item.plan_id)
    if not plan.is_open:
        raise CannotTick(_("This plan is closed: begin a new one."))
    if state not in CheckItem.State.values:
        raise CannotTick(_("Choose whether it is to do, done or not needed."))
    if on > today:
        raise CannotTick(_("That day is still to come: write the day it was done."))
    present = CheckItem.objects.select_for_update().get(pk=item.pk)
    is_open = state == CheckItem.State.OPEN
    present.state, present.note = state, text.strip()[:NOTE_LENGTH]
    present.done_on, present.done_by = (None, "") if is_open else (on, by.actor_id)
    present.save()
    audit.record(by, "sale_item_noted", plan, item=present.code, state=state)
    return present


def is_stale(item: CheckItem, *, on: date) -> bool:
    """Whether what was done then does not count any more today."""
    limit = FRESH.get(item.code)
    done = item.state == CheckItem.State.DONE and item.done_on is not None
    return bool(limit and done and item.done_on is not None and item.done_on + limit < on)
