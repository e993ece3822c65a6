"""How far exchanges may reach: the pool's own limits, and what each office allows; read as data, changed by verbs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from exchange.matching import odds as observed_odds
from exchange.pool.crossing import meeting_place
from exchange.pool.models import Leg, Listing, OfficePolicy, PoolPolicy, Proposal
from exchange.pool.steps import Stage
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused
from tenants import context

CYCLES, MOVES = (2, 5), (1, 5)
MOST_DECISION_DAYS = 90
CHANGEABLE = ("vacant_share", "worse_comfort", "screens_by_hand", "two_persons", "decision_days")


class OutOfBounds(Refused):
    """A limit that makes no sense."""


def of_pool() -> PoolPolicy:
    """The pool's limits, as they were set or by default."""
    return PoolPolicy.objects.first() or PoolPolicy(pk=1)


def odds(limits: PoolPolicy) -> tuple[int, ...]:
    """Percent by the number of households, as the pool's own proposals were answered; empty where odds do not count."""
    if not limits.counts_odds:
        return ()
    answered = Proposal.objects.exclude(state__in=[Stage.COMPUTED, Stage.SENT]).exclude(fell_in=Stage.COMPUTED)
    rows = (
        answered.order_by()
        .values_list("moves")
        .annotate(asked=Count("pk"), agreed=Count("pk", filter=~Q(fell_in=Stage.SENT)))
    )
    asked, agreed = {}, {}
    for moves, of_all, of_them in rows:
        asked[moves], agreed[moves] = of_all, of_them
    legs = Leg.objects.exclude(answer=Leg.Answer.WAITING)
    asked[1], agreed[1] = legs.count(), legs.filter(answer=Leg.Answer.ACCEPTED).count()
    return observed_odds.observed(asked, agreed, longest=max(limits.longest_cycle, limits.most_moves))


def set_pool(*, longest_cycle: int, most_moves: int, counts_odds: bool = False) -> PoolPolicy:
    """The operator's decision for all offices. Refuses circles outside 2–5 and chains outside 1–5."""
    if not (CYCLES[0] <= longest_cycle <= CYCLES[1] and MOVES[0] <= most_moves <= MOVES[1]):
        raise OutOfBounds(_("A circle has 2 to 5 households; an empty flat may set 1 to 5 moves free."))
    with meeting_place():
        made, _created = PoolPolicy.objects.update_or_create(
            pk=1, defaults={"longest_cycle": longest_cycle, "most_moves": most_moves, "counts_odds": counts_odds}
        )
    return made


def of_office() -> OfficePolicy:
    """What the office we are in allows, as it was set or by default."""
    schema = context.office().schema_name
    found: OfficePolicy | None = OfficePolicy.objects.filter(pk=schema).first()
    return found or OfficePolicy(pk=schema)


@transaction.atomic
def set_office(*, by: Actor, **values: Any) -> OfficePolicy:
    """Change what our office allows; what is not named stays. Refuses a share over 100 and more than 90 days."""
    if unknown := set(values) - set(CHANGEABLE):
        raise ValueError(f"a policy has no such limits: {sorted(unknown)}")
    policy = of_office()
    for name, value in values.items():
        setattr(policy, name, value)
    if not (0 <= policy.vacant_share <= 100 and 1 <= policy.decision_days <= MOST_DECISION_DAYS):
        raise OutOfBounds(_("Give a share of 0 to 100 percent, and 1 to 90 days for the landlord's decision."))
    # Not update_or_create: an office's role may not lock a row of the shared schema.
    if not OfficePolicy.objects.filter(pk=policy.pk).update(**{name: getattr(policy, name) for name in CHANGEABLE}):
        policy.save(force_insert=True)
    audit.record(by, "exchange_policy_changed", policy, **values)
    return policy


def of_all(schemas: Sequence[str]) -> Mapping[str, OfficePolicy]:
    """The policies of many offices, at the meeting place; defaults where none was set."""
    known: dict[str, OfficePolicy] = OfficePolicy.objects.in_bulk(list(schemas))
    return {schema: known.get(schema) or OfficePolicy(pk=schema) for schema in schemas}


def taking_part(listings: Sequence[Listing], allowed: Mapping[str, OfficePolicy]) -> list[Listing]:
    """The listings that may take part in one search: of each office's empty flats its share, the oldest first."""
    empty: dict[str, int] = {}
    for one in listings:
        if one.is_vacant:
            empty[one.office_schema] = empty.get(one.office_schema, 0) + 1
    room = {schema: -(-count * allowed[schema].vacant_share // 100) for schema, count in empty.items()}
    kept = []
    for one in listings:
        if one.is_vacant:
            room[one.office_schema] -= 1
        if not one.is_vacant or room[one.office_schema] >= 0:
            kept.append(one)
    return kept
