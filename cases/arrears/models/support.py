"""The municipality's debt support: the office's dated rule, checks made by it, and what became of support."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.cases import ArrearsCase
from cases.arrears.models.debts import CreditorKind, DebtStage
from cases.tenancies.models import Tenancy
from kernel.ranges import DateRange


class DebtSupportRule(models.Model):
    """What one decree says about support for debts, from a day on. Null: the decree does not ask it.

    Forints, percents (of the social reference base for incomes, of the debt for shares), months. Scale in tenths.
    """

    class Formula(models.TextChoices):
        SHARE = "share", _("a share of the debt")
        DIFFERENCE = "difference", _("what the household cannot pay itself")
        OPEN = "open", _("the decision sets it")

    class Obligation(models.TextChoices):
        COUNSELLING = "counselling", _("debt counselling")
        AGREEMENT = "agreement", _("cooperation agreement")
        MONTHLY_MEETING = "monthly_meeting", _("a personal meeting at least once a month")
        HOME_VISIT = "home_visit", _("home visit")
        PREPAID_METER = "prepaid_meter", _("prepayment meter")

    variant = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=120)
    decree = models.CharField(max_length=200)
    kinds = ArrayField(models.CharField(max_length=20, choices=CreditorKind))
    min_debt = models.PositiveIntegerField(null=True)
    is_min_exceeded = models.BooleanField(default=False)
    max_debt = models.PositiveIntegerField(null=True)
    loan_min_debt = models.PositiveIntegerField(null=True)
    loan_max_debt = models.PositiveIntegerField(null=True)
    min_debt_per_kind = models.PositiveIntegerField(null=True)
    min_age_any = models.PositiveSmallIntegerField(null=True)
    min_age_each = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)
    disconnected_ok = models.BooleanField(default=False)
    formula = models.CharField(max_length=10, choices=Formula)
    max_share = models.PositiveSmallIntegerField(null=True)
    cap = models.PositiveIntegerField(null=True)
    loan_cap = models.PositiveIntegerField(null=True)
    own_share_min = models.PositiveSmallIntegerField(null=True)
    own_share_waived_up_to = models.PositiveSmallIntegerField(null=True)
    max_instalments = models.PositiveSmallIntegerField(null=True)
    extension = models.PositiveSmallIntegerField(null=True)
    income_limit = models.PositiveSmallIntegerField(null=True)
    income_limit_alone = models.PositiveSmallIntegerField(null=True)
    is_per_unit = models.BooleanField(default=False)
    scale = ArrayField(models.PositiveSmallIntegerField(), size=7, default=list)
    single_asset_multiple = models.PositiveSmallIntegerField(null=True)
    all_assets_multiple = models.PositiveSmallIntegerField(null=True)
    flat_sizes = ArrayField(models.PositiveSmallIntegerField(), default=list)
    flat_size_more = models.PositiveSmallIntegerField(default=0)
    excluded_stages = ArrayField(models.CharField(max_length=12, choices=DebtStage), default=list)
    repeat_wait_months = models.PositiveSmallIntegerField(null=True)
    decision_days = models.PositiveSmallIntegerField(null=True)
    obligations = ArrayField(models.CharField(max_length=16, choices=Obligation), default=list)
    note = models.CharField(max_length=500, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    SCALE: ClassVar[tuple[str, ...]] = (
        "first_adult", "second_adult", "further_adult", "first_minors", "further_minor", "disabled", "single_parent",
    )  # fmt: skip

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            ExclusionConstraint(
                name="support_rule_once_at_a_time",
                expressions=[(DateRange("valid_from", "valid_until", Value("[]")), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="support_rule_cites_decree", condition=~Q(decree="")),
            models.CheckConstraint(
                name="support_rule_shares",
                condition=(Q(max_share__isnull=True) | Q(max_share__range=(1, 100)))
                & (Q(own_share_min__isnull=True) | Q(own_share_min__range=(0, 100))),
            ),
            models.CheckConstraint(
                name="support_rule_debt_bounds",
                condition=Q(min_debt__isnull=True) | Q(max_debt__isnull=True) | Q(max_debt__gte=F("min_debt")),
            ),
            models.CheckConstraint(
                name="support_rule_share_said",
                condition=Q(formula="share", max_share__isnull=False)
                | Q(formula="difference", max_instalments__isnull=False)
                | Q(formula="open"),
            ),
            models.CheckConstraint(
                name="support_rule_instalments",
                condition=Q(max_instalments__isnull=True) | Q(max_instalments__range=(1, 120)),
            ),
        )

    def __str__(self) -> str:
        return self.name


class SupportCheck(models.Model):
    """One look by the rule at one household: the answers as they were, so that the result can be shown again."""

    append_only = True

    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="support_checks")
    rule = models.ForeignKey(DebtSupportRule, models.PROTECT, related_name="checks")
    on = models.DateField()
    reference_base = models.PositiveIntegerField(null=True)
    answers = models.JSONField()
    outcome = models.CharField(max_length=12)
    support = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="support_check_outcome", condition=Q(outcome__in=["eligible", "not_eligible", "cannot_tell"])
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.outcome}"


class SupportEvent(models.Model):
    """What became of a support: asked for, granted, refused, ended. Never changed: the next event tells the rest."""

    append_only = True

    class Kind(models.TextChoices):
        DEBT = "debt", _("debt reduction support")
        HOUSING = "housing", _("regular housing support")
        RENT = "rent", _("rent subsidy")
        ONE_TIME = "one_time", _("extraordinary municipal support")

    class What(models.TextChoices):
        ASKED = "asked", _("asked for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        ENDED = "ended", _("ended")

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="support_events")
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.CharField(max_length=10, choices=What)
    on = models.DateField()
    amount = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-on", "-pk")
        indexes = (models.Index(fields=["tenancy", "kind", "on"], name="support_event_tenancy"),)
        constraints = (
            models.UniqueConstraint(fields=["tenancy", "kind", "what", "on"], name="support_event_once_a_day"),
            models.CheckConstraint(name="support_event_amount", condition=Q(amount__isnull=True) | Q(amount__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_what_display()} {self.on}"
