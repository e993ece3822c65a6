"""Inviting a household to a talk by letter: the first thing an adviser can do, and the friendliest."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import case_letters, demands, letters, owing, wording
from cases.arrears.case_letters import Request
from cases.arrears.models import ArrearsCase, LetterText
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

SOONEST, LATEST = timedelta(days=3), timedelta(days=60)


class CannotInvite(Refused):
    """This household cannot be invited like this."""


def request(*, case: ArrearsCase, come_by: date, writer: letters.Writer) -> Request:
    """The letter that would go out. Refuses a closed case, one that owes nothing, and a day too near or too far."""
    if not case.is_open:
        raise CannotInvite(_("This case is closed: open a new one first."))
    owed = owing.owed([case.tenancy_id], on=writer.on).get(case.tenancy_id)
    if owed is None:
        raise CannotInvite(_("Nothing is overdue on this account, so there is nothing to invite for."))
    if not writer.on + SOONEST <= come_by <= writer.on + LATEST:
        raise CannotInvite(_("Give them between 3 and 60 days: choose another day."))
    tenancy = demands.loaded_tenancy(case.tenancy_id)
    return Request(
        code=LetterText.Code.INVITATION,
        tenancy=tenancy,
        number=f"{case.number}/{writer.on:%Y%m%d}",
        amount=owed.amount,
        parties=letters.parties_on(tenancy, writer.on),
        values={"pay_by": come_by},
    )


@transaction.atomic
def invite(*, case: ArrearsCase, come_by: date, writer: letters.Writer, by: Actor) -> None:
    """Send the invitation, by e-mail where an address works, otherwise by post; one a day for each case.

    The day after becomes the case's next day, unless a day before it stands there. Refuses what `request` refuses.
    """
    case = ArrearsCase.objects.locked(case.pk)
    wanted = request(case=case, come_by=come_by, writer=writer)
    key = f"invitation:{case.pk.hex}:{writer.on:%Y%m%d}"
    if not case_letters.post_once(wanted, writer=writer, subject=case, key=key, by=by):
        raise CannotInvite(_("They were invited today already."))
    if case.next_on is None or not writer.on < case.next_on <= come_by:
        ArrearsCase.objects.filter(pk=case.pk).update(
            next_on=come_by + timedelta(days=1),
            next_action=wording.kept(_("Look whether they came or called")),
            version=case.version + 1,
        )
    audit.record(by, "invited", case, come_by=come_by.isoformat())
