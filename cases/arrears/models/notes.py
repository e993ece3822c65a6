"""What a reminder's note says to a person: the machine's own notes are short codes, a clerk's stay as written."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# How a message leaves, by its channel.
CHANNELS: dict[str, Promise] = {
    "email": _("e-mail"), "sms": _("text message"), "post": _("letter by post"), "": _("nothing"),
}  # fmt: skip
KNOWN: dict[str, Promise] = {
    "paid": _("paid meanwhile"),
    "partly paid": _("a part was paid meanwhile: the amount in it is no longer right"),
    "paused": _("paused meanwhile"),
    "a plan runs": _("a payment plan runs meanwhile"),
    "deceased": _("a tenant has died"),
    "step gone": _("the ladder has no such step any more"),
    "the plan moved on": _("the payment plan moved on meanwhile"),
    "the case is closed": _("the case is closed"),
    "too late": _("it would have come too late"),
    "came back": _("it came back"),
    "settled by hand": _("a person has decided"),
    "the demand is closed": _("the demand is closed"),
    "the notice is withdrawn": _("the notice is withdrawn"),
    "quiet hours": _("it waits for the end of the quiet hours"),
}
BEGINS: dict[str, Promise] = {
    "cannot be written": _("this letter could not be made: tell the operator"),
    "unfinished attempt": _("it is being written"),
    "given up after": _("given up: the other side was not to be reached for long"),
    "the worker disappeared": _("the program stopped while sending"),
}


def in_words(note: str) -> Promise | str:
    """The note in the language that is active; what is no code of ours, as it stands."""
    if note in KNOWN:
        return KNOWN[note]
    return next((words for begin, words in BEGINS.items() if note.startswith(begin)), note)
