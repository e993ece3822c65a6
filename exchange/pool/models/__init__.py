"""Where the offices meet, in the shared schema: pseudonymous listings, runs, proposals, their legs and their steps.

Nothing here names a person, a street or a debt. Rows carry the schemas of the offices that may see them,
so that every row-level rule looks at its own row only.
"""

from exchange.pool.models.listings import PLACE_NAME, DeclinedMove, Listing, Place
from exchange.pool.models.policies import OfficePolicy, PoolPolicy
from exchange.pool.models.proposals import (
    PREFIX,
    ClearingRun,
    Leg,
    Proposal,
    ProposalQuerySet,
    ProposedFlat,
    Reason,
)
from exchange.pool.models.steps import Milestone, StageEntry, ViewingTime

__all__ = [
    "PLACE_NAME",
    "PREFIX",
    "ClearingRun",
    "DeclinedMove",
    "Leg",
    "Listing",
    "Milestone",
    "OfficePolicy",
    "Place",
    "PoolPolicy",
    "Proposal",
    "ProposalQuerySet",
    "ProposedFlat",
    "Reason",
    "StageEntry",
    "ViewingTime",
]
