"""The consent ledger: everybody with a right to a flat that changes hands, and every version of what they said."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.people.models import Person
from exchange.adverts.models import Advert
from kernel.models import Document


class ConsentQuerySet(models.QuerySet["Consent"]):
    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)


class Consent(models.Model):
    """What one person or body said to one move: our advert's household into the flat of `flat_listing`.

    It was said to a home of that monthly cost (forints): when the cost changes, it is asked again as the next version.
    """

    class Role(models.TextChoices):
        TENANT = "tenant", _("tenant")
        JOINT_TENANT = "joint_tenant", _("joint tenant")
        OWNER = "owner", _("owner")
        CO_OWNER = "co_owner", _("co-owner")
        USUFRUCTUARY = "usufructuary", _("usufructuary")
        NOMINATION = "nomination", _("holder of a nomination right")
        MAINTENANCE = "maintenance", _("provider of a maintenance contract")
        MORTGAGEE = "mortgagee", _("mortgagee")

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("not asked or not answered yet")
        GIVEN = "given", _("consents")
        RENOUNCED = "renounced", _("does not move in and gives up the right")
        REFUSED = "refused", _("does not consent")

    class Way(models.TextChoices):
        NONE = "", _("not said")
        PERSON = "person", _("in the office")
        PAPER = "paper", _("signed statement")
        NOTARY = "notary", _("notarial deed")
        PROXY = "proxy", _("by an authorised representative")

    advert = models.ForeignKey(Advert, models.PROTECT, related_name="consents")
    flat_listing = models.UUIDField()
    role = models.CharField(max_length=12, choices=Role)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="exchange_consents")
    name = models.CharField(max_length=160)
    version = models.PositiveSmallIntegerField(default=1)
    monthly_cost = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.WAITING)
    way = models.CharField(max_length=6, choices=Way, blank=True)
    given_on = models.DateField(null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())
    superseded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("advert", "flat_listing", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["advert", "flat_listing", "role", "name", "version"], name="consent_version_once"
            ),
            models.UniqueConstraint(
                fields=["advert", "flat_listing", "role", "name"],
                condition=Q(superseded_at__isnull=True),
                name="consent_one_current",
            ),
            models.CheckConstraint(
                name="consent_role",
                condition=Q(
                    role__in=[
                        "tenant",
                        "joint_tenant",
                        "owner",
                        "co_owner",
                        "usufructuary",
                        "nomination",
                        "maintenance",
                        "mortgagee",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="consent_answer_pair",
                condition=Q(outcome="waiting", given_on__isnull=True, way="")
                | Q(outcome__in=["given", "renounced", "refused"], given_on__isnull=False)
                & Q(way__in=["person", "paper", "notary", "proxy"]),
            ),
            models.CheckConstraint(name="consent_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="consent_renounced_by_tenant",
                condition=~Q(outcome="renounced") | Q(role__in=["tenant", "joint_tenant"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"
