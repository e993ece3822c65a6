"""An exchange as its household sees it: few steps in plain words, where it stands, what to do next and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.moves.seats import Exchange, OurSeat
from exchange.pool import steps
from exchange.pool.steps import Due, Stage, Task

# A household's steps: its words, and the first stage that is not part of it any more.
STEPS: Sequence[tuple["str | Promise", Stage]] = (
    (_("Everybody said yes"), Stage.VIEWING),
    (_("You see the flat"), Stage.CONSENTS),
    (_("Everybody with a right to the flat signs that they agree"), Stage.ALL_CONSENTED),
    (_("The landlords decide"), Stage.CONTRACTS),
    (_("You sign the contract"), Stage.SIGNED),
    (_("You get the keys"), Stage.KEYS),
    (_("The accounts are settled"), Stage.COMPLETED),
)
DOING = {
    Task.VIEW: _("Choose a time to see the flat, then tell us whether you still want it."),
    Task.CONSENT: _("Come to the office with everybody who signed the tenancy contract: each signs that they agree."),
    Task.SIGN: _("Come to sign the contract. Bring your identity card."),
    Task.KEYS: _("The keys are handed over: read the meters together."),
    Task.SETTLE: _("Register your new address within three working days, and have the utilities written over."),
}
WAITING = _("You have nothing to do now. We write to you when it is your turn.")


@dataclass(frozen=True)
class Tracked:
    """One step: its words and whether it is done or the present one."""

    words: "str | Promise"
    is_done: bool
    is_now: bool


@dataclass(frozen=True)
class Doing:
    """What the household has to do next, and by when; nothing to do has no day."""

    words: "str | Promise"
    by: date | None


def of(exchange: Exchange, seat: OurSeat) -> list[Tracked]:
    """The household's steps in their order; the present one is the first that is not done."""
    done = [steps.has_reached(exchange.proposal.stage, until) for _words, until in STEPS]
    first = done.index(False) if False in done else len(done)
    return [Tracked(words, place < first, place == first) for place, (words, _until) in enumerate(STEPS)]


def to_do(exchange: Exchange, seat: OurSeat) -> Doing:
    """The household's own next task in the present step, or that it has nothing to do."""
    mine = [one for one in exchange.missing if _is_for(one, seat)]
    if mine and (mine[0].task != Task.VIEW or exchange.is_open):
        return Doing(DOING[mine[0].task], exchange.proposal.expires_on)
    return Doing(WAITING, None)


def _is_for(one: Due, seat: OurSeat) -> bool:
    return one.office == seat.flat.office_schema and one.position == seat.position and one.task in DOING
