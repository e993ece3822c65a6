"""A friendly word three days before the rent falls due, to whoever asked for it; no paper, and never twice."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Prefetch

from cases.arrears import case_letters, companions, letters, texts, timing
from cases.arrears.case_letters import Request
from cases.arrears.models import LetterText
from cases.tenancies.models import Tenancy, TenancyParty
from kernel import audit, outbox
from kernel.access import Actor
from kernel.models import OutboxMessage

TOPIC = "due_notice"
BEFORE = 3
# Everything that is still open and falls due in these days, of tenancies with somebody alive who asked for a word
# and is reached at once.
DUE = """
SELECT c.tenancy_id, c.due_on, sum(c.amount - coalesce(s.amount, 0))
FROM tenancies_charge c
JOIN tenancies_tenancy t ON t.id = c.tenancy_id AND NOT t.death_reported
LEFT JOIN (
    SELECT share.charge_id, sum(share.amount) AS amount
    FROM tenancies_paymentshare share JOIN tenancies_charge own ON own.id = share.charge_id
    WHERE own.due_on BETWEEN %(first)s AND %(last)s GROUP BY share.charge_id
) s ON s.charge_id = c.id
WHERE c.due_on BETWEEN %(first)s AND %(last)s AND c.amount > coalesce(s.amount, 0)
  AND EXISTS (
      SELECT FROM tenancies_tenancyparty p JOIN people_person person ON person.id = p.person_id
      WHERE p.tenancy_id = c.tenancy_id AND p.until IS NULL AND person.wants_due_notice AND NOT person.is_deceased
        AND (person.email <> '' AND person.email_bounced_on IS NULL
             OR person.phone <> '' AND person.sms_consent_on IS NOT NULL)
  )
GROUP BY c.tenancy_id, c.due_on ORDER BY c.due_on, c.tenancy_id
"""


@transaction.atomic
def write(*, on: date, writer: letters.Writer, by: Actor) -> int:
    """Write about what falls due three days from now, or sooner where a night was missed; how many were written.

    Each due day and household once, however often it is called: the message's key says so.
    """
    due = _due(first=on + timedelta(days=1), last=on + timedelta(days=BEFORE))
    keys = {_key(tenancy_id, due_on) for tenancy_id, due_on, _amount in due}
    done = outbox.known(keys)
    wanted = [row for row in due if _key(row[0], row[1]) not in done]
    parcels = list(_parcels(wanted, writer=writer))
    outbox.post_many(parcels)
    if parcels:
        audit.record(by, "due_notices_written", None, on=on.isoformat(), count=len(parcels))
    return len(parcels)


def _due(*, first: date, last: date) -> list[tuple[UUID, date, int]]:
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"first": first, "last": last})
        return [(tenancy_id, due_on, int(amount)) for tenancy_id, due_on, amount in cursor.fetchall()]


def _key(tenancy_id: UUID, due_on: date) -> str:
    return f"{TOPIC}:{tenancy_id.hex}:{due_on:%Y%m%d}"


def _parcels(due: Sequence[tuple[UUID, date, int]], *, writer: letters.Writer) -> Iterator[outbox.Parcel]:
    if not due:
        return
    text = texts.in_force(LetterText.Code.RENT_DUE, on=writer.on)
    parties = Prefetch("parties", TenancyParty.objects.select_related("person"))
    tenancies = Tenancy.objects.select_related("dwelling").prefetch_related(parties).in_bulk({row[0] for row in due})
    for tenancy_id, due_on, amount in due:
        yield _parcel(tenancies[tenancy_id], text, due_on=due_on, amount=amount, writer=writer)


def _parcel(tenancy: Tenancy, text: LetterText, *, due_on: date, amount: int, writer: letters.Writer) -> outbox.Parcel:
    """To all who asked: by e-mail where one of them has an address that works, otherwise a text message."""
    people = [party for party in letters.parties_on(tenancy, writer.on) if party.person.wants_due_notice]
    emails = [one.person.email for one in people if one.person.email and not one.person.email_bounced_on]
    phones = [one.person.phone for one in people if one.person.phone and one.person.sms_consent_on]
    request = Request(
        code=text.code, tenancy=tenancy, number=tenancy.number, amount=amount, parties=people, values={"due": due_on}
    )
    letter = case_letters.word(request, writer=writer, text=text)
    body = companions.below("\n\n".join(letter.paragraphs), letter.companions)
    return outbox.Parcel(
        key=_key(tenancy.pk, due_on),
        topic=TOPIC,
        channel="email" if emails else "sms",
        subject_type=Tenancy._meta.label_lower,
        subject_id=str(tenancy.pk),
        envelope={
            "to": emails or phones,
            "subject": f"{letter.subject} – {tenancy.number}",
            "text": body if emails else _short(request, due_on=due_on, writer=writer),
            "due_on": due_on.isoformat(),
        },
    )


def _short(request: Request, *, due_on: date, writer: letters.Writer) -> str:
    """What a text message says: no name and no address, because others may see the screen."""
    said = case_letters.words(request, writer=writer)
    return (
        f"{said['office']}: {said['amount']} befizetési határideje {said['due']} "
        f"Közlemény: {said['number']}. Ha gond van, hívjon minket, segítünk. {writer.office.phone}"
    ).strip()


def not_before(message: OutboxMessage, *, at: datetime) -> datetime:
    """Asked by delivery: the first moment at which this message may reach a person."""
    return timing.first_allowed(message.channel, at=at)


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    """Asked by delivery just before handing over: paid or cancelled meanwhile, or late by now."""
    due_on = date.fromisoformat(str(message.envelope["due_on"]))
    if on > due_on:
        return "too late"
    waiting = any(
        str(tenancy_id) == message.subject_id for tenancy_id, _due_on, _sum in _due(first=due_on, last=due_on)
    )
    return "" if waiting else "paid"


def delivered(message: OutboxMessage, *, on: date) -> None:
    """Called by delivery when a message's state is final: nothing depends on a friendly word."""
