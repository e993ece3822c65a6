"""What a household has and wants, in the office's own schema. Its pseudonymous shadow is a pool listing."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.housing_stock.models import Dwelling
from cases.people.models import Person
from cases.tenancies.models import Tenancy
from exchange.pool.columns import (
    MOST_MONTHLY_COST,
    HomeColumns,
    Tenure,
    WishColumns,
    home_constraints,
    wish_constraints,
    within,
)
from exchange.pool.states import OPEN_STATES, PUBLISHED_STATES, State

DAYS_LISTED = 90
# Neither verified nor shown: what was handed in waits here.
UNSEEN_STATES = (State.DRAFT, State.WITHDRAWN, State.EXPIRED)
MOST_PRICE = 2_000_000_000
OPEN = Q(state__in=[state.value for state in OPEN_STATES])
PUBLISHED = Q(state__in=[state.value for state in PUBLISHED_STATES])


class AdvertQuerySet(models.QuerySet["Advert"]):
    def locked(self, pk: Any) -> "Advert":
        return self.select_for_update().get(pk=pk)

    def of_person(self, person_id: Any) -> Self:
        return self.filter(person_id=person_id)

    def open(self) -> Self:
        return self.filter(OPEN)

    def to_verify(self) -> Self:
        """Handed in, and neither verified nor shown yet."""
        return self.filter(handed_in_on__isnull=False, state__in=UNSEEN_STATES)


class Advert(HomeColumns, WishColumns):
    """One offered flat and one wish. A municipal flat without a household is offered without a wish.

    `in_arrears` and `affordable_cost` (forints a month) come from the tenancy's ledger when the advert is
    published and are shown to the office alone; `stated_affordable_cost` is the adviser's better knowledge.
    `handed_in_on` says that a resident waits for the adviser. `asking_price` (forints) and `wants_sale` are an owner's.
    """

    class Contact(models.TextChoices):
        OFFICE = "office", _("through the office")
        PHONE = "phone", _("by phone")
        EMAIL = "email", _("by e-mail")
        POST = "post", _("by post")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="adverts")
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, null=True, related_name="adverts")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, null=True, related_name="adverts")
    floor = models.SmallIntegerField(null=True)
    contact = models.CharField(max_length=6, choices=Contact, default=Contact.OFFICE)
    note = models.CharField(max_length=500, blank=True)
    in_arrears = models.BooleanField(default=False)
    affordable_cost = models.PositiveIntegerField(default=0)
    stated_affordable_cost = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    handed_in_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    verified_by = models.CharField(max_length=64, blank=True)
    asking_price = models.PositiveBigIntegerField(null=True)
    wants_sale = models.BooleanField(default=False)
    published_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Any] = AdvertQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "pk")
        indexes = (models.Index(fields=["state", "created_at"], name="advert_state"),)
        constraints = (
            models.UniqueConstraint(fields=["tenancy"], condition=OPEN, name="advert_one_open_per_tenancy"),
            models.UniqueConstraint(fields=["dwelling"], condition=OPEN, name="advert_one_open_per_dwelling"),
            models.UniqueConstraint(
                fields=["person"], condition=OPEN & Q(tenancy__isnull=True), name="advert_one_open_per_owner"
            ),
            models.CheckConstraint(
                name="advert_has_a_side",
                condition=Q(person__isnull=False, dwelling__isnull=True)
                | Q(person__isnull=True, tenancy__isnull=True, dwelling__isnull=False),
            ),
            models.CheckConstraint(
                name="advert_tenure_fits_side",
                condition=Q(tenure="")
                | Q(tenure=Tenure.TENANCY, tenancy__isnull=False)
                | Q(tenure=Tenure.TENANCY, dwelling__isnull=False)
                | Q(tenure=Tenure.OWNERSHIP, tenancy__isnull=True, dwelling__isnull=True),
            ),
            models.CheckConstraint(name="advert_state_code", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="advert_contact_code", condition=Q(contact__in=["office", "phone", "email", "post"])
            ),
            models.CheckConstraint(name="advert_floor", condition=within("floor", -2, 30)),
            models.CheckConstraint(
                name="advert_published_pair",
                condition=Q(published_on__isnull=True, expires_on__isnull=True)
                | Q(published_on__isnull=False, expires_on__isnull=False, expires_on__gte=F("published_on")),
            ),
            models.CheckConstraint(
                name="advert_published_has_dates", condition=~PUBLISHED | Q(published_on__isnull=False)
            ),
            models.CheckConstraint(
                name="advert_stated_affordable", condition=within("stated_affordable_cost", 0, MOST_MONTHLY_COST)
            ),
            models.CheckConstraint(
                name="advert_verified_pair",
                condition=Q(verified_on__isnull=True, verified_by="")
                | Q(verified_on__isnull=False) & ~Q(verified_by=""),
            ),
            models.CheckConstraint(
                name="advert_verified_has_date", condition=~Q(state=State.VERIFIED) | Q(verified_on__isnull=False)
            ),
            models.CheckConstraint(
                name="advert_only_owners_sell",
                condition=Q(tenure=Tenure.OWNERSHIP) | Q(asking_price__isnull=True, wants_sale=False),
            ),
            models.CheckConstraint(name="advert_asking_price", condition=within("asking_price", 1, MOST_PRICE)),
            *home_constraints("advert", complete=PUBLISHED),
            *wish_constraints("advert"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_vacant(self) -> bool:
        return self.person_id is None

    @property
    def is_owner(self) -> bool:
        return self.tenure == Tenure.OWNERSHIP

    @property
    def is_handed_in(self) -> bool:
        """Whether a resident waits for the adviser."""
        return self.handed_in_on is not None and self.state in UNSEEN_STATES

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.town, self.district) if part)

    def belongs_to(self, actor: Any) -> bool:
        """Whether the signed-in resident is the one who exchanges."""
        person_id = getattr(getattr(actor, "resident", None), "person_id", None)
        return person_id is not None and self.person_id == person_id
