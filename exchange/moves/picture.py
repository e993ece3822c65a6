"""An exchange drawn: our own households by name, others only as what the pool shows."""

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exchange.adverts import drawing, wording
from exchange.adverts.drawing import Node
from exchange.adverts.models import Advert
from exchange.adverts.queries import Board
from exchange.pool.models import Proposal, ProposedFlat
from kernel.money import format_forint


def of(board: Board) -> SafeString:
    """The circle or the chain as SVG."""
    nodes = [_node(flat, advert) for flat, advert in board.flats]
    draw = drawing.chain if board.proposal.shape == Proposal.Shape.CHAIN else drawing.circle
    return mark_safe(draw(nodes))  # noqa: S308  # every text is escaped where it is drawn


def _node(flat: ProposedFlat, advert: Advert | None) -> Node:
    place = ", ".join(part for part in (flat.town, flat.district) if part)
    size = f"{wording.rooms(flat.half_rooms)} · {flat.area_m2} m² · {format_forint(flat.monthly_cost or 0)}"
    if flat.is_vacant:
        return Node((_("Empty flat"), place, size), "vacant")
    if advert is not None and advert.person is not None:
        return Node((advert.person.name, place, size), "own")
    return Node((_("Another household"), place, size), "other")
