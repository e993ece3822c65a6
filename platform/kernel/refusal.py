"""Every "no, because …" that a person can read."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A rule said no. The message is one translated sentence that says what to do next."""


class NotAllowed(Refused):
    """The actor's role does not include this."""

    def __init__(self) -> None:
        super().__init__(_("Your role does not include this. Ask the head of your office."))
