"""How handing a message over can go wrong."""


class Temporary(Exception):
    """Not now: try again later. Nothing was handed over."""


class Refused(Exception):
    """Never: the other side will not take this message."""


class Uncertain(Exception):
    """It may or may not have been taken: only evidence can tell."""
