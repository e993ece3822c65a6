"""How handing a message over can go wrong, and how often it is tried."""

MOST_ATTEMPTS = 5


class Temporary(Exception):
    """Not now: try again later. Nothing was handed over."""


class RelayDown(Temporary):
    """The whole way out is closed, whatever the message. Nothing was handed over, and no attempt is counted."""


class Refused(Exception):
    """Never: the other side will not take this message. Nothing was handed over."""


class Uncertain(Exception):
    """It may or may not have been taken: only evidence can tell."""
