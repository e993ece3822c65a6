"""What a sale needs: papers and consents to have, and meetings with the lawyer and the estate agent."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from exchange.sales.models.plans import SalePlan


class Item(models.TextChoices):
    """The checklist, in the order in which things are usually needed."""

    TITLE_DEED = "title_deed", _("title deed extract, not older than 30 days")
    CO_OWNERS = "co_owners", _("consent of the spouse and of the co-owners")
    USUFRUCT = "usufruct", _("consent of who has a right to live there or to use the home")
    PRE_EMPTION = "pre_emption", _("pre-emption rights: who has one was asked in writing")
    MORTGAGEE = "mortgagee", _("the bank's statement of the loan and its consent")
    ENFORCEMENT = "enforcement", _("the bailiff's statement of what is owed")
    CONDOMINIUM = "condominium", _("certificate of the condominium: no common charges owed")
    UTILITIES = "utilities", _("statements of the utility companies")
    ENERGY = "energy", _("energy certificate")
    AGENT = "agent", _("contract with the estate agent, the fee in writing")
    LAWYER = "lawyer", _("a lawyer who writes and countersigns the contract")
    NEW_HOME = "new_home", _("the new home is seen and its papers are checked")
    CONTRACTS = "contracts", _("both contracts are signed, the money is held in deposit")
    LAND_REGISTRY = "land_registry", _("application to the land registry")
    DUTY = "duty", _("duty form to the tax office, the replaced home named on it")
    HANDOVER = "handover", _("handover protocol with the meter readings")
    ADDRESS = "address", _("change of address within 3 working days")
    TRANSFER = "transfer", _("utilities put into the new owner's name")


class CheckItem(models.Model):
    """One line of one plan's checklist."""

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        DONE = "done", _("done")
        NOT_NEEDED = "not_needed", _("not needed")

    plan = models.ForeignKey(SalePlan, models.PROTECT, related_name="items")
    code = models.CharField(max_length=14, choices=Item)
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=64, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "code"], name="sale_item_once"),
            models.CheckConstraint(name="sale_item_code", condition=Q(code__in=Item.values)),
            models.CheckConstraint(name="sale_item_state", condition=Q(state__in=["open", "done", "not_needed"])),
            models.CheckConstraint(
                name="sale_item_done_pair",
                condition=Q(state="open", done_on__isnull=True, done_by="")
                | ~Q(state="open") & Q(done_on__isnull=False) & ~Q(done_by=""),
            ),
        )

    def __str__(self) -> str:
        return self.code


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def locked(self, pk: Any) -> "Appointment":
        return self.select_for_update(of=("self",)).get(pk=pk)

    def standing(self) -> Self:
        """Those that were not called off."""
        return self.filter(cancelled_at__isnull=True)


class Appointment(models.Model):
    """One meeting: with whom, where, when, and what the household brings."""

    class Kind(models.TextChoices):
        LAWYER = "lawyer", _("lawyer")
        AGENT = "agent", _("estate agent")
        BANK = "bank", _("bank")
        VIEWING = "viewing", _("viewing of a home")
        OTHER = "other", _("somebody else")

    plan = models.ForeignKey(SalePlan, models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=8, choices=Kind)
    with_whom = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    at = models.DateTimeField()
    bring = models.CharField(max_length=500, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    objects: ClassVar[Any] = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["at"], name="sale_appointment_at"),)
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "at"], condition=Q(cancelled_at__isnull=True), name="sale_appointment_one_at_a_time"
            ),
            models.CheckConstraint(
                name="sale_appointment_kind", condition=Q(kind__in=["lawyer", "agent", "bank", "viewing", "other"])
            ),
            models.CheckConstraint(name="sale_appointment_says_where", condition=~Q(with_whom="") & ~Q(place="")),
            models.CheckConstraint(
                name="sale_appointment_cancelled_pair",
                condition=Q(cancelled_at__isnull=True, cancelled_by="")
                | Q(cancelled_at__isnull=False) & ~Q(cancelled_by=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.with_whom}"
