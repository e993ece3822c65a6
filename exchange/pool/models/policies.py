"""How far exchanges may reach: for the whole pool, and what each office allows of its own flats."""

from django.db import models
from django.db.models import Q

LONGEST_CYCLE, MOST_MOVES = 4, 3


class PoolPolicy(models.Model):
    """One row for all offices: the longest circle, and the most moves that one empty flat may set free.

    `counts_odds`: an exchange counts by the observed odds that everybody in it says yes, so that short ones win.
    """

    longest_cycle = models.PositiveSmallIntegerField(default=LONGEST_CYCLE)
    most_moves = models.PositiveSmallIntegerField(default=MOST_MOVES)
    counts_odds = models.BooleanField(db_default=False, default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="pool_policy_single", condition=Q(pk=1)),
            models.CheckConstraint(name="pool_policy_cycle", condition=Q(longest_cycle__gte=2, longest_cycle__lte=5)),
            models.CheckConstraint(name="pool_policy_moves", condition=Q(most_moves__gte=1, most_moves__lte=5)),
        )

    def __str__(self) -> str:
        return f"{self.longest_cycle}/{self.most_moves}"


class OfficePolicy(models.Model):
    """What one office allows. Without a row its defaults hold.

    `vacant_share`: how many of a hundred of its empty flats on offer may take part in one search. `worse_comfort`:
    whether a household may be offered a lower comfort grade without having said which grades it takes.
    """

    office_schema = models.CharField(max_length=44, primary_key=True)
    vacant_share = models.PositiveSmallIntegerField(default=100)
    worse_comfort = models.BooleanField(default=False)
    screens_by_hand = models.BooleanField(default=True)
    two_persons = models.BooleanField(default=True)
    decision_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = (
            models.CheckConstraint(name="office_policy_share", condition=Q(vacant_share__lte=100)),
            models.CheckConstraint(name="office_policy_days", condition=Q(decision_days__gte=1, decision_days__lte=90)),
        )

    def __str__(self) -> str:
        return self.office_schema
