"""The preparation sheet of an order for payment: what the notary's form asks for, from the office's own rows."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from cases.arrears import case_letters, demands, letters, owing, reminders
from cases.arrears.models import LegalStep
from cases.arrears.wording import OFFICE_LANGUAGE
from cases.tenancies import lateness
from kernel.money import format_forint
from shell.letters import Letter, Table, render


def render_sheet(step: LegalStep, *, on: date) -> bytes:
    """The sheet as a PDF: creditor, debtors with their identity data, claims month by month, interest, fee."""
    writer = reminders.writer_on(on)
    tenancy = demands.loaded_tenancy(step.case.tenancy_id)
    with translation.override(OFFICE_LANGUAGE):
        parties = letters.parties_on(tenancy, on)
        people = [
            [party.person.name, party.person.birth_name, party.person.mother_name, _born(party.person)]
            for party in parties
        ]
        claims = [
            [
                charge.title,
                f"{charge.period:%Y. %m.}",
                case_letters.day(charge.due_on),
                format_forint(owing.open_amount(charge)),
            ]
            for charge in owing.demandable(tenancy.pk, on=on)
        ]
        interest = sum(item.so_far for item in lateness.explain(tenancy, on=on))
        sums = [
            [_("Interest up to %(day)s") % {"day": case_letters.day(on)}, format_forint(interest)],
            [_("Claim altogether"), format_forint(step.amount)],
            [_("Fee of the procedure"), format_forint(step.fee)],
        ]
        letter = Letter(
            office=writer.letterhead(),
            number=step.case.number,
            date=case_letters.day(on),
            recipient_name=writer.office.name,
            recipient_address=writer.office.postal_address,
            subject=_("Order for payment: preparation sheet"),
            paragraphs=[
                _("For the electronic form of the notaries' system. The flat: %(address)s, tenancy %(number)s.")
                % {"address": tenancy.dwelling.address, "number": tenancy.number},
            ],
            closing="",
            legal_basis="2009. évi L. törvény 3. §, 20. §; Ptk. 6:48. §",
            labels=letters.labels(),
            tables=[
                Table(
                    _("Debtors"), [_("Name"), _("Birth name"), _("Mother's name"), _("Born")], people, [3, 3, 3, 3], 0
                ),
                Table(_("Claims"), [_("Kind"), _("Month"), _("Due day"), _("Amount")], claims, [4, 2, 3, 3]),
                Table(_("Sums"), ["", _("Amount")], sums, [6, 3]),
            ],
        )
    return render(letter)


def _born(person: object) -> str:
    place, day = person.birth_place, person.born_on  # type: ignore[attr-defined]  # a Person
    return ", ".join(part for part in (place, case_letters.day(day) if day else "") if part) or "–"
