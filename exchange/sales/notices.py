"""The day before a meeting about a sale the household is told again: where, when, what to bring."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.arrears import timing
from cases.people.models import LetterLanguage, Person
from exchange.sales.models import Appointment
from kernel import audit, documents, outbox
from kernel.access import Actor
from kernel.models import Document, OutboxMessage
from shell import letters
from tenants import context
from tenants.registry.models import Office

TOPIC = "sale_appointment"
OWN_LANGUAGE = "hu"
# A letter is on its way for some days; what comes at once comes the day before.
LEAD = {"email": timedelta(days=1), "sms": timedelta(days=1), "post": timedelta(days=6)}
LEGAL_BASIS = "1993. évi LXXVIII. törvény (lakástörvény) 29. §"


@dataclass(frozen=True)
class Words:
    """A reminder in one language: subject, the whole text, and what fits on a phone."""

    subject: str
    text: str
    short: str


@transaction.atomic
def write(*, on: date, by: Actor) -> int:
    """Write the reminders that are due on the day; returns how many. Each meeting once, however often it is called.

    By e-mail and text message the day before, by post six days before; a meeting arranged later is told of at once.
    """
    wanted = {key_of(meeting): meeting for meeting in _upcoming(on) if _is_due(meeting, on)}
    done = outbox.known(set(wanted))
    office = context.office()
    made = [_parcel(meeting, key, office, on=on, by=by) for key, meeting in wanted.items() if key not in done]
    documents.store_many([document for _parcel_, document in made if document is not None])
    outbox.post_many([parcel for parcel, _document in made])
    if made:
        audit.record(by, "sale_reminders_written", None, on=on.isoformat(), count=len(made))
    return len(made)


def key_of(meeting: Appointment) -> str:
    return f"{TOPIC}:{meeting.pk}"


def _upcoming(on: date) -> list[Appointment]:
    first = timezone.make_aware(datetime.combine(on, datetime.min.time()))
    rows = Appointment.objects.standing().filter(
        at__gte=first, at__lt=first + max(LEAD.values()) + timedelta(days=1), plan__state="open",
        plan__person__is_deceased=False,
    )  # fmt: skip
    return list(rows.select_related("plan__person", "plan__case__tenancy__dwelling"))


def _is_due(meeting: Appointment, on: date) -> bool:
    return timezone.localdate(meeting.at) - LEAD[channel_of(meeting.plan.person)] <= on


def channel_of(person: Person) -> str:
    """By e-mail where there is a good address, otherwise by text message with consent, otherwise by post."""
    if person.email and person.email_bounced_on is None:
        return "email"
    return "sms" if person.phone and person.sms_consent_on is not None else "post"


def _parcel(
    meeting: Appointment, key: str, office: Office, *, on: date, by: Actor
) -> tuple[outbox.Parcel, Document | None]:
    person, channel = meeting.plan.person, channel_of(meeting.plan.person)
    words = word(meeting, office, OWN_LANGUAGE)
    text = words.text
    if person.letter_language == LetterLanguage.ENGLISH:
        text = f"{text}\n\n* * *\n\n{word(meeting, office, LetterLanguage.ENGLISH).text}"
    document = _letter(meeting, words.subject, text, office, on=on, by=by) if channel == "post" else None
    parcel = outbox.Parcel(
        key=key,
        topic=TOPIC,
        channel=channel,
        subject_type=meeting._meta.label_lower,
        subject_id=str(meeting.pk),
        document_id=document.pk if document else None,
        envelope={
            "code": meeting.kind,
            "to": [] if channel == "post" else [person.email if channel == "email" else person.phone],
            "subject": words.subject,
            "text": text if channel == "email" else words.short,
            "until": timezone.localdate(meeting.at).isoformat(),
            "file_name": document.name if document else "",
        },
    )
    return parcel, document


def word(meeting: Appointment, office: Office, language: str) -> Words:
    """The reminder in a language. A text message names neither the household nor its debts."""
    local = timezone.localtime(meeting.at)
    with translation.override(language):
        known = {
            "name": meeting.plan.person.name, "whom": meeting.with_whom, "place": meeting.place, "office": office.name,
            "day": date_format(local, "Y. F j." if language == OWN_LANGUAGE else "DATE_FORMAT"),
            "time": f"{local:%H:%M}", "contact": " · ".join(part for part in (office.phone, office.email) if part),
        }  # fmt: skip
        bring = _("Please bring: %(bring)s") % {"bring": meeting.bring} if meeting.bring else ""
        text = _("Dear %(name)s,\n\nyou have a meeting on %(day)s at %(time)s.\n\nWith: %(whom)s\n\nWhere: %(place)s")
        rest = _("If you cannot come, please tell us in time: %(contact)s")
        return Words(
            _("Your meeting on %(day)s at %(time)s") % known,
            "\n\n".join(part for part in (text % known, bring, rest % known) if part),
            _("%(office)s: meeting on %(day)s at %(time)s, %(place)s. If you cannot come: %(contact)s") % known,
        )


def _letter(meeting: Appointment, subject: str, text: str, office: Office, *, on: date, by: Actor) -> Document:
    contact = " · ".join(part for part in (office.phone, office.email) if part)
    plan = meeting.plan
    with translation.override(OWN_LANGUAGE):
        address = plan.person.postal_address or (plan.case.tenancy.dwelling.address if plan.case else plan.address)
        letter = letters.Letter(
            office=letters.Letterhead(office.name, office.postal_address, contact),
            number=f"{plan.number}/{on:%Y%m%d}",
            date=date_format(on, "Y. F j."),
            recipient_name=plan.person.name,
            recipient_address=address,
            subject=subject,
            paragraphs=[part for part in text.split("\n\n") if part.strip()],
            closing=_("Yours sincerely,"),
            legal_basis=LEGAL_BASIS,
            labels={"number": _("Number"), "date": _("Date"), "qr": "", "law": _("Legal basis")},
        )
    name = f"{plan.number}-{on:%Y%m%d}-{meeting.pk}.pdf"
    return documents.prepare(kind=TOPIC, name=name, media_type="application/pdf", content=letters.render(letter), by=by)


def not_before(message: OutboxMessage, *, at: datetime) -> datetime:
    """Asked by delivery: the first moment at which this message may reach a person."""
    return timing.first_allowed(message.channel, at=at)


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    """Asked by delivery just before handing over: called off meanwhile, the plan ended, or too late."""
    if on.isoformat() > str(message.envelope["until"]):
        return "too late"
    meeting: Any = Appointment.objects.select_related("plan").filter(pk=message.subject_id).first()
    if meeting is None or meeting.cancelled_at is not None:
        return "called off"
    return "" if meeting.plan.is_open else "plan closed"


def delivered(message: OutboxMessage, *, on: date) -> None:
    """Called by delivery when a message's state is final: the meeting itself stands on the pages."""
