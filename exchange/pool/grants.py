"""Database rights where the offices meet: an office sees its own listings and the proposals it takes part in.

It changes its own listings while they are in no proposal, and the answer of its own legs. Everything else is
the work of the role that belongs to no office.
"""

from exchange.pool.states import OFFICE_STATES
from tenants.registry.grants import SharedTable

OWN = "office_schema = current_user"
TAKES_PART = "current_user::text = ANY (offices::text[])"
FREE = f"{OWN} AND state IN ({', '.join(repr(str(state.value)) for state in OFFICE_STATES)})"

TABLES = [
    SharedTable("pool_place", office="SELECT, INSERT", shared="SELECT, INSERT", rows="true", writes=OWN),
    SharedTable("pool_listing", office="SELECT, INSERT, UPDATE", shared="SELECT, UPDATE", rows=OWN, writes=FREE),
    SharedTable("pool_clearingrun", shared="SELECT, INSERT"),
    SharedTable("pool_proposal", office="SELECT", shared="SELECT, INSERT, UPDATE", rows=TAKES_PART),
    SharedTable("pool_proposedflat", office="SELECT", shared="SELECT, INSERT, UPDATE", rows=TAKES_PART),
    SharedTable(
        "pool_leg",
        office="SELECT, UPDATE (answer, answered_at, reason)",
        shared="SELECT, INSERT, UPDATE",
        rows=TAKES_PART,
        writes=OWN,
    ),
    SharedTable("pool_declinedmove", shared="SELECT, INSERT"),
]
