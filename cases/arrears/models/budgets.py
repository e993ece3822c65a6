"""The household's budget: dated sheets of what comes in and what goes out, and the office's guard on them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.cases import ArrearsCase
from kernel.ranges import DateRange


class IncomeKind(models.TextChoices):
    WAGE = "wage", _("wage")
    PENSION = "pension", _("pension")
    FAMILY_ALLOWANCE = "family_allowance", _("family allowance")
    CARE = "care", _("care allowance, child home care fee")
    BENEFITS = "benefits", _("benefits")
    SUPPORT = "support", _("maintenance, help from relatives")
    OTHER = "other_income", _("other income")


class ExpenseKind(models.TextChoices):
    RENT = "rent", _("rent")
    COMMON_CHARGES = "common_charges", _("common charges")
    ELECTRICITY = "electricity", _("electricity")
    GAS = "gas", _("gas")
    HEATING = "heating", _("heating")
    WATER = "water", _("water")
    WASTE = "waste", _("waste collection")
    PHONE_TV = "phone_tv", _("telephone, internet, television")
    FOOD = "food", _("food and household")
    TRAVEL = "travel", _("travel")
    SCHOOL = "school", _("school, nursery")
    MEDICINE = "medicine", _("medicine")
    LOAN = "loan", _("loan instalment")
    OTHER = "other_expense", _("other expense")


class HowOften(models.TextChoices):
    MONTHLY = "monthly", _("a month")
    WEEKLY = "weekly", _("a week")
    YEARLY = "yearly", _("a year")


class BudgetSetting(models.Model):
    """What the office takes for affordable, from a day on."""

    housing_limit_percent = models.PositiveSmallIntegerField(default=75)
    instalment_percent = models.PositiveSmallIntegerField(default=80)
    instalment_step = models.PositiveIntegerField(default=100)
    fresh_months = models.PositiveSmallIntegerField(default=6)
    legal_basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            ExclusionConstraint(
                name="budget_setting_once_at_a_time",
                expressions=[(DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="budget_setting_percents",
                condition=Q(housing_limit_percent__range=(1, 100), instalment_percent__range=(1, 100)),
            ),
            models.CheckConstraint(
                name="budget_setting_bounds", condition=Q(instalment_step__gte=1, fresh_months__range=(1, 24))
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from} {self.housing_limit_percent} %"


class BudgetSheet(models.Model):
    """One version of a household's budget. Never changed: a correction is the next version."""

    append_only = True

    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="budget_sheets")
    number = models.PositiveSmallIntegerField()
    drawn_up_on = models.DateField()
    adults = models.PositiveSmallIntegerField()
    minors = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="budget_sheet_number"),
            models.CheckConstraint(name="budget_sheet_people", condition=Q(adults__range=(1, 30), minors__lte=30)),
            models.CheckConstraint(name="budget_sheet_counted", condition=Q(number__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class BudgetLine(models.Model):
    """One income or expense as the household told it; per month it is worked out by `budget_figures`."""

    append_only = True

    sheet = models.ForeignKey(BudgetSheet, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=20, choices=[*IncomeKind.choices, *ExpenseKind.choices])
    amount = models.PositiveIntegerField()
    how_often = models.CharField(max_length=8, choices=HowOften, default=HowOften.MONTHLY)
    note = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["sheet", "position"], name="budget_line_position"),
            models.CheckConstraint(
                name="budget_line_kind", condition=Q(kind__in=[*IncomeKind.values, *ExpenseKind.values])
            ),
            models.CheckConstraint(name="budget_line_amount", condition=Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
