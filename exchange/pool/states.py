"""The life of an advert and of its shadow in the pool: one table for both."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an advert stands. A listing knows neither `draft` nor `verified`: the pool never sees them."""

    DRAFT = "draft", _("being written")
    VERIFIED = "verified", _("verified by the office")
    ACTIVE = "active", _("waiting for a match")
    IN_PROPOSAL = "in_proposal", _("in a proposal")
    IN_EXCHANGE = "in_exchange", _("everybody agreed")
    DONE = "done", _("exchanged")
    WITHDRAWN = "withdrawn", _("taken back")
    EXPIRED = "expired", _("expired")


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.VERIFIED, State.ACTIVE, State.WITHDRAWN}),
    State.VERIFIED: frozenset({State.DRAFT, State.ACTIVE, State.WITHDRAWN}),
    State.ACTIVE: frozenset({State.IN_PROPOSAL, State.WITHDRAWN, State.EXPIRED}),
    State.IN_PROPOSAL: frozenset({State.ACTIVE, State.IN_EXCHANGE}),
    State.IN_EXCHANGE: frozenset({State.DONE, State.ACTIVE}),
    State.DONE: frozenset(),
    State.WITHDRAWN: frozenset({State.ACTIVE}),
    State.EXPIRED: frozenset({State.ACTIVE, State.WITHDRAWN}),
}
# What may be changed in the office alone; the rest is decided where the offices meet.
OFFICE_STATES = (State.ACTIVE, State.WITHDRAWN, State.EXPIRED)
WRITABLE_STATES = (State.DRAFT, State.VERIFIED)
OPEN_STATES = (State.DRAFT, State.VERIFIED, State.ACTIVE, State.IN_PROPOSAL, State.IN_EXCHANGE)
PUBLISHED_STATES = (State.ACTIVE, State.IN_PROPOSAL, State.IN_EXCHANGE, State.DONE)


def may_become(state: str, following: State) -> bool:
    """Whether the table has that step."""
    return following in TRANSITIONS[State(state)]


def sources(following: State) -> list[State]:
    """The states from which the table leads there in one step."""
    return [state for state, allowed in TRANSITIONS.items() if following in allowed]


def reachable(state: str, following: str) -> bool:
    """Whether one or more steps of the table lead there: an office may learn of several at once."""
    known, fresh = {State(state)}, {State(state)}
    while fresh:
        fresh = {step for one in fresh for step in TRANSITIONS[one]} - known
        known |= fresh
    return State(following) in known
