"""Where the offices meet, in the shared schema: pseudonymous listings, runs, proposals and their legs.

Nothing here names a person, a street or a debt. Rows carry the schemas of the offices that may see them,
so that every row-level rule looks at its own row only.
"""

from exchange.pool.models.listings import PLACE_NAME, DeclinedMove, Listing, Place
from exchange.pool.models.proposals import (
    PREFIX,
    ClearingRun,
    Leg,
    Proposal,
    ProposalQuerySet,
    ProposedFlat,
    Reason,
)

__all__ = [
    "PLACE_NAME",
    "PREFIX",
    "ClearingRun",
    "DeclinedMove",
    "Leg",
    "Listing",
    "Place",
    "Proposal",
    "ProposalQuerySet",
    "ProposedFlat",
    "Reason",
]
