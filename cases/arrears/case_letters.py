"""Letters of a case in the office's own words: worded, kept as a document, put on the counter once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.arrears import companions, letters, texts, timing
from cases.arrears.models import ArrearsCase, Demand, LetterText, Notice, PaymentPlan, Service
from cases.arrears.wording import OFFICE_LANGUAGE
from cases.tenancies import payment_code
from cases.tenancies.models import Tenancy, TenancyParty
from kernel import documents, outbox
from kernel.access import Actor
from kernel.models import Document, OutboxMessage
from kernel.money import format_forint
from shell.letters import Letter, render

TOPIC = "case_letter"
Code = LetterText.Code


@dataclass(frozen=True)
class Request:
    """One letter to be written: its kind, to whom, about how much, and the words that only this kind has."""

    code: str
    tenancy: Tenancy
    number: str
    amount: int
    parties: Sequence[TenancyParty]
    values: Mapping[str, str | date]
    reference: str = ""
    pay_by: date | None = None
    # What the letter says instead of a day, where the term runs from its arrival.
    pay_by_words: str = ""


def day(on: date) -> str:
    """A day as a letter says it: 2026. november 23."""
    with translation.override(OFFICE_LANGUAGE):
        return date_format(on, "Y. F j.")


def word(request: Request, *, writer: letters.Writer, text: LetterText | None = None) -> Letter:
    """The letter in the office's words, by the text of the day unless it is given.

    `request.tenancy` with its dwelling must be loaded.
    """
    text = text or texts.in_force(request.code, on=writer.on)

    def values_in(language: str) -> dict[str, str]:
        return words(request, writer=writer, language=language)

    beside = companions.of(
        request.code, since=text.valid_from, languages=companions.languages_of(request.parties),
        known=writer.translated, values=values_in,
    )  # fmt: skip
    values = values_in(OFFICE_LANGUAGE)
    with translation.override(OFFICE_LANGUAGE):
        filled = texts.fill(text.text, values)
        first = next(iter(request.parties), None)
        return Letter(
            office=writer.letterhead(),
            number=request.number,
            date=day(writer.on),
            recipient_name=values["name"],
            recipient_address=(first.person.postal_address if first else "") or request.tenancy.dwelling.address,
            subject=text.subject,
            paragraphs=[part for part in filled.split("\n\n") if part.strip()],
            closing=_("Yours sincerely,"),
            legal_basis=text.legal_basis,
            qr=_code(request, writer),
            payment=_payment(request, writer),
            labels=letters.labels(),
            companions=beside,
        )


def words(request: Request, *, writer: letters.Writer, language: str = OFFICE_LANGUAGE) -> dict[str, str]:
    """The words of the letter, days written as the language writes them."""
    common: dict[str, str | date] = {
        "name": companions.names(request.parties, language),
        "number": request.tenancy.number,
        "address": request.tenancy.dwelling.address,
        "amount": format_forint(request.amount),
        "office": writer.office.name,
        "contact": reached_at(writer, language),
        "today": writer.on,
    }
    return {name: companions.said(value, language) for name, value in {**common, **request.values}.items()}


def reached_at(writer: letters.Writer, language: str) -> str:
    """Where the office is reached: in Hungarian a sentence, otherwise the bare numbers."""
    contact = " · ".join(part for part in (writer.office.phone, writer.office.email) if part)
    return f"Elérhetőségünk: {contact}" if contact and language == OFFICE_LANGUAGE else contact


def _code(request: Request, writer: letters.Writer) -> str:
    if not (request.pay_by and request.amount and writer.office.bic and writer.iban):
        return ""
    return payment_code.transfer(
        bic=writer.office.bic,
        beneficiary=writer.office.name,
        iban=writer.iban,
        amount=request.amount,
        reference=request.reference or request.tenancy.number,
        valid_until=datetime.combine(request.pay_by, time(23, 59, 59), tzinfo=timezone.get_default_timezone()),
    )


def _payment(request: Request, writer: letters.Writer) -> list[tuple[str, str]]:
    if request.pay_by is None:
        return []
    account = " ".join(writer.iban[start : start + 4] for start in range(0, len(writer.iban), 4))
    return [
        (_("Amount"), format_forint(request.amount)),
        (_("Account"), account),
        (_("Reference"), request.reference or request.tenancy.number),
        (_("Pay by"), request.pay_by_words or day(request.pay_by)),
    ]


def keep(request: Request, *, writer: letters.Writer, by: Actor) -> Document:
    """The letter worded and kept as a PDF; nothing leaves yet."""
    return documents.store(
        kind="letter",
        name=f"{request.code}-{request.number.replace('/', '-')}.pdf",
        media_type="application/pdf",
        content=render(word(request, writer=writer)),
        by=by,
    )


def post_kept(request: Request, document: Document, *, subject: Any, key: str, channel: str) -> None:
    """Put a kept letter on the counter. The same key again posts nothing."""
    outbox.post(
        TOPIC,
        key=f"{TOPIC}:{key}",
        channel=channel,
        subject=subject,
        document=document,
        envelope={"code": request.code, "file_name": document.name},
    )


def post(request: Request, *, writer: letters.Writer, subject: Any, key: str, by: Actor) -> Document:
    """Word, keep and put on the counter: by e-mail where somebody has an address, otherwise by post.

    The same key again posts nothing.
    """
    letter = word(request, writer=writer)
    document = keep(request, writer=writer, by=by)
    emails = [
        party.person.email for party in request.parties if party.person.email and not party.person.email_bounced_on
    ]
    outbox.post(
        TOPIC,
        key=f"{TOPIC}:{key}",
        channel="email" if emails else "post",
        subject=subject,
        document=document,
        envelope={
            "code": request.code,
            "to": emails,
            "subject": f"{letter.subject} – {request.number}",
            "text": companions.below("\n\n".join(letter.paragraphs), letter.companions),
            "file_name": document.name,
        },
    )
    return document


def post_once(request: Request, *, writer: letters.Writer, subject: Any, key: str, by: Actor) -> int:
    """Like `post`, but nothing is even worded when the key was posted before. How many were posted: 1 or 0."""
    if OutboxMessage.objects.filter(key=f"{TOPIC}:{key}").exists():
        return 0
    post(request, writer=writer, subject=subject, key=key, by=by)
    return 1


# The states of a plan in which a letter about it is still true.
STILL_TRUE: dict[str, Sequence[str]] = {
    Code.PLAN_WARNING: [PaymentPlan.State.BREACHED],
    Code.PLAN_BROKEN: [PaymentPlan.State.CANCELLED],
    Code.PLAN_DONE: [PaymentPlan.State.COMPLETED],
    Code.PLAN_DUE: [PaymentPlan.State.SIGNED, PaymentPlan.State.LIVE],
    Code.PLAN_LATE: [PaymentPlan.State.SIGNED, PaymentPlan.State.LIVE, PaymentPlan.State.BREACHED],
    Code.PLAN: [*PaymentPlan.WAITING, *PaymentPlan.RUNNING],
}


def not_before(message: OutboxMessage, *, at: datetime) -> datetime:
    """Asked by delivery: the first moment at which this message may reach a person."""
    return timing.first_allowed(message.channel, at=at)


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    """Asked by delivery just before handing over: a reason to cancel, or an empty string."""
    code = str(message.envelope.get("code", ""))
    if message.subject_type == PaymentPlan._meta.label_lower:
        plan = PaymentPlan.objects.get(pk=message.subject_id)
        return "" if plan.state in STILL_TRUE.get(code, [plan.state]) else "the plan moved on"
    if message.subject_type == ArrearsCase._meta.label_lower:
        case = ArrearsCase.objects.get(pk=message.subject_id)
        return "" if case.is_open else "the case is closed"
    if message.subject_type == Service._meta.label_lower:
        service = Service.objects.select_related("demand", "notice").get(pk=message.subject_id)
        if service.demand is not None and service.demand.state not in {Demand.State.ISSUED, Demand.State.SERVED}:
            return "the demand is closed"
        if service.notice is not None and service.notice.state != Notice.State.GIVEN:
            return "the notice is withdrawn"
    return ""


def delivered(message: OutboxMessage, *, on: date) -> None:
    """Called by delivery, in its transaction, when a message's state is final."""
    if message.subject_type == Service._meta.label_lower and message.state == OutboxMessage.State.SENT:
        Service.objects.filter(pk=message.subject_id, sent_on__isnull=True).update(sent_on=on)
