"""What was checked of an advert, and whether the office checks adverts before they are shown."""

from django.db import models
from django.db.models import F, Q

from exchange.adverts.checklist import DEED_DAYS, PAPERS, PEOPLE, Item, Outcome
from exchange.adverts.models.adverts import Advert


class AdvertCheck(models.Model):
    """One item of an advert's checklist: what came of it, who looked and when, and the paper's own date."""

    advert = models.ForeignKey(Advert, models.CASCADE, related_name="checks")
    item = models.CharField(max_length=14, choices=Item)
    outcome = models.CharField(max_length=8, choices=Outcome)
    paper_on = models.DateField(null=True)
    from_register = models.BooleanField(default=False)
    checked_on = models.DateField()
    checked_by = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["advert", "item"], name="check_once_per_item"),
            models.CheckConstraint(
                name="check_outcome_fits_item",
                condition=Q(item__in=[item.value for item in PAPERS], outcome=Outcome.SEEN)
                | Q(
                    item__in=[item.value for item in PEOPLE],
                    outcome__in=[Outcome.NONE.value, Outcome.AGREES.value, Outcome.REFUSES.value],
                ),
            ),
            models.CheckConstraint(
                name="check_paper_not_of_tomorrow",
                condition=Q(paper_on__isnull=True) | Q(paper_on__lte=F("checked_on")),
            ),
            models.CheckConstraint(
                name="check_title_deed_is_fresh",
                condition=~Q(item=Item.TITLE_DEED)
                | Q(paper_on__isnull=False, checked_on__lte=F("paper_on") + models.Value(DEED_DAYS)),
            ),
            models.CheckConstraint(
                name="check_register_knows_tenancies", condition=Q(from_register=False) | Q(item=Item.TENANCY)
            ),
            models.CheckConstraint(name="check_has_a_checker", condition=~Q(checked_by="")),
        )

    def __str__(self) -> str:
        return f"{self.advert_id} {self.item}"


class ExchangeSetting(models.Model):
    """How the office works: one row at most, and without it what a new office begins with."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    verify_first = models.BooleanField(default=True)

    class Meta:
        constraints = (models.CheckConstraint(name="exchange_setting_once", condition=Q(id=1)),)

    def __str__(self) -> str:
        return "verify_first" if self.verify_first else "-"
