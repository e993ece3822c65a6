"""Drawing up a household's budget: every sheet is a new version, the last one is the one that counts."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.arrears import budget_figures, dated
from cases.arrears.budget_figures import Figures, Guard, Line, Verdict
from cases.arrears.models import ArrearsCase, BudgetLine, BudgetSetting, BudgetSheet
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

MOST_PEOPLE = 30


class CannotDrawUp(Refused):
    """The sheet cannot be kept as asked."""


class NoBudgetSetting(Refused):
    """The office has not said what is affordable."""


@transaction.atomic
def draw_up(
    *,
    case: ArrearsCase,
    lines: Sequence[Line],
    adults: int,
    minors: int,
    drawn_up_on: date,
    on: date,
    by: Actor,
    note: str = "",
) -> BudgetSheet:
    """Keep the next version of the case's budget. The same content on the same day is the same version.

    Refuses a closed case, a sheet without lines, a household of nobody, a day to come and one before the last
    sheet's.
    """
    case = ArrearsCase.objects.locked(case.pk)
    last = sheet_of(case)
    if not case.is_open:
        raise CannotDrawUp(_("This case is closed: open a new one to draw up a budget."))
    if not lines:
        raise CannotDrawUp(_("Write at least one income or expense."))
    if not 1 <= adults <= MOST_PEOPLE or not 0 <= minors <= MOST_PEOPLE:
        raise CannotDrawUp(_("A household has between 1 and 30 adults and at most 30 minors: check the numbers."))
    if drawn_up_on > on:
        raise CannotDrawUp(_("The day of the sheet is still to come: write the day of the talk."))
    if last is not None and drawn_up_on < last.drawn_up_on:
        raise CannotDrawUp(_("There is a later sheet already: write a day on or after it."))
    for line in lines:
        budget_figures.per_month(line)
    if last is not None and _is_same(last, lines, (adults, minors, drawn_up_on, note)):
        return last
    sheet = BudgetSheet.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        drawn_up_on=drawn_up_on,
        adults=adults,
        minors=minors,
        note=note[:500],
        created_by=by.actor_id,
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            sheet=sheet,
            position=place,
            kind=line.kind,
            amount=line.amount,
            how_often=line.how_often,
            note=line.note[:80],
        )
        for place, line in enumerate(lines, 1)
    )
    audit.record(by, "budget_drawn_up", case, number=sheet.number, lines=len(lines))
    return sheet


def _is_same(last: BudgetSheet, lines: Sequence[Line], facts: tuple[int, int, date, str]) -> bool:
    return lines_of(last) == list(lines) and (last.adults, last.minors, last.drawn_up_on, last.note) == facts


def sheet_of(case: ArrearsCase, *, on: date | None = None) -> BudgetSheet | None:
    """The case's last sheet, or its last one drawn up by the day."""
    sheets = BudgetSheet.objects.filter(case=case)
    return (sheets if on is None else sheets.filter(drawn_up_on__lte=on)).order_by("-number").first()


def lines_of(sheet: BudgetSheet) -> list[Line]:
    return [Line(line.kind, line.amount, line.how_often, line.note) for line in sheet.lines.all()]


def setting_on(on: date) -> BudgetSetting:
    """The office's guard in force on the day. Refuses (NoBudgetSetting) when there is none."""
    setting: BudgetSetting | None = dated.in_force(BudgetSetting.objects.all(), on=on).first()
    if setting is None:
        raise NoBudgetSetting(_("No rule for affordable instalments is in force: the head of the office sets one."))
    return setting


def guard_of(setting: BudgetSetting) -> Guard:
    return Guard(setting.housing_limit_percent, setting.instalment_percent, setting.instalment_step)


def figures_of(sheet: BudgetSheet, *, on: date) -> Figures:
    """The sheet's figures under the guard in force on the day. Refuses when no guard is in force."""
    return budget_figures.figures(lines_of(sheet), guard_of(setting_on(on)))


def affordable(*, case: ArrearsCase, instalment: int, on: date) -> Verdict:
    """Whether the household can pay the instalment (forints a month) by its last budget sheet.

    Nobody can tell (`is_known` False, not affordable) without a sheet, with one older than the office's months
    allow, and without a setting. Refuses an instalment of nothing or less.
    """
    sheet = sheet_of(case, on=on)
    if sheet is None:
        return Verdict(False, _("There is no budget sheet yet: draw one up with the household."), 0, 0, is_known=False)
    try:
        setting = setting_on(on)
    except NoBudgetSetting as refusal:
        return Verdict(False, str(refusal), 0, 0, is_known=False)
    guard = guard_of(setting)
    found = budget_figures.figures(lines_of(sheet), guard)
    if is_stale(sheet, on=on, months=setting.fresh_months):
        reason = format_lazy(
            _("The budget sheet is of {day}, older than {months} months: draw up a new one."),
            day=date_format(sheet.drawn_up_on, "Y. m. d."),
            months=setting.fresh_months,
        )
        return Verdict(False, reason, found.free, found.limit, is_known=False)
    return budget_figures.judge(found, instalment=instalment, guard=guard)


def is_stale(sheet: BudgetSheet, *, on: date, months: int) -> bool:
    """Whether the sheet is older than so many months on the day."""
    age = (on.year - sheet.drawn_up_on.year) * 12 + on.month - sheet.drawn_up_on.month
    return age > months or (age == months and on.day > sheet.drawn_up_on.day)


@transaction.atomic
def set_guard(
    *,
    housing_limit_percent: int,
    instalment_percent: int,
    instalment_step: int,
    fresh_months: int,
    legal_basis: str,
    valid_from: date,
    by: Actor,
) -> BudgetSetting:
    """What the office takes for affordable from a day on; the rule before it ends the day before."""
    if not (1 <= housing_limit_percent <= 100 and 1 <= instalment_percent <= 100):
        raise CannotDrawUp(_("A percentage is between 1 and 100: check the numbers."))
    if instalment_step < 1 or not 1 <= fresh_months <= 24:
        raise CannotDrawUp(_("A step is at least 1 Ft and a sheet counts for 1 to 24 months: check the numbers."))
    if not legal_basis.strip():
        raise CannotDrawUp(_("Name the decree or decision that this rule comes from."))
    dated.make_room(BudgetSetting.objects.all(), valid_from=valid_from)
    setting = BudgetSetting.objects.create(
        housing_limit_percent=housing_limit_percent,
        instalment_percent=instalment_percent,
        instalment_step=instalment_step,
        fresh_months=fresh_months,
        legal_basis=legal_basis.strip()[:200],
        valid_from=valid_from,
    )
    audit.record(by, "budget_setting_made", setting, housing_limit_percent=housing_limit_percent)
    return setting
