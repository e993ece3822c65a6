"""Database rights where the offices meet: an office sees its own listings and the proposals it takes part in.

It changes its own listings while they are in no proposal, the answer of its own legs, its own milestones and times
of viewing, and its own policy. Everything else is the work of the role that belongs to no office.
"""

from exchange.pool.states import OFFICE_STATES
from tenants.registry.grants import SharedTable

OWN = "office_schema = current_user"
TAKES_PART = "current_user::text = ANY (offices::text[])"
# All but `relieves`, which would tell of another office's household that it is in arrears.
LEG_COLUMNS = (
    "id, proposal_id, position, mover_id, flat_id, office_schema, offices, fit, monthly_saving, why, answer, "
    "answered_at, reason"
)
FREE = f"{OWN} AND state IN ({', '.join(repr(str(state.value)) for state in OFFICE_STATES)})"

TABLES = [
    SharedTable("pool_place", office="SELECT, INSERT", shared="SELECT, INSERT", rows="true", writes=OWN),
    SharedTable("pool_listing", office="SELECT, INSERT, UPDATE", shared="SELECT, UPDATE", rows=OWN, writes=FREE),
    SharedTable("pool_clearingrun", shared="SELECT, INSERT"),
    SharedTable("pool_proposal", office="SELECT", shared="SELECT, INSERT, UPDATE", rows=TAKES_PART),
    SharedTable("pool_proposedflat", office="SELECT", shared="SELECT, INSERT, UPDATE", rows=TAKES_PART),
    SharedTable(
        "pool_leg",
        office=f"SELECT ({LEG_COLUMNS}), UPDATE (answer, answered_at, reason)",
        shared="SELECT, INSERT, UPDATE",
        rows=TAKES_PART,
        writes=OWN,
    ),
    SharedTable(
        "pool_milestone",
        office="SELECT, INSERT, UPDATE (reopened_at)",
        shared="SELECT, INSERT, UPDATE",
        rows=TAKES_PART,
        writes=OWN,
    ),
    SharedTable("pool_stageentry", office="SELECT", shared="SELECT, INSERT", rows=TAKES_PART),
    SharedTable(
        "pool_viewingtime",
        office="SELECT, INSERT, DELETE",
        shared="SELECT, UPDATE, DELETE",
        rows=TAKES_PART,
        writes=OWN,
    ),
    SharedTable("pool_poolpolicy", office="SELECT", shared="SELECT, INSERT, UPDATE", rows="true"),
    SharedTable("pool_officepolicy", office="SELECT, INSERT, UPDATE", shared="SELECT", rows=OWN, writes=OWN),
    SharedTable("pool_declinedmove", shared="SELECT, INSERT"),
]
