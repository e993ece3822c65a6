"""A resident has answered everything: the advert is shown at once, or waits for the adviser."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.adverts import checks, publishing, settings
from exchange.adverts.models import Advert
from exchange.pool.states import State, may_become
from kernel import audit
from kernel.access import Actor


@transaction.atomic
def finish(*, advert: Advert, by: Actor, on: date) -> Advert:
    """The resident's last step. Published where nothing has to be verified any more, otherwise handed in.

    Refuses as `publishing.publish` and `hand_in` do.
    """
    present: Advert = Advert.objects.locked(advert.pk)
    if settings.verify_first() and _is_to_be_checked(present, on=on):
        return hand_in(advert=present, by=by, on=on)
    return publishing.publish(advert=present, by=by, on=on)


@transaction.atomic
def hand_in(*, advert: Advert, by: Actor, on: date) -> Advert:
    """Leave the advert to the adviser; again changes nothing. Refuses an unfinished one, and one that is shown."""
    present: Advert = Advert.objects.locked(advert.pk)
    if present.state == State.ACTIVE or not may_become(present.state, State.ACTIVE):
        raise publishing.CannotPublish(_("This advert is finished: begin a new one."))
    if publishing.missing(present):
        raise publishing.Unfinished(_("The advert is not finished: answer the open questions first."))
    if present.handed_in_on is None:
        present.handed_in_on = on
        present.save(update_fields=["handed_in_on"])
        audit.record(by, "advert_handed_in", present)
    return present


def _is_to_be_checked(advert: Advert, *, on: date) -> bool:
    """A draft always; one that was shown before, where its checklist is open or has grown old."""
    came_back = advert.state in {State.WITHDRAWN, State.EXPIRED}
    return advert.state == State.DRAFT or (came_back and not checks.standing_of(advert, on=on).is_complete)
