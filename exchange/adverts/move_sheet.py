"""What a proposed move means for one household, on one printable page in plain words: the flat, the month, the debt."""

from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchange.adverts import means, wording
from exchange.adverts.models import Advert
from exchange.adverts.queries import Step
from exchange.matching import solvency
from exchange.pool.models import Proposal, ProposedFlat
from kernel.money import format_forint
from shell.letters import Letterhead, sheets
from tenants import context

LANGUAGE = "hu"


def render(proposal: Proposal, step: Step, advert: Advert, *, on: date) -> bytes:
    """The page as a PDF, for the household itself: it alone may see its debt. `advert` is the mover's."""
    office = context.office()
    contact = " · ".join(part for part in (office.phone, office.email) if part)
    with translation.override(LANGUAGE):
        sheet = sheets.Sheet(
            office=Letterhead(office.name, office.postal_address, contact),
            reference=proposal.number,
            date=date_format(on, "Y. F j."),
            title=_("What this exchange means for you"),
            facts=[
                (_("Household"), advert.person.name if advert.person else advert.number),
                (_("You would leave"), _described(step.leaves)),
                (_("You would get"), _described(step.gets)),
                (_("Please answer by"), date_format(proposal.expires_on, "Y. F j.")),
            ],
            tables=[_month(step), *_debt(step, advert, on=on)],
            paragraphs=[
                _("The exchange only happens if every household in it says yes and every landlord agrees. Until the "
                  "contracts are signed you can step back; then we look for another flat for you."),
                _("A municipal tenancy is exchanged for a tenancy or for an owned flat, never for money (Housing Act "
                  "29. §). The service is free."),
                _("The new rent is set by the municipality for your household; the amount above is the present cost of "
                  "that flat with its charges."),
            ],
        )  # fmt: skip
        return sheets.render(sheet)


def _described(flat: ProposedFlat) -> str:
    place = ", ".join(part for part in (flat.town, flat.district) if part)
    size = _("%(rooms)s rooms, %(area)s m²") % {"rooms": wording.rooms(flat.half_rooms), "area": flat.area_m2}
    return f"{place}, {size}, {flat.get_comfort_display()}"


def _month(step: Step) -> sheets.Table:
    difference = step.before - step.after
    words = _("Less every month") if difference >= 0 else _("More every month")
    rows = [
        (_("Now"), format_forint(step.before)),
        (_("After the move"), format_forint(step.after)),
        (words, format_forint(abs(difference))),
    ]
    return sheets.Table(
        _("What the home costs a month"), [_("With charges and utilities"), _("Amount")], rows, [1], True
    )


def _debt(step: Step, advert: Advert, *, on: date) -> list[sheets.Table]:
    if advert.tenancy is None:
        return []
    known = means.of(advert.tenancy, on=on, stated=advert.stated_affordable_cost).means
    if not known.debt:
        return []
    found = solvency.outcome(known, cost_before=step.before, cost_after=step.after)
    rows = [
        (_("Debt today"), format_forint(known.debt)),
        (_("Paid off, if you stay"), str(wording.how_long(found.months_before))),
        (_("Paid off, if you move"), str(wording.how_long(found.months_after))),
    ]
    return [sheets.Table(_("What it does to your debt"), [_("If all that is left goes to the debt"), ""], rows, [1])]
