"""A letter text shown with the figures of a real case, before anybody gets it."""

from datetime import timedelta

from cases.arrears import case_letters, clock, demands, letters, owing, texts
from cases.arrears.models import ArrearsCase
from kernel.money import format_forint


def filled(code: str, text: str, *, writer: letters.Writer) -> tuple[str, str]:
    """The text with a real household's words, and whose case it is; the newest open case is taken.

    Words that only a later step knows (a cure day, a reason) are shown with a likely day or in their braces.
    Refuses what cannot be said in this letter. Without an open case every word stays in its braces.
    """
    texts.check(code, text)
    values = {name: "{" + name + "}" for name in texts.PLACEHOLDERS[code]}
    case = ArrearsCase.objects.open().order_by("-opened_on", "number").first()
    if case is None:
        return texts.fill(text, values), ""
    tenancy = demands.loaded_tenancy(case.tenancy_id)
    owed = owing.owed([tenancy.pk], on=writer.on).get(tenancy.pk)
    window = clock.termination_window(writer.on, writer.calendar)
    contact = " · ".join(part for part in (writer.office.phone, writer.office.email) if part)
    known = {
        "name": " és ".join(party.person.name for party in letters.parties_on(tenancy, writer.on)),
        "number": tenancy.number,
        "address": tenancy.dwelling.address,
        "amount": format_forint(owed.amount if owed else 0),
        "months": str(owed.months if owed else 0),
        "items": "\n".join(
            demands.line_of(charge, owing.open_amount(charge)) for charge in owing.demandable(tenancy.pk, on=writer.on)
        ),
        "office": writer.office.name,
        "contact": f"Elérhetőségünk: {contact}" if contact else "",
        "today": case_letters.day(writer.on),
        "frozen": case_letters.day(writer.on),
        "demand_day": case_letters.day(writer.on - timedelta(days=12)),
        "served": case_letters.day(writer.on - timedelta(days=9)),
        "pay_by": case_letters.day(window.pay_by),
        "due": case_letters.day(window.pay_by),
        "cure_by": case_letters.day(window.pay_by),
        "effective": case_letters.day(window.effective_on),
    }
    return texts.fill(text, {**values, **{name: word for name, word in known.items() if name in values}}), case.number
