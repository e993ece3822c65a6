"""The last steps of one of our flats or households: contract, keys and meters, the accounts."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from exchange.adverts.models import Advert


class Contract(models.Model):
    """The signed contract of one flat: when it was signed, and from when the new household lives there."""

    advert = models.ForeignKey(Advert, models.PROTECT, related_name="contracts")
    proposal_id = models.BigIntegerField()
    signed_on = models.DateField()
    moves_on = models.DateField()
    lawyer = models.CharField(max_length=160, blank=True)
    signed_by = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["advert", "proposal_id"], name="contract_once"),
            models.CheckConstraint(name="contract_moves_after", condition=Q(moves_on__gte=F("signed_on"))),
        )

    def __str__(self) -> str:
        return f"{self.advert_id} {self.signed_on}"


class Handover(models.Model):
    """The protocol of handing one of our flats over: keys, condition, defects, and the meters' readings."""

    advert = models.ForeignKey(Advert, models.PROTECT, related_name="handovers")
    proposal_id = models.BigIntegerField()
    handed_on = models.DateField()
    keys = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=1000, blank=True)
    defects = models.CharField(max_length=1000, blank=True)
    present = models.CharField(max_length=300)
    recorded_by = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["advert", "proposal_id"], name="handover_once"),
            models.CheckConstraint(name="handover_keys", condition=Q(keys__gte=1, keys__lte=50)),
        )

    def __str__(self) -> str:
        return f"{self.advert_id} {self.handed_on}"


class MeterReading(models.Model):
    """What one meter showed on the day of the keys. Whole units and thousandths: m³, kWh, MJ or GJ."""

    class Kind(models.TextChoices):
        ELECTRICITY = "electricity", _("electricity (kWh)")
        NIGHT = "night", _("electricity at night (kWh)")
        GAS = "gas", _("gas (m³)")
        COLD_WATER = "cold_water", _("cold water (m³)")
        HOT_WATER = "hot_water", _("hot water (m³)")
        HEAT = "heat", _("heat (GJ)")

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="readings")
    kind = models.CharField(max_length=11, choices=Kind)
    serial = models.CharField(max_length=40, blank=True)
    reading = models.DecimalField(max_digits=12, decimal_places=3)

    class Meta:
        ordering = ("handover", "pk")
        constraints = (
            models.UniqueConstraint(fields=["handover", "kind", "serial"], name="meter_once"),
            models.CheckConstraint(name="meter_not_below_zero", condition=Q(reading__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.reading}"


class Settlement(models.Model):
    """How the accounts of one of our households are settled, and what is left (whole forints)."""

    class Way(models.TextChoices):
        NONE = "none", _("nothing is owed")
        SETTLED = "settled_before", _("settled before the landlord's consent")
        DIFFERENCE = "from_difference", _("paid from the difference in value at signing")
        PLAN = "plan_continues", _("the payment plan goes on with the old landlord")
        ASSUMED = "assumed", _("the incoming household takes the debt over")

    advert = models.ForeignKey(Advert, models.PROTECT, related_name="settlements")
    proposal_id = models.BigIntegerField()
    way = models.CharField(max_length=15, choices=Way)
    debt = models.PositiveIntegerField()
    paid = models.PositiveIntegerField()
    remaining = models.PositiveIntegerField()
    utilities_transferred = models.BooleanField()
    address_changed_on = models.DateField(null=True)
    note = models.CharField(max_length=500, blank=True)
    settled_on = models.DateField()
    settled_by = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["advert", "proposal_id"], name="settlement_once"),
            models.CheckConstraint(name="settlement_adds_up", condition=Q(debt=F("paid") + F("remaining"))),
            models.CheckConstraint(name="settlement_nothing_owed", condition=~Q(way="none") | Q(debt=0)),
        )

    def __str__(self) -> str:
        return f"{self.advert_id} {self.way}"
