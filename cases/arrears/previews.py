"""A letter text shown with the figures of a real case, before anybody gets it."""

from datetime import date, timedelta

from cases.arrears import case_letters, clock, companions, demands, letters, owing, texts
from cases.arrears.models import ArrearsCase
from cases.tenancies.models import Tenancy
from kernel.money import format_forint


def filled(code: str, text: str, *, writer: letters.Writer, language: str = texts.LANGUAGE) -> tuple[str, str]:
    """The text with a real household's words, and whose case it is; the newest open case is taken.

    Words that only a later step knows (a cure day, a reason) are shown with a likely day or in their braces.
    Refuses what cannot be said in this letter. Without an open case every word stays in its braces.
    """
    texts.check(code, text)
    values: dict[str, str | date] = {name: "{" + name + "}" for name in texts.words_of(code)}
    case = ArrearsCase.objects.open().order_by("-opened_on", "number").first()
    number = ""
    if case is not None:
        known = _known(demands.loaded_tenancy(case.tenancy_id), writer=writer, language=language)
        values |= {name: word for name, word in known.items() if name in values}
        number = case.number
    return texts.fill(text, {name: companions.said(word, language) for name, word in values.items()}), number


def _known(tenancy: Tenancy, *, writer: letters.Writer, language: str) -> dict[str, str | date]:
    owed = owing.owed([tenancy.pk], on=writer.on).get(tenancy.pk)
    window = clock.termination_window(writer.on, writer.calendar)
    return {
        "name": companions.names(letters.parties_on(tenancy, writer.on), language),
        "number": tenancy.number,
        "address": tenancy.dwelling.address,
        "amount": format_forint(owed.amount if owed else 0),
        "months": str(owed.months if owed else 0),
        "oldest_due": owed.oldest_due_on if owed else writer.on,
        "items": "\n".join(
            demands.line_of(charge, owing.open_amount(charge)) for charge in owing.demandable(tenancy.pk, on=writer.on)
        ),
        "office": writer.office.name,
        "contact": case_letters.reached_at(writer, language),
        "today": writer.on,
        "frozen": writer.on,
        "demand_day": writer.on - timedelta(days=12),
        "served": writer.on - timedelta(days=9),
        "pay_by": window.pay_by,
        "due": window.pay_by,
        "cure_by": window.pay_by,
        "effective": window.effective_on,
    }
