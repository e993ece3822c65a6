"""A household's plan to sell its home and live in a cheaper one."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import ArrearsCase
from cases.people.models import Person
from exchange.adverts.models import Advert
from exchange.pool.columns import MOST_MONTHLY_COST, Tenure
from exchange.sales.models.rules import MOST_PERCENT
from exchange.sales.result import NewHome

PREFIX = "AV"
MOST = 2_000_000_000
AMOUNTS = (
    "price", "new_price", "new_deposit", "landlord_debt", "utility_debt", "common_charges_debt", "mortgage",
    "enforcement_debt", "energy_certificate", "land_registry_fee", "moving", "other_costs", "told_duty",
)  # fmt: skip
MONTHLY = ("cost_before", "cost_after", "carries")


def within(names: tuple[str, ...], most: int) -> Q:
    """Each of the columns is unknown or at most so much."""
    found = Q()
    for name in names:
        found &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": most})
    return found


class SalePlanQuerySet(models.QuerySet["SalePlan"]):
    def locked(self, pk: Any) -> "SalePlan":
        return self.select_for_update(of=("self",)).get(pk=pk)

    def open(self) -> Self:
        return self.filter(state=SalePlan.State.OPEN)


class SalePlan(models.Model):
    """What the sale would bring, what it must pay, and what the household moves into. Forints; a month's in `cost_…`.

    `carries`: what the household can pay a month for home and debts together. `told_duty`: the duty as the lawyer or
    the tax office told it; otherwise it is counted by the national rule of the day. Debts are as they were told on the
    day they were written; `advert`, `case` lead to where they came from.
    """

    class State(models.TextChoices):
        OPEN = "open", _("in hand")
        DONE = "done", _("done: the household has moved")
        DROPPED = "dropped", _("given up")

    class Home(models.TextChoices):
        PURCHASE = NewHome.PURCHASE.value, _("a cheaper home of their own")
        RENTAL = NewHome.RENTAL.value, _("a rented home")
        MUNICIPAL = NewHome.MUNICIPAL.value, _("a municipal flat")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="sale_plans")
    advert = models.ForeignKey(Advert, models.PROTECT, null=True, related_name="sale_plans")
    case = models.ForeignKey(ArrearsCase, models.PROTECT, null=True, related_name="sale_plans")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    tenure = models.CharField(max_length=10, choices=Tenure, default=Tenure.OWNERSHIP)
    address = models.CharField(max_length=200, blank=True)
    price = models.PositiveIntegerField(default=0)
    landlord_debt = models.PositiveIntegerField(default=0)
    utility_debt = models.PositiveIntegerField(default=0)
    common_charges_debt = models.PositiveIntegerField(default=0)
    mortgage = models.PositiveIntegerField(default=0)
    enforcement_debt = models.PositiveIntegerField(default=0)
    new_home = models.CharField(max_length=9, choices=Home, default=Home.PURCHASE)
    new_price = models.PositiveIntegerField(default=0)
    new_deposit = models.PositiveIntegerField(default=0)
    lawyer_percent = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    agent_percent = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    energy_certificate = models.PositiveIntegerField(default=0)
    land_registry_fee = models.PositiveIntegerField(default=0)
    moving = models.PositiveIntegerField(default=0)
    other_costs = models.PositiveIntegerField(default=0)
    told_duty = models.PositiveIntegerField(null=True)
    sold_on = models.DateField(null=True)
    bought_on = models.DateField(null=True)
    cost_before = models.PositiveIntegerField(default=0)
    cost_after = models.PositiveIntegerField(default=0)
    carries = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    written_on = models.DateField()
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    objects: ClassVar[Any] = SalePlanQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "pk")
        indexes = (models.Index(fields=["state", "created_at"], name="sale_plan_state"),)
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(state="open"), name="sale_plan_one_open"),
            models.CheckConstraint(name="sale_plan_state_code", condition=Q(state__in=["open", "done", "dropped"])),
            models.CheckConstraint(
                name="sale_plan_home_code", condition=Q(new_home__in=[home.value for home in NewHome])
            ),
            models.CheckConstraint(name="sale_plan_tenure_code", condition=Q(tenure__in=Tenure.values)),
            # A municipal tenancy is never sold and never bought (Housing Act 1993:LXXVIII 29. §).
            models.CheckConstraint(
                name="sale_plan_tenancy_has_no_price", condition=Q(tenure=Tenure.OWNERSHIP) | Q(price=0)
            ),
            models.CheckConstraint(
                name="sale_plan_only_purchase_is_paid", condition=Q(new_home=NewHome.PURCHASE.value) | Q(new_price=0)
            ),
            models.CheckConstraint(
                name="sale_plan_only_let_home_has_deposit",
                condition=~Q(new_home=NewHome.PURCHASE.value) | Q(new_deposit=0),
            ),
            models.CheckConstraint(name="sale_plan_amounts", condition=within(AMOUNTS, MOST)),
            models.CheckConstraint(name="sale_plan_monthly", condition=within(MONTHLY, MOST_MONTHLY_COST)),
            models.CheckConstraint(
                name="sale_plan_percents",
                condition=Q(lawyer_percent__range=(0, MOST_PERCENT), agent_percent__range=(0, MOST_PERCENT)),
            ),
            models.CheckConstraint(
                name="sale_plan_closed_pair",
                condition=Q(state="open", closed_on__isnull=True) | ~Q(state="open") & Q(closed_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def belongs_to(self, actor: Any) -> bool:
        """Whether the signed-in resident is the one who sells."""
        person_id = getattr(getattr(actor, "resident", None), "person_id", None)
        return person_id is not None and self.person_id == person_id
