"""What comes of paying late: interest posted, and what keeps a debt from lapsing."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models.ledger import Charge
from cases.tenancies.models.tenancy import Tenancy


class InterestPosting(models.Model):
    """Interest on what was paid late of one charge, counted up to a day. One charge and day, one posting."""

    append_only = True

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="interest_postings")
    up_to = models.DateField()
    interest = models.OneToOneField(Charge, models.PROTECT, related_name="interest_of")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("up_to", "pk")
        constraints = (models.UniqueConstraint(fields=["charge", "up_to"], name="interest_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.charge_id} {self.up_to}"


class Acknowledgement(models.Model):
    """What starts the time of limitation again (Civil Code 2013:V, 6:25. §). A mere demand is none."""

    append_only = True

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("debt acknowledged in writing")
        AGREEMENT = "agreement", _("agreement signed (instalments, settlement)")
        COURT = "court", _("claimed in court or by an order for payment")
        INSOLVENCY = "insolvency", _("claim filed in a debt settlement procedure")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="acknowledgements")
    kind = models.CharField(max_length=14, choices=Kind)
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"


class AcknowledgedCharge(models.Model):
    """One charge whose limitation starts again on the day."""

    append_only = True

    acknowledgement = models.ForeignKey(Acknowledgement, models.PROTECT, related_name="charges")
    charge = models.ForeignKey(Charge, models.PROTECT, related_name="acknowledgements")
    on = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["charge", "on"], name="acknowledged_charge"),)
        constraints = (models.UniqueConstraint(fields=["acknowledgement", "charge"], name="acknowledged_once"),)

    def __str__(self) -> str:
        return f"{self.charge_id} {self.on}"
