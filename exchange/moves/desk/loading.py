"""From an address to an exchange of our office and one of our seats in it; anything else is a 404 like nothing."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from exchange.adverts import queries
from exchange.moves import seats
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool.models import PREFIX, Proposal
from kernel import numbering


def proposal_of(number: str) -> Proposal:
    """The proposal of a reference number that our office takes part in; a wrong digit is a 404 like no proposal."""
    if numbering.find_references(number, [PREFIX]) != [number]:
        raise Http404
    return get_object_or_404(queries.proposals(), pk=int(number.split("-")[1]))


def exchange_of(number: str) -> Exchange:
    return seats.of(proposal_of(number))


def seat_of(number: str, position: int) -> tuple[Exchange, OurSeat]:
    """One of our own flats in the exchange."""
    exchange = exchange_of(number)
    seat = exchange.seat(position)
    if seat is None:
        raise Http404
    return exchange, seat
