"""How a household is written to: by e-mail if it has an address, by text message with consent, otherwise by post."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.people.models import LetterLanguage, Person
from exchange.adverts.models import Advert
from kernel import documents, outbox
from kernel.access import Actor
from kernel.models import Document
from shell import letters
from tenants import context
from tenants.registry.models import Office

OWN_LANGUAGE = "hu"
LEGAL_BASIS = "1993. évi LXXVIII. törvény (lakástörvény) 29. §"


@dataclass(frozen=True)
class Words:
    """A message in one language: subject, the whole text, and what fits on a phone."""

    subject: str
    text: str
    short: str


@dataclass(frozen=True)
class Message:
    """One message to a household: topic, kind and key, what it is about, and the last day on which it makes sense."""

    topic: str
    kind: str
    key: str
    advert: Advert
    person: Person
    subject_of: Any
    until: date


def parcel(
    message: Message, word: Callable[[str], Words], *, on: date, by: Actor
) -> tuple[outbox.Parcel, Document | None]:
    """The message as it is posted, and its letter where it goes by post. `word` gives the words in a language.

    Hungarian counts; who reads English gets it behind.
    """
    person, office = message.person, context.office()
    by_mail = bool(person.email) and person.email_bounced_on is None
    by_phone = bool(person.phone) and person.sms_consent_on is not None
    words = word(OWN_LANGUAGE)
    text = words.text
    if person.letter_language == LetterLanguage.ENGLISH:
        text = f"{text}\n\n* * *\n\n{word(LetterLanguage.ENGLISH).text}"
    document = None
    if not by_mail and not by_phone:
        document = _letter(message, words.subject, text, office, on=on, by=by)
    made = outbox.Parcel(
        key=message.key,
        topic=message.topic,
        channel="email" if by_mail else "sms" if by_phone else "post",
        subject_type=message.subject_of._meta.label_lower,
        subject_id=str(message.subject_of.pk),
        document_id=document.pk if document else None,
        envelope={
            "code": message.kind,
            "to": [person.email] if by_mail else [person.phone] if by_phone else [],
            "subject": words.subject,
            "text": text if by_mail else words.short,
            "until": message.until.isoformat(),
            "file_name": document.name if document else "",
        },
    )
    return made, document


def contact_of(office: Office) -> str:
    """Phone and e-mail of an office on one line."""
    return " · ".join(part for part in (office.phone, office.email) if part)


def long_day(value: date, language: str) -> str:
    """A day as it stands in a sentence of that language."""
    return date_format(value, "Y. F j." if language == OWN_LANGUAGE else "DATE_FORMAT")


def _letter(message: Message, subject: str, text: str, office: Office, *, on: date, by: Actor) -> Document:
    with translation.override(OWN_LANGUAGE):
        advert = message.advert
        address = message.person.postal_address or (advert.tenancy.dwelling.address if advert.tenancy else "")
        letter = letters.Letter(
            office=letters.Letterhead(office.name, office.postal_address, contact_of(office)),
            number=f"{advert.number}/{on:%Y%m%d}",
            date=date_format(on, "Y. F j."),
            recipient_name=message.person.name,
            recipient_address=address,
            subject=subject,
            paragraphs=[part for part in text.split("\n\n") if part.strip()],
            closing=_("Yours sincerely,"),
            legal_basis=LEGAL_BASIS,
            labels={"number": _("Number"), "date": _("Date"), "qr": "", "law": _("Legal basis")},
        )
    name = f"{advert.number}-{on:%Y%m%d}.pdf"
    content = letters.render(letter)
    return documents.prepare(kind=message.topic, name=name, media_type="application/pdf", content=content, by=by)
