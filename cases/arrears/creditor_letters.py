"""Letters to creditors: worded by the office's texts, only on the debtor's consent, put on the counter by the door."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.arrears import consents, dated, letters, reminders
from cases.arrears.models import ArrearsCase, Consent, CreditorLetter, CreditorText, DebtItem
from cases.arrears.models.debts import CreditorKind
from kernel import audit, documents, outbox
from kernel.access import Actor
from kernel.models import OutboxMessage
from kernel.money import format_forint
from kernel.refusal import Refused
from shell.letters import Letter, render

TOPIC = "creditor_letter"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
PLACEHOLDERS = frozenset(
    {"creditor", "client", "address", "customer_number", "amount", "instalment", "count", "answer_by", "consent_on",
     "office"}
)  # fmt: skip


class CannotWrite(Refused):
    """The letter cannot be written to this creditor."""


def text_on(kind: str, *, on: date) -> CreditorText:
    """The office's wording in force on the day. Refuses when there is none."""
    text: CreditorText | None = dated.in_force(CreditorText.objects.filter(kind=kind), on=on).first()
    if text is None:
        raise CannotWrite(gettext_lazy("The office has no text for this letter: the head of the office writes one."))
    return text


def check_text(text: str) -> None:
    """Refuses a text that asks for a word no letter to a creditor has."""
    unknown = set(PLACEHOLDER.findall(text)) - PLACEHOLDERS
    if unknown:
        raise CannotWrite(
            gettext_lazy("The letter cannot say {%(what)s}: use one of the listed words.") % {"what": min(unknown)}
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its {words} filled in. Nothing in the text is ever run."""
    check_text(text)
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


@transaction.atomic
def set_text(
    *, kind: str, subject: str, text: str, answer_days: int, legal_basis: str, valid_from: date, by: Actor
) -> CreditorText:
    """The office's wording from a day on; the one before ends the day before."""
    if kind not in CreditorText.Kind.values or not subject.strip() or not text.strip() or not legal_basis.strip():
        raise CannotWrite(gettext_lazy("A letter needs its kind, subject, text and legal basis: fill in all of them."))
    if not 1 <= answer_days <= 90:
        raise CannotWrite(gettext_lazy("An answer is asked for within 1 to 90 days: check the number."))
    check_text(text)
    dated.make_room(CreditorText.objects.filter(kind=kind), valid_from=valid_from)
    made = CreditorText.objects.create(
        kind=kind,
        subject=subject.strip()[:120],
        text=text.replace("\r\n", "\n").strip(),
        answer_days=answer_days,
        legal_basis=legal_basis.strip()[:200],
        valid_from=valid_from,
    )
    audit.record(by, "creditor_text_made", made, kind=kind)
    return made


@transaction.atomic
def write(*, debt: DebtItem, kind: str, on: date, by: Actor, instalment: int | None = None) -> CreditorLetter:
    """Write one letter to the creditor, store it and put it on the counter.

    Refuses without the debtor's consent in force, to an informal lender, without an address, about a closed debt,
    an instalment of nothing or more than the debt, and the same letter twice on a day.
    """
    debt = DebtItem.objects.select_related("debtor", "case__tenancy__dwelling").locked(debt.pk)
    consent = _check(debt, kind, instalment, on=on)
    letter, plain = word(debt, kind=kind, instalment=instalment, consent=consent, on=on)
    document = documents.store(
        kind=TOPIC, name=f"{letter.number.replace('/', '-')}.pdf", media_type="application/pdf",
        content=render(letter), by=by,
    )  # fmt: skip
    written = CreditorLetter.objects.create(
        debt=debt, consent=consent, kind=kind, on=on, amount=debt.amount, instalment=instalment,
        document_id=document.pk, channel="post" if debt.creditor_address else "email", created_by=by.actor_id,
    )  # fmt: skip
    audit.record(by, "creditor_letter_written", debt.case, debt=str(debt.pk), kind=kind, instalment=instalment)
    outbox.post(
        TOPIC,
        key=f"{TOPIC}:{written.pk}",
        channel=written.channel,
        subject=written,
        document=document,
        envelope={
            "to": [debt.creditor_email] if written.channel == "email" else [],
            "subject": f"{letter.subject} – {debt.customer_number or debt.case.number}",
            "text": plain,
            "file_name": document.name,
        },
    )
    return written


def _check(debt: DebtItem, kind: str, instalment: int | None, *, on: date) -> Consent:
    if not debt.case.is_open or debt.closed_on is not None:
        raise CannotWrite(_("This debt is closed: nothing is asked about it any more."))
    if debt.kind == CreditorKind.INFORMAL:
        raise CannotWrite(_("Nothing is written to an informal lender: refer the client to a lawyer."))
    if not debt.creditor_address and not debt.creditor_email:
        raise CannotWrite(_("Write the creditor's postal or e-mail address into the debt first."))
    consent = consents.in_force(debt.case, purpose=Consent.Purpose.CREDITORS, on=on).filter(person=debt.debtor).first()
    if consent is None:
        raise CannotWrite(_("The debtor has not released this creditor from secrecy: ask for the consent first."))
    if kind == CreditorText.Kind.INSTALMENTS and not (instalment and 0 < instalment <= debt.amount):
        raise CannotWrite(_("Write an instalment of more than nothing and at most the debt."))
    if kind == CreditorText.Kind.QUESTION and instalment is not None:
        raise CannotWrite(_("A request for information names no instalment."))
    gone = (CreditorLetter.State.CANCELLED, CreditorLetter.State.FAILED)
    if debt.letters.filter(kind=kind, on=on).exclude(state__in=gone).exists():
        raise CannotWrite(_("This letter was written to the creditor today already: look at it in the debt file."))
    return consent


def word(debt: DebtItem, *, kind: str, instalment: int | None, consent: Consent | None, on: date) -> tuple[Letter, str]:
    """The letter in Hungarian, whoever writes it, and its plain text. Without a consent it is only a preview."""
    template, writer = text_on(kind, on=on), reminders.writer_on(on)
    with translation.override(letters.LETTER_LANGUAGE):
        values = {
            "creditor": debt.creditor_name,
            "client": debt.debtor.name,
            "address": debt.case.tenancy.dwelling.address,
            "customer_number": debt.customer_number or "–",
            "amount": format_forint(debt.amount),
            "instalment": format_forint(instalment or 0),
            "count": str(-(-debt.amount // instalment)) if instalment else "–",
            "answer_by": date_format(writer.calendar.deadline(on, template.answer_days), "Y. F j."),
            "consent_on": date_format(consent.given_on, "Y. F j.") if consent else "…",
            "office": writer.office.name,
        }
        plain = fill(template.text, values)
        letter = Letter(
            office=writer.letterhead(),
            number=f"{debt.case.number}/{str(debt.pk)[:4]}-{on:%m%d}-{kind[:1].upper()}",
            date=date_format(on, "Y. F j."),
            recipient_name=debt.creditor_name,
            recipient_address=debt.creditor_address or debt.creditor_email,
            subject=template.subject,
            paragraphs=plain.split("\n\n"),
            closing=_("Yours sincerely,"),
            legal_basis=template.legal_basis,
            labels={"number": _("Number"), "date": _("Date"), "qr": "", "law": _("Legal basis")},
        )
    return letter, plain


def not_before(message: OutboxMessage, *, at: datetime) -> datetime:
    """Asked by delivery: a letter to a creditor may leave at any time."""
    return at


def why_not_now(message: OutboxMessage, *, on: date) -> str:
    """Asked by delivery just before handing over: consent withdrawn or debt closed meanwhile, then nothing leaves."""
    letter = CreditorLetter.objects.select_related("debt__case", "debt__debtor", "consent").get(pk=message.subject_id)
    if letter.consent.withdrawn_on is not None and letter.consent.withdrawn_on <= on:
        return "consent withdrawn"
    if letter.debt.closed_on is not None or not letter.debt.case.is_open:
        return "debt closed"
    return "deceased" if letter.debt.debtor.is_deceased else ""


def delivered(message: OutboxMessage, *, on: date) -> None:
    """Called by delivery, in its transaction, when a message's state is final."""
    state = CreditorLetter.State(message.state)
    CreditorLetter.objects.filter(pk=message.subject_id).update(
        state=state, sent_on=on if state == CreditorLetter.State.SENT else None, note=message.reason[:200]
    )


def letters_of(case: ArrearsCase) -> list[CreditorLetter]:
    return list(CreditorLetter.objects.filter(debt__case=case).select_related("debt"))
