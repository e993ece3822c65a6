"""Telling a household what it has to do on the way to the keys: on the first morning, and after 7, 14 and 30 days.

The module is also the rule that delivery asks about these messages (see `worker.delivery`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cases.arrears import timing
from cases.people.models import Person
from exchange.adverts import reaching
from exchange.adverts.reaching import Message, Words
from exchange.moves import seats, tracking
from exchange.moves.seats import Exchange, OurSeat
from exchange.pool import steps
from exchange.pool.models import Proposal
from exchange.pool.steps import Due, Stage, Task
from kernel import audit, documents, outbox
from kernel.access import Actor
from kernel.models import Document, OutboxMessage
from tenants import context

TOPIC = "exchange_step"
FELL = "fell"
# Who was in it hears of the end of an exchange for so many days.
TOLD_OF_END = timedelta(days=7)


@dataclass(frozen=True)
class Notice:
    """One household's next task, or (task None) the end of its exchange; `stage` is how often it was asked before."""

    exchange: Exchange
    seat: OurSeat
    person: Person
    task: Task | None
    stage: int
    until: date


@transaction.atomic
def write(*, on: date, by: Actor) -> int:
    """Write what was not written yet; returns how many. Each notice once, however often it is called.

    Reminded of is what still waits for the household after 7, 14 and 30 days in the step. Empty flats have nobody to
    write to.
    """
    wanted = {_key(one): one for one in [*_tasks(on), *_fallen(on)]}
    done = outbox.known(set(wanted))
    made = [_parcel(key, one, on=on, by=by) for key, one in wanted.items() if key not in done]
    documents.store_many([document for _parcel_, document in made if document is not None])
    outbox.post_many([parcel for parcel, _document in made])
    if made:
        audit.record(by, "exchange_steps_written", None, on=on.isoformat(), count=len(made))
    return len(made)


def _tasks(on: date) -> Iterator[Notice]:
    for exchange in seats.under_way():
        proposal = exchange.proposal
        if not steps.has_reached(proposal.stage, Stage.VIEWING):
            continue
        for one in exchange.our_missing:
            seat = exchange.seat(one.position)
            person = seat.advert.person if seat else None
            too_early = one.task == Task.VIEW and not exchange.is_open
            if seat is None or person is None or one.task not in tracking.DOING or too_early:
                continue
            yield Notice(
                exchange,
                seat,
                person,
                one.task,
                steps.asked_before((on - proposal.since).days),
                max(proposal.expires_on, on),
            )


def _fallen(on: date) -> Iterator[Notice]:
    """Households whose exchange fell through after everybody had said yes."""
    schema = context.office().schema_name
    rows = Proposal.objects.filter(
        offices__contains=[schema], state=Stage.COLLAPSED, ended_at__date__gt=on - TOLD_OF_END
    ).exclude(fell_in__in=[Stage.COMPUTED, Stage.SENT])
    for exchange in seats.of_many(list(rows)):
        for seat in exchange.ours:
            person = seat.advert.person
            if person is not None and seat.position != exchange.proposal.fell_at:
                yield Notice(exchange, seat, person, None, 0, on + TOLD_OF_END)


def _key(notice: Notice) -> str:
    proposal = notice.exchange.proposal
    task = notice.task or FELL
    return f"{TOPIC}:{proposal.pk}:{notice.seat.position}:{task}:{proposal.since:%Y%m%d}:{notice.stage}"


def _parcel(key: str, notice: Notice, *, on: date, by: Actor) -> tuple[outbox.Parcel, Document | None]:
    kind = f"{notice.task or FELL}:{notice.seat.position}"
    message = Message(TOPIC, kind, key, notice.seat.advert, notice.person, notice.exchange.proposal, notice.until)
    return reaching.parcel(message, lambda language: word(notice, language), on=on, by=by)


def word(notice: Notice, language: str) -> Words:
    """The notice in a language."""
    office, may_fall = context.office(), steps.may_fall(notice.exchange.proposal.stage)
    with translation.override(language):
        known = {
            "name": notice.person.name,
            "number": notice.exchange.proposal.number,
            "office": office.name,
            "contact": reaching.contact_of(office),
            "day": reaching.long_day(notice.until, language),
            "still": _("Until everybody has signed you can change your mind.") if may_fall else "",
            "what": str(tracking.DOING[notice.task]) if notice.task else "",
        }
        return _fell(known) if notice.task is None else _asked(known, is_repeated=notice.stage > 0)


def _asked(known: dict[str, str], *, is_repeated: bool) -> Words:
    subject = _("Your flat exchange: the next step, by %(day)s") % known
    return Words(
        _("Reminder: %(subject)s") % {"subject": subject} if is_repeated else subject,
        _(
            "Dear %(name)s,\n\nyour flat exchange (%(number)s) goes on. The next step is yours:\n\n%(what)s\n\n"
            "Please do it by %(day)s. You see where your exchange stands on your own page, and the office helps you "
            "with everything. %(still)s\n\n%(contact)s"
        )
        % known,
        _("%(office)s: your flat exchange waits for you, by %(day)s. See your page or call us. %(contact)s") % known,
    )


def _fell(known: dict[str, str]) -> Words:
    return Words(
        _("Your flat exchange fell through; we go on looking"),
        _(
            "Dear %(name)s,\n\nunfortunately the flat exchange %(number)s fell through: somebody in it could not go "
            "on. Your home and your contract stay as they are. We have begun to look for another flat for you at "
            "once; you need not do anything.\n\n%(contact)s"
        )
        % known,
        _("%(office)s: your flat exchange fell through. Your home stays as it is; we go on looking. %(contact)s")
        % known,
    )


def not_before(message: OutboxMessage, *, at: datetime) -> datetime:
    """Asked by delivery: the first moment at which this message may reach a person."""
    return timing.first_allowed(message.channel, at=at)


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    """Asked by delivery just before handing over: done meanwhile, fallen through, or too late."""
    if on.isoformat() > str(message.envelope["until"]):
        return "too late"
    task, _sign, position = str(message.envelope["code"]).partition(":")
    if task == FELL:
        return ""
    exchange = seats.of(Proposal.objects.get(pk=message.subject_id))
    return "" if Due(Task(task), context.office().schema_name, int(position)) in exchange.missing else "done"


def delivered(message: OutboxMessage, *, on: date) -> None:
    """Called by delivery when a message's state is final: the step itself waits on the pages."""
