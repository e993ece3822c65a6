"""Telling a household what it is asked: a flat to answer to, an advert to confirm. By e-mail, text message or post."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cases.arrears import timing
from cases.people.models import Person
from exchange.adverts import reaching, wording
from exchange.adverts.models import Advert
from exchange.adverts.reaching import Message, Words
from exchange.pool.models import Leg, Listing, Proposal, ProposedFlat
from exchange.pool.states import State
from exchange.pool.steps import Stage
from kernel import audit, documents, outbox
from kernel.access import Actor
from kernel.models import Document, OutboxMessage
from kernel.money import format_forint
from tenants import context
from tenants.registry.models import Office

TOPIC = "exchange_notice"
ASK, CONFIRM = "ask", "confirm"
REMIND_AFTER, LAST_CALL, BEFORE_END = timedelta(days=7), timedelta(days=2), timedelta(days=7)


@dataclass(frozen=True)
class Notice:
    """One thing a household is asked: what it is, its key, by when, and what the words need."""

    kind: str
    key: str
    advert: Advert
    person: Person
    subject_of: Any
    until: date
    is_repeated: bool = False
    flat: ProposedFlat | None = None


@transaction.atomic
def write(*, on: date, by: Actor) -> int:
    """Write what was not written yet; returns how many. Each notice once, however often it is called.

    A proposal is written about when it is there, after a week, and two days before its end; an advert a week before
    it ends. Vacant flats have nobody to write to.
    """
    wanted = [*_proposals(on), *_ending(on)]
    done = outbox.known({notice.key for notice in wanted})
    made = [_parcel(notice, on=on, by=by) for notice in wanted if notice.key not in done]
    documents.store_many([document for _parcel_, document in made if document is not None])
    outbox.post_many([parcel for parcel, _document in made])
    if made:
        audit.record(by, "exchange_notices_written", None, on=on.isoformat(), count=len(made))
    return len(made)


def _proposals(on: date) -> Iterator[Notice]:
    schema = context.office().schema_name
    legs = list(
        Leg.objects.filter(
            office_schema=schema, answer=Leg.Answer.WAITING, proposal__state=Stage.SENT,
            proposal__expires_on__gte=on,
        ).select_related("proposal")
    )  # fmt: skip
    flats = {
        (flat.proposal_id, flat.listing_id): flat
        for flat in ProposedFlat.objects.filter(proposal__in={leg.proposal_id for leg in legs})
    }
    advert_of = dict(Listing.objects.filter(pk__in=[leg.mover_id for leg in legs]).values_list("pk", "advert_id"))
    adverts = _with_people(advert_of.values())
    for leg in legs:
        advert = adverts.get(advert_of.get(leg.mover_id, leg.mover_id))
        if advert is not None and advert.person is not None:
            stage = _stage(leg.proposal, on)
            yield Notice(
                ASK, f"{TOPIC}:{leg.pk}:{stage}", advert, advert.person, leg, leg.proposal.expires_on, stage != "first",
                flats[leg.proposal_id, leg.flat_id],
            )  # fmt: skip


def _stage(proposal: Proposal, on: date) -> str:
    if on >= proposal.expires_on - LAST_CALL:
        return "last"
    return "again" if on >= proposal.sent_on + REMIND_AFTER else "first"


def _ending(on: date) -> Iterator[Notice]:
    rows = Advert.objects.filter(state=State.ACTIVE, expires_on__gte=on, expires_on__lte=on + BEFORE_END)
    for advert in rows.select_related("person", "tenancy__dwelling"):
        if advert.person is not None and advert.expires_on is not None:
            key = f"{TOPIC}:{advert.pk.hex}:{advert.expires_on:%Y%m%d}"
            yield Notice(CONFIRM, key, advert, advert.person, advert, advert.expires_on)


def _with_people(keys: Any) -> Mapping[UUID, Advert]:
    found: Mapping[UUID, Advert] = Advert.objects.select_related("person", "tenancy__dwelling").in_bulk(set(keys))
    return found


def _parcel(notice: Notice, *, on: date, by: Actor) -> tuple[outbox.Parcel, Document | None]:
    message = Message(TOPIC, notice.kind, notice.key, notice.advert, notice.person, notice.subject_of, notice.until)
    return reaching.parcel(message, lambda language: word(notice, context.office(), language), on=on, by=by)


def word(notice: Notice, office: Office, language: str) -> Words:
    """The notice in a language. Of the flat it says what the pool may show, of the others nothing."""
    with translation.override(language):
        day, contact = reaching.long_day(notice.until, language), reaching.contact_of(office)
        known = {
            "name": notice.person.name, "number": notice.advert.number, "day": day, "office": office.name,
            "contact": contact, "now": format_forint(notice.advert.monthly_cost or 0),
        }  # fmt: skip
        if notice.kind == CONFIRM:
            return _confirm(known)
        return _ask(known | _of_flat(notice.flat), is_repeated=notice.is_repeated)


def _of_flat(flat: ProposedFlat | None) -> dict[str, str]:
    if flat is None:
        return {"flat": "", "cost": ""}
    place = ", ".join(part for part in (flat.town, flat.district) if part)
    size = _("%(rooms)s rooms, %(area)s m²") % {"rooms": wording.rooms(flat.half_rooms), "area": flat.area_m2}
    return {"flat": f"{place}, {size}", "cost": format_forint(flat.monthly_cost or 0)}


def _ask(known: dict[str, str], *, is_repeated: bool) -> Words:
    subject = _("A flat for you: please answer by %(day)s") % known
    return Words(
        _("Reminder: %(subject)s") % {"subject": subject} if is_repeated else subject,
        _(
            "Dear %(name)s,\n\nwe have found a flat that yours could be exchanged for:\n\n%(flat)s\n\nMonthly cost: "
            "%(cost)s (now: %(now)s)\n\nPlease tell us by %(day)s whether you would move there: on your own page, or "
            "in the office. If you say no, nothing is lost: we go on looking. The service is free.\n\n%(contact)s"
        )
        % known,
        _("%(office)s: a flat for your exchange is found. Answer on your page or call us by %(day)s %(contact)s")
        % known,
    )


def _confirm(known: dict[str, str]) -> Words:
    return Words(
        _("Your exchange advert ends on %(day)s") % known,
        _(
            "Dear %(name)s,\n\nyour advert for a flat exchange (%(number)s) ends on %(day)s. If you still want to "
            "exchange, confirm it on your own page or tell us: one click is enough. If not, there is nothing to "
            "do.\n\n%(contact)s"
        )
        % known,
        _("%(office)s: your exchange advert ends on %(day)s. Confirm it on your page or call us. %(contact)s") % known,
    )


def not_before(message: OutboxMessage, *, at: datetime) -> datetime:
    """Asked by delivery: the first moment at which this message may reach a person."""
    return timing.first_allowed(message.channel, at=at)


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    """Asked by delivery just before handing over: answered, ended or confirmed meanwhile, or too late."""
    if on.isoformat() > str(message.envelope["until"]):
        return "too late"
    if message.envelope.get("code") == ASK:
        waiting = Leg.objects.filter(pk=message.subject_id, answer=Leg.Answer.WAITING, proposal__state=Stage.SENT)
        return "" if waiting.exists() else "answered"
    same = Advert.objects.filter(
        pk=message.subject_id, state=State.ACTIVE, expires_on=date.fromisoformat(str(message.envelope["until"]))
    )
    return "" if same.exists() else "confirmed"


def delivered(message: OutboxMessage, *, on: date) -> None:
    """Called by delivery when a message's state is final: the question itself waits on the pages."""
