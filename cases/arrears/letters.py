"""Wording a reminder: the step's text filled in, on the office's paper, with a payment code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.arrears import companions, ladder, texts
from cases.arrears.models import LadderStep, LetterText, Reminder
from cases.tenancies import payment_code
from cases.tenancies.models import Tenancy, TenancyParty
from kernel.calendar import Calendar
from kernel.money import format_forint
from shell import letters
from tenants.registry.models import Office

LETTER_LANGUAGE = "hu"


@dataclass(frozen=True)
class Writer:
    """What all letters of a run share: who writes, on what day, by which calendar."""

    office: Office
    iban: str
    calendar: Calendar
    on: date

    @cached_property
    def translated(self) -> Mapping[tuple[str, str], LetterText]:
        """The office's texts in other languages, by kind of letter and language; read once for all letters."""
        return companions.translated(self.on)

    def letterhead(self) -> letters.Letterhead:
        contact = " · ".join(part for part in (self.office.phone, self.office.email) if part)
        return letters.Letterhead(self.office.name, self.office.postal_address, contact)


@dataclass(frozen=True)
class Worded:
    """A reminder in words: the letter for the printer, the same text for an e-mail, and one sentence for a phone."""

    subject: str
    text: str
    short: str
    letter: letters.Letter


def parties_on(tenancy: Tenancy, on: date) -> Sequence[TenancyParty]:
    """Everybody who signed and is on the contract that day; `parties` with their persons must be loaded."""
    return [party for party in tenancy.parties.all() if party.until is None or party.until >= on]


def word(reminder: Reminder, *, step: LadderStep, writer: Writer) -> Worded:
    """The reminder in Hungarian, whoever looks at it; `reminder.tenancy` with parties must be loaded."""
    tenancy = reminder.tenancy
    pay_by = writer.calendar.next_working_day(writer.on + timedelta(days=step.pay_within_days))
    parties = parties_on(tenancy, writer.on)

    def values_in(language: str) -> dict[str, str]:
        return _values(reminder, parties, writer, pay_by=pay_by, language=language)

    values = values_in(LETTER_LANGUAGE)
    beside = companions.of(
        f"{texts.STEP}{step.number}", since=step.valid_from, languages=companions.languages_of(parties),
        known=writer.translated, values=values_in,
    )  # fmt: skip
    with translation.override(LETTER_LANGUAGE):
        text = ladder.fill(step.text, values)
        letter = letters.Letter(
            office=writer.letterhead(),
            number=f"{tenancy.number}/{reminder.period:%Y%m}-{reminder.step}",
            date=date_format(writer.on, "Y. F j."),
            recipient_name=values["name"],
            recipient_address=_postal_address(tenancy, writer.on),
            subject=step.subject,
            paragraphs=text.split("\n\n"),
            closing=_("Yours sincerely,"),
            legal_basis=step.legal_basis,
            qr=_payment_code(reminder, writer, pay_by),
            payment=_payment_lines(reminder, writer, values),
            labels=labels(),
            companions=beside,
        )
    return Worded(step.subject, companions.below(text, beside), short(values, writer), letter)


def _values(
    reminder: Reminder, parties: Sequence[TenancyParty], writer: Writer, *, pay_by: date, language: str
) -> dict[str, str]:
    return {
        "name": companions.names(parties, language),
        "number": reminder.tenancy.number,
        "address": reminder.tenancy.dwelling.address,
        "amount": format_forint(reminder.amount),
        "months": str(reminder.months),
        "oldest_due": companions.said(reminder.oldest_due_on, language),
        "pay_by": companions.said(pay_by, language),
        "office": writer.office.name,
    }


def short(values: Mapping[str, str], writer: Writer) -> str:
    """What a text message says: no name and no address, because others may see the screen."""
    contact = f" Kérdés: {writer.office.phone}" if writer.office.phone else ""
    return (
        f"{values['office']}: {values['amount']} befizetését várjuk {values['pay_by']} napjáig. "
        f"Közlemény: {values['number']}. Ha nem tudja kifizetni, hívjon minket, segítünk.{contact}"
    )


def _postal_address(tenancy: Tenancy, on: date) -> str:
    first = next(iter(parties_on(tenancy, on)), None)
    return (first.person.postal_address if first else "") or tenancy.dwelling.address


def _payment_code(reminder: Reminder, writer: Writer, pay_by: date) -> str:
    if not writer.office.bic or not writer.iban:
        return ""
    return payment_code.transfer(
        bic=writer.office.bic,
        beneficiary=writer.office.name,
        iban=writer.iban,
        amount=reminder.amount,
        reference=reminder.tenancy.number,
        valid_until=datetime.combine(pay_by, time(23, 59, 59), tzinfo=timezone.get_default_timezone()),
    )


def _payment_lines(reminder: Reminder, writer: Writer, values: Mapping[str, str]) -> list[tuple[str, str]]:
    account = " ".join(writer.iban[start : start + 4] for start in range(0, len(writer.iban), 4))
    return [
        (_("Amount"), values["amount"]),
        (_("Account"), account),
        (_("Reference"), reminder.tenancy.number),
        (_("Pay by"), values["pay_by"]),
    ]


def labels() -> dict[str, str]:
    """The fixed words on every letter, in the language that is active."""
    return {
        "number": _("Number"),
        "date": _("Date"),
        "qr": _("Your bank's app fills in the transfer from this code."),
        "law": _("Legal basis"),
    }
