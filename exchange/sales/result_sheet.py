"""What a sale would bring, on one printable page in plain words: who is paid, what is left, what the month costs."""

from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchange.adverts import wording as exchange_wording
from exchange.sales import plans, queries, wording
from exchange.sales.duty import Why
from exchange.sales.models import SalePlan
from exchange.sales.result import Result
from kernel.money import format_forint
from shell.letters import Letterhead, sheets
from tenants import context

LANGUAGE = "hu"
MOST_MEETINGS = 4


def render(plan: SalePlan, *, on: date) -> bytes:
    """The page as a PDF, for the household. Refuses as `plans.result_of`."""
    office = context.office()
    contact = " · ".join(part for part in (office.phone, office.email) if part)
    found = plans.result_of(plan)
    with translation.override(LANGUAGE):
        sheet = sheets.Sheet(
            office=Letterhead(office.name, office.postal_address, contact),
            reference=plan.number,
            date=date_format(on, "Y. F j."),
            title=_("What selling your home would mean"),
            facts=_facts(plan, found),
            tables=[_shares(plan, found), _month(found), *_meetings(plan)],
            paragraphs=[*_verdict(found), *_remarks(found)],
        )
        return sheets.render(sheet)


def _facts(plan: SalePlan, found: Result) -> list[tuple[str, str]]:
    facts = [(_("Household"), plan.person.name)]
    if plan.address:
        facts.append((_("The home to be sold"), plan.address))
    facts += [(_("You would move into"), str(plan.get_new_home_display()))]
    facts.append((_("The figures are of"), date_format(plan.written_on, "Y. F j.")))
    return facts


def _shares(plan: SalePlan, found: Result) -> sheets.Table:
    rows = [(_("Price of your home"), "", format_forint(plan.price))]
    for share in found.settlement.shares:
        short = _("still owed: %(amount)s") if share.is_debt else _("missing: %(amount)s")
        words = short % {"amount": format_forint(share.remaining)} if share.remaining else ""
        rows.append((str(wording.CLAIMS[share.key]), words, format_forint(-share.paid)))
    rows.append((_("Left for you"), "", format_forint(found.rest)))
    return sheets.Table(_("Who gets what, in this order"), [_("What for"), "", _("Amount")], rows, [2], True)


def _month(found: Result) -> sheets.Table:
    words = _("Less every month") if found.saving >= 0 else _("More every month")
    rows: list[tuple[str, str]] = [
        (_("Your home costs a month now"), format_forint(found.cost_before)),
        (_("The new home would cost a month"), format_forint(found.cost_after)),
        (words, format_forint(abs(found.saving))),
    ]
    if found.debts:
        rows += [
            (_("Debts now"), format_forint(found.debts)),
            (_("Debts that stay"), format_forint(found.debt_left)),
        ]
    if found.debts and found.knows_means:
        rows += [
            (_("Paid off, if you stay"), str(exchange_wording.how_long(found.months_before))),
            (_("Paid off, if you move"), str(exchange_wording.how_long(found.months_after))),
        ]
    return sheets.Table(_("Month by month"), [_("With charges and utilities"), ""], rows, [1])


def _meetings(plan: SalePlan) -> list[sheets.Table]:
    now = timezone.now()
    rows = [
        (_moment(meeting.at), meeting.with_whom, f"{meeting.place}{_to_bring(meeting.bring)}")
        for meeting in queries.of_plan(plan)
        if meeting.at >= now
    ]
    return [sheets.Table(_("Your meetings"), [_("When"), _("With"), _("Where")], rows[:MOST_MEETINGS])] if rows else []


def _to_bring(bring: str) -> str:
    return " – " + _("Please bring: %(bring)s") % {"bring": bring} if bring else ""


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y. %m. %d. %H:%M}"


def _verdict(found: Result) -> list[str]:
    if found.comes_out:
        return [_("By these figures the plan comes out.")]
    return [
        _("By these figures the plan does not come out:"),
        *(str(wording.TROUBLES[code]) for code in found.troubles),
    ]


def _remarks(found: Result) -> list[str]:
    said = []
    if found.plan is not None:
        known = {"amount": format_forint(found.plan.instalment), "months": found.plan.months}
        said.append(_("What stays could be paid in %(months)s instalments of %(amount)s a month.") % known)
    if found.duty.why != Why.NOTHING_BOUGHT:
        said.append(_("Duty on the new home: %(why)s.") % {"why": wording.DUTIES[found.duty.why]})
    if found.duty.sell_by is not None:
        known = {"day": date_format(found.duty.sell_by, "Y. F j.")}
        said.append(_("For that your present home must be sold by %(day)s at the latest.") % known)
    said.append(
        _("This is a calculation, not a contract. The lawyer and the tax office say the last word on costs and duty. "
          "Sign nothing before the lawyer has read it. The service of the office is free.")
    )  # fmt: skip
    return said
