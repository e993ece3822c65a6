"""An exchange on its way to the keys, in the office's own schema: what must not be seen where the offices meet.

Rows name the move and not the proposal (`flat_listing`: the flat that the household gets, `mover_listing`: who gets
ours), so what was agreed stays when the same move comes up in another proposal. Both are opaque outside.
"""

from exchange.moves.models.consents import Consent
from exchange.moves.models.landlords import Application
from exchange.moves.models.letters import PaperText, TownMessage
from exchange.moves.models.moving import Contract, Handover, MeterReading, Settlement
from exchange.moves.models.screening import Screening

__all__ = [
    "Application",
    "Consent",
    "Contract",
    "Handover",
    "MeterReading",
    "PaperText",
    "Screening",
    "Settlement",
    "TownMessage",
]
