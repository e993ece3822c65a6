"""The adviser's check of an advert before other offices see it: item by item, then the whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.adverts import checklist, checks, publishing
from exchange.adverts.checklist import Item, Outcome
from exchange.adverts.models import Advert, AdvertCheck
from exchange.pool.states import State, may_become
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class CannotVerify(Refused):
    """The advert cannot be checked or verified now."""


class WrongPaper(Refused):
    """The paper's date is missing, of the future, or too old."""


@dataclass(frozen=True)
class Finding:
    """What the adviser found for one item, with the date on the paper if there is one."""

    outcome: Outcome
    paper_on: date | None = None


@transaction.atomic
def check(*, advert: Advert, findings: Mapping[Item, Finding | None], by: Actor, on: date) -> Advert:
    """Keep what was found; None takes a check back. What is found again as it was keeps who saw it first and when.

    Refuses an item that this advert does not need, a date of the future, and a title deed without a date or older
    than 30 days. A verified advert that no longer has everything is a draft again.
    """
    present: Advert = Advert.objects.locked(advert.pk)
    if present.state == State.DONE:
        raise CannotVerify(_("This advert is finished: there is nothing to check."))
    for item, finding in findings.items():
        _look_at(present, item, finding, on)
    known = {row.item: row for row in AdvertCheck.objects.filter(advert=present)}
    stale = checks.standing_of(present, on=on).stale
    changed = {
        item: finding for item, finding in findings.items() if item in stale or _differs(known.get(item), finding)
    }
    if not changed:
        return present
    AdvertCheck.objects.filter(advert=present, item__in=changed).delete()
    AdvertCheck.objects.bulk_create(
        AdvertCheck(
            advert=present, item=item, outcome=found.outcome, paper_on=found.paper_on, checked_on=on,
            checked_by=by.actor_id,
        )
        for item, found in changed.items() if found is not None
    )  # fmt: skip
    if present.state == State.VERIFIED and not checks.standing_of(present, on=on).is_complete:
        checks.unverify(present)
        present.save(update_fields=["state", "verified_on", "verified_by"])
    outcomes = {item.value: finding.outcome.value if finding else "" for item, finding in changed.items()}
    audit.record(by, "advert_checked", present, **outcomes)
    return present


@transaction.atomic
def verify(*, advert: Advert, by: Actor, on: date) -> Advert:
    """Say that everything the advert needs was checked. A tenancy of our own register needs nobody to look.

    Refuses an unfinished advert, and one with an item missing, too old or not agreed to.
    """
    present: Advert = Advert.objects.locked(advert.pk)
    if not may_become(present.state, State.VERIFIED):
        raise CannotVerify(_("This advert cannot be verified now: only one that is being written can."))
    if publishing.missing(present):
        raise publishing.Unfinished(_("The advert is not finished: answer the open questions first."))
    checks.vouch(present, by=by, on=on)
    checks.require_complete(checks.standing_of(present, on=on))
    present.state, present.verified_on, present.verified_by = State.VERIFIED, on, by.actor_id
    present.save(update_fields=["state", "verified_on", "verified_by"])
    audit.record(by, "advert_verified", present)
    return present


def _look_at(advert: Advert, item: Item, finding: Finding | None, on: date) -> None:
    """Refuse what cannot be kept of one item."""
    if item not in checks.items_of(advert):
        raise CannotVerify(_("This advert does not need that check: %(item)s.") % {"item": item.label})
    if finding is None:
        return
    if finding.outcome not in checklist.OUTCOMES[item]:
        raise CannotVerify(_("Choose what came of it: %(item)s.") % {"item": item.label})
    if finding.paper_on is not None and finding.paper_on > on:
        raise WrongPaper(_("The paper's date is in the future: %(item)s.") % {"item": item.label})
    if item == Item.TITLE_DEED:
        if finding.paper_on is None:
            raise WrongPaper(_("Give the date of the title deed extract."))
        if not checklist.deed_is_fresh(finding.paper_on, on=on):
            raise WrongPaper(_("The title deed extract is older than 30 days: ask for a new one."))


def _differs(known: AdvertCheck | None, finding: Finding | None) -> bool:
    if known is None or finding is None:
        return known is not None or finding is not None
    return (known.outcome, known.paper_on) != (finding.outcome, finding.paper_on)
