"""What the cooperation's pages show: the months that can be reported, the report on paper."""

from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.arrears.cooperation import Report
from cases.arrears.desk import household_pages
from cases.arrears.models import ArrearsCase, Consent, Meeting
from kernel.money import format_forint
from shell.letters import sheets

MOST_MONTHS = 24


def months(case: ArrearsCase, *, on: date) -> list[date]:
    """The months from the opening of the case to this one, newest first."""
    found: list[date] = []
    first = on.replace(day=1)
    while first >= case.opened_on.replace(day=1) and len(found) < MOST_MONTHS:
        found.append(first)
        first = date.fromordinal(first.toordinal() - 1).replace(day=1)
    return found or [on.replace(day=1)]


def covers(report: Report) -> list[str]:
    return [str(part.label) for part in Consent.Covers if part in report.covers]


def who(meeting: Meeting) -> str:
    return ", ".join(str(Meeting.Who(code).label) for code in meeting.who)


def paper(case: ArrearsCase, report: Report, *, on: date) -> HttpResponse:
    """The month's report for the family support service: only what the consent covers."""
    facts = [(_("Client"), household_pages.names_of(case)), (_("Month"), f"{report.month:%Y. %m.}")]
    if report.owed is not None:
        facts += [
            (_("Arrears of rent"), format_forint(report.owed)),
            (_("Paid in the month"), format_forint(report.paid or 0)),
        ]
    if report.figures is not None:
        facts += [
            (_("Income a month"), format_forint(report.figures.income)),
            (_("Expenses a month"), format_forint(report.figures.expenses)),
            (_("Left in a month"), format_forint(report.figures.free)),
        ]
    tables = []
    if report.goals is not None:
        rows = [(goal.text, f"{goal.due_on:%Y. %m. %d.}" if goal.due_on else "–", goal.get_state_display())
                for goal in report.goals]  # fmt: skip
        tables.append(
            sheets.Table(_("Shared goals"), [_("Goal"), _("To be reached by"), _("State")], rows, widths=[4, 2, 2])
        )
    if report.meetings is not None:
        held = [(f"{one.on:%Y. %m. %d.}, {one.get_where_display()}", who(one), one.text) for one in report.meetings]
        tables.append(
            sheets.Table(_("Meetings"), [_("Day"), _("Who met"), _("What was agreed")], held, widths=[2, 2, 4])
        )
    if report.debts is not None:
        owed = [(debt.creditor_name, debt.get_stage_display(), format_forint(debt.amount)) for debt in report.debts]
        tables.append(sheets.Table(_("Debts to others"), [_("Creditor"), _("Stage"), _("Owed")], owed, [2]))
    told = _("This report holds only what the client's consent covers: %(what)s.") % {"what": ", ".join(covers(report))}
    return household_pages.on_paper(
        case,
        title=_("Monthly report for the family support service"),
        on=on,
        facts=facts,
        tables=tables,
        paragraphs=[told],
        signatures=[_("debt adviser")],
    )
