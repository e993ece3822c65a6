"""An advert's checklist: what it needs, how it stands, and what falls away when its facts change."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import Tenancy
from exchange.adverts import checklist, settings
from exchange.adverts.checklist import Check, Item, Outcome, Standing
from exchange.adverts.models import Advert, AdvertCheck
from exchange.pool.states import State
from kernel.access import Actor
from kernel.refusal import Refused


class NotVerified(Refused):
    """The office has not verified the advert, or not lately enough."""


def items_of(advert: Advert) -> tuple[Item, ...]:
    """The items that this advert needs."""
    return checklist.needed(is_owner=advert.is_owner, is_vacant=advert.is_vacant)


def standing_of(advert: Advert, *, on: date) -> Standing:
    """What keeps the advert from being verified on that day."""
    done = [
        Check(Item(row.item), Outcome(row.outcome), row.paper_on, row.from_register)
        for row in AdvertCheck.objects.filter(advert=advert)
    ]
    return checklist.standing(items_of(advert), done, on=on, tenancy_runs=_tenancy_runs(advert, on=on))


def vouch(advert: Advert, *, by: Actor, on: date) -> None:
    """Tick the tenancy that our own register knows, where nobody has looked at the contract yet."""
    if Item.TENANCY in items_of(advert) and _tenancy_runs(advert, on=on):
        AdvertCheck.objects.get_or_create(
            advert=advert,
            item=Item.TENANCY,
            defaults={
                "outcome": Outcome.SEEN,
                "from_register": True,
                "checked_on": on,
                "checked_by": by.actor_id,
            },
        )


def drop(advert: Advert, columns: Collection[str]) -> bool:
    """Forget the checks that rest on these answers of a locked advert; one that was verified is a draft again.

    Returns whether anything fell away; the caller saves the row.
    """
    touched = checklist.touched(columns)
    fallen = AdvertCheck.objects.filter(advert=advert, item__in=touched).delete()[0] if touched else 0
    if fallen and advert.state == State.VERIFIED:
        unverify(advert)
    return bool(fallen)


def unverify(advert: Advert) -> None:
    """A verified row in memory is a draft again."""
    advert.state, advert.verified_on, advert.verified_by = State.DRAFT, None, ""


def require_verified(advert: Advert, *, on: date) -> None:
    """Refuse an advert that would come before other offices unverified; nothing where the office has it otherwise.

    An advert that is shown already is only confirmed: its papers are asked for anew at the exchange itself.
    """
    if advert.state == State.ACTIVE or not settings.verify_first():
        return
    require_complete(standing_of(advert, on=on))
    if advert.state == State.DRAFT:
        raise NotVerified(_("The office verifies this advert first: verify it, then publish it."))


def require_complete(standing: Standing) -> None:
    """Refuse a checklist with somebody against it, with a paper that is too old, or with open items."""
    if standing.refused:
        raise NotVerified(
            _("It cannot be exchanged while somebody does not agree: %(items)s.") % {"items": _named(standing.refused)}
        )
    if Item.TITLE_DEED in standing.stale:
        raise NotVerified(_("The title deed extract is older than 30 days: ask for a new one and check it again."))
    if standing.stale:
        raise NotVerified(_("The tenancy no longer runs in our register: look at the contract and check it again."))
    if standing.missing:
        raise NotVerified(_("Not checked yet: %(items)s.") % {"items": _named(standing.missing)})


def _named(items: Collection[Item]) -> str:
    return "; ".join(str(item.label) for item in items)


def _tenancy_runs(advert: Advert, *, on: date) -> bool:
    return advert.tenancy_id is not None and Tenancy.objects.valid_on(on).filter(pk=advert.tenancy_id).exists()
