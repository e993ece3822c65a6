"""Wording a reminder: the step's text filled in, on the office's paper, with a payment code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.arrears import ladder
from cases.arrears.models import LadderStep, Reminder
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
    with translation.override(LETTER_LANGUAGE):
        pay_by = writer.calendar.next_working_day(writer.on + timedelta(days=step.pay_within_days))
        names = " és ".join(party.person.name for party in parties_on(tenancy, writer.on))
        values = {
            "name": names,
            "number": tenancy.number,
            "address": tenancy.dwelling.address,
            "amount": format_forint(reminder.amount),
            "months": str(reminder.months),
            "oldest_due": date_format(reminder.oldest_due_on, "Y. F j."),
            "pay_by": date_format(pay_by, "Y. F j."),
            "office": writer.office.name,
        }
        text = ladder.fill(step.text, values)
        letter = letters.Letter(
            office=writer.letterhead(),
            number=f"{tenancy.number}/{reminder.period:%Y%m}-{reminder.step}",
            date=date_format(writer.on, "Y. F j."),
            recipient_name=names,
            recipient_address=_postal_address(tenancy, writer.on),
            subject=step.subject,
            paragraphs=text.split("\n\n"),
            closing=_("Yours sincerely,"),
            legal_basis=step.legal_basis,
            qr=_payment_code(reminder, writer, pay_by),
            payment=_payment_lines(reminder, writer, values),
            labels=labels(),
        )
    return Worded(step.subject, text, short(values, writer), letter)


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
