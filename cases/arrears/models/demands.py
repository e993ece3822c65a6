"""The formal demand, its service on every joint party, and the notice of termination that may follow."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.arrears.models.cases import ArrearsCase
from cases.tenancies.models import Charge, Tenancy, TenancyParty


class Proof(models.TextChoices):
    """What proves that a paper reached its addressee (Housing Act 25. §, case law EH 2005.1215)."""

    PERSONAL = "personal", _("handed over in person, signed for")
    REGISTERED = "registered", _("registered letter with return receipt")
    UNCLAIMED = "unclaimed", _("came back: not claimed")
    REFUSED = "refused", _("acceptance refused")
    ELECTRONIC = "electronic", _("official electronic delivery")


class DemandQuerySet(models.QuerySet["Demand"]):
    def open(self) -> Self:
        return self.filter(state__in=Demand.OPEN)

    def locked(self, pk: Any) -> "Demand":
        return self.select_for_update().get(pk=pk)


class Demand(models.Model):
    """A written demand to pay that warns of termination. It starts the legal clock on the latest service."""

    class State(models.TextChoices):
        DRAFT = "draft", _("waits for approval")
        ISSUED = "issued", _("issued, waits for service")
        SERVED = "served", _("served: the clock runs")
        PAID = "paid", _("paid in time")
        LAPSED = "lapsed", _("lapsed: a new demand is needed")
        TERMINATED = "terminated", _("notice was given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.DRAFT, State.ISSUED, State.SERVED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey(ArrearsCase, models.PROTECT, related_name="demands")
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="demands")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    amount = models.PositiveIntegerField()
    drafted_on = models.DateField()
    drafted_by = models.CharField(max_length=64)
    issued_on = models.DateField(null=True)
    approved_by = models.CharField(max_length=64, blank=True)
    # Both are set when every party is served, from the latest service.
    served_on = models.DateField(null=True)
    pay_by = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ("-drafted_on", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["tenancy"], condition=Q(state__in=["draft", "issued", "served"]), name="demand_one_open"
            ),
            models.CheckConstraint(name="demand_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="demand_issued_by_another",
                condition=Q(issued_on__isnull=True, approved_by="")
                | Q(issued_on__isnull=False) & ~Q(approved_by="") & ~Q(approved_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="demand_clock",
                condition=Q(served_on__isnull=True, pay_by__isnull=True)
                | Q(
                    served_on__isnull=False,
                    pay_by__isnull=False,
                    issued_on__isnull=False,
                    served_on__gte=F("issued_on"),
                ),
            ),
            models.CheckConstraint(
                name="demand_closed_pair",
                condition=Q(state__in=["draft", "issued", "served"], closed_on__isnull=True)
                | Q(state__in=["paid", "lapsed", "terminated", "withdrawn"], closed_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number

    def belongs_to(self, actor: Any) -> bool:
        return self.tenancy.belongs_to(actor)


class DemandItem(models.Model):
    """One charge that is demanded; the letter lists them month by month."""

    append_only = True

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="items")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="demand_items")
    amount = models.PositiveIntegerField()

    class Meta:
        ordering = ("demand", "charge__due_on", "pk")
        constraints = (models.UniqueConstraint(fields=["demand", "charge"], name="demand_item_once"),)

    def __str__(self) -> str:
        return str(self.amount)


class Notice(models.Model):
    """Notice of termination for arrears, prepared by one person and given by another inside the window."""

    class State(models.TextChoices):
        DRAFT = "draft", _("waits for approval")
        GIVEN = "given", _("given")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    demand = models.OneToOneField(Demand, models.PROTECT, related_name="notice")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    reason = models.CharField(max_length=600)
    drafted_on = models.DateField()
    drafted_by = models.CharField(max_length=64)
    given_on = models.DateField(null=True)
    given_by = models.CharField(max_length=64, blank=True)
    effective_on = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="notice_given_by_another",
                condition=Q(given_on__isnull=True, given_by="")
                | Q(given_on__isnull=False) & ~Q(given_by="") & ~Q(given_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="notice_state",
                condition=~Q(state="given") | Q(given_on__isnull=False, effective_on__gt=F("given_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.demand_id} {self.state}"


class Service(models.Model):
    """One paper to one party: when it left, when it arrived and what proves it."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="services", null=True)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="services", null=True)
    party = models.ForeignKey(TenancyParty, models.PROTECT, related_name="services")
    document_id = models.UUIDField()
    sent_on = models.DateField(null=True)
    served_on = models.DateField(null=True)
    proof = models.CharField(max_length=12, choices=Proof, blank=True)
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("demand", "notice", "party__position")
        constraints = (
            models.UniqueConstraint(fields=["demand", "party"], name="service_once_a_demand"),
            models.UniqueConstraint(fields=["notice", "party"], name="service_once_a_notice"),
            models.CheckConstraint(
                name="service_of_one_paper",
                condition=Q(demand__isnull=False, notice__isnull=True) | Q(demand__isnull=True, notice__isnull=False),
            ),
            models.CheckConstraint(
                name="service_has_proof",
                condition=Q(served_on__isnull=True, proof="", recorded_by="")
                | Q(served_on__isnull=False) & ~Q(proof="") & ~Q(recorded_by=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.party_id} {self.served_on or '–'}"
