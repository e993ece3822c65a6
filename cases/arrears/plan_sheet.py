"""The repayment agreement on one page in plain words: terms, schedule, payment codes, signatures."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.arrears import case_letters, companions, demands, letters, reminders, texts
from cases.arrears.models import Instalment, LetterText, PaymentPlan
from cases.arrears.wording import OFFICE_LANGUAGE
from cases.tenancies import payment_code
from cases.tenancies.models import Tenancy, TenancyParty
from kernel.money import format_forint
from shell.letters import compiled, qr_svg

MOST_CODES = 3


def render(plan: PaymentPlan, *, on: date) -> bytes:
    """The plan as a PDF of the day, in the office's words and language."""
    return compiled("agreement.typ", values(plan, on=on))


def values(plan: PaymentPlan, *, on: date) -> dict[str, Any]:
    """Everything that the page says, as strings."""
    writer = reminders.writer_on(on)
    tenancy = demands.loaded_tenancy(plan.tenancy_id)
    text = texts.in_force(LetterText.Code.PLAN, on=on)
    dues = list(plan.instalments.order_by("number"))
    parties = letters.parties_on(tenancy, on)

    def words_in(language: str) -> dict[str, str]:
        return _words(plan, parties=parties, tenancy=tenancy, writer=writer, language=language)

    beside = companions.of(
        LetterText.Code.PLAN, since=text.valid_from, languages=companions.languages_of(parties),
        known=writer.translated, values=words_in,
    )  # fmt: skip
    words = words_in(OFFICE_LANGUAGE)
    with translation.override(OFFICE_LANGUAGE):
        account = " ".join(writer.iban[start : start + 4] for start in range(0, len(writer.iban), 4))
        return {
            "office": {
                "name": writer.office.name, "address": writer.office.postal_address,
                "contact": writer.letterhead().contact,
            },
            "number": f"{plan.number} / {plan.version}",
            "date": case_letters.day(on),
            "subject": text.subject,
            "paragraphs": [part for part in texts.fill(text.text, words).split("\n\n") if part.strip()],
            "headings": [_("Instalment"), _("Pay by"), _("Amount")],
            "rows": [[_title(due), case_letters.day(due.due_on), format_forint(due.amount)] for due in dues],
            "codes": _codes(plan, dues, writer, reference=tenancy.number),
            "payment": [[_("Account"), account], [_("Reference"), tenancy.number]] if writer.iban else [],
            "signatures": [writer.office.name, *(party.person.name for party in parties)],
            "legal_basis": text.legal_basis,
            "labels": letters.labels(),
            "companions": [asdict(one) for one in beside],
        }  # fmt: skip


def _words(
    plan: PaymentPlan, *, parties: Sequence[TenancyParty], tenancy: Tenancy, writer: letters.Writer, language: str
) -> dict[str, str]:
    with translation.override(language):
        return {
            "name": companions.names(parties, language),
            "number": tenancy.number,
            "address": tenancy.dwelling.address,
            "amount": format_forint(plan.principal),
            "office": writer.office.name,
            "contact": case_letters.reached_at(writer, language),
            "today": companions.said(writer.on, language),
            "plan": plan.number,
            "frozen": companions.said(plan.frozen_on, language),
            "interest": _interest(plan),
            "current": _("Besides the instalments you also pay each month's rent and charges on time.")
            if plan.needs_current_bill
            else "",
            "grace": str(plan.grace_days),
            "cure": str(plan.cure_days),
        }


def _interest(plan: PaymentPlan) -> str:
    if plan.interest == PaymentPlan.Interest.NONE:
        return _("While you keep to this agreement, no interest is charged on the debt.")
    return _(
        "Late interest by the Civil Code is charged on the debt until it is paid. The instalments contain %(amount)s "
        "of it, counted by the base rate known today; if less is due in the end, you pay less."
    ) % {"amount": format_forint(plan.expected_interest)}


def _title(due: Instalment) -> str:
    return _("Down payment") if due.number == 0 else f"{due.number}."


def _codes(
    plan: PaymentPlan, dues: list[Instalment], writer: letters.Writer, *, reference: str
) -> list[dict[str, str]]:
    """One payment code for each different amount: the down payment, the instalments, the last one."""
    if not writer.office.bic or not writer.iban:
        return []
    by_amount: dict[tuple[bool, int], list[Instalment]] = {}
    for due in dues:
        by_amount.setdefault((due.number == 0, due.amount), []).append(due)
    codes = []
    for (is_down, amount), group in list(by_amount.items())[:MOST_CODES]:
        last = group[-1]
        end = datetime.combine(last.due_on, time(23, 59, 59), tzinfo=timezone.get_default_timezone())
        payload = payment_code.transfer(
            bic=writer.office.bic, beneficiary=writer.office.name, iban=writer.iban, amount=amount,
            reference=reference, valid_until=end,
        )  # fmt: skip
        span = f"{group[0].number}." if len(group) == 1 else f"{group[0].number}–{last.number}."
        label = _("Down payment") if is_down else _("Instalment %(number)s") % {"number": span}
        codes.append({"svg": qr_svg(payload), "label": label, "amount": format_forint(amount), "reference": reference})
    return codes
