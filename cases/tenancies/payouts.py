"""Money that goes back: the office's cashier transfers what is written here."""

from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cases.tenancies import ledger
from cases.tenancies.models import Charge, Payout, Tenancy
from kernel import audit, identifiers
from kernel.access import Actor
from kernel.refusal import Refused


class CannotPayOut(Refused):
    """The money cannot be sent back as asked."""


def credit_of(tenancy: Tenancy) -> int:
    """Forints the tenancy is in credit with; nothing when it owes."""
    balance: int = tenancy.entries.aggregate(total=Sum("amount"))["total"] or 0
    return max(-balance, 0)


def checked_account(account: str) -> str:
    """An account number as people write it in; the IBAN, or nothing for cash. Refuses one with a mistake in it."""
    if not account.strip():
        return ""
    checked = identifiers.check_iban(identifiers.normalise_account(account))
    if not checked.valid:
        raise CannotPayOut(_("This is not a valid Hungarian bank account number: check it."))
    return checked.normalised


@transaction.atomic
def refund(*, tenancy: Tenancy, amount: int, on: date, account: str, name: str, by: Actor, note: str = "") -> Payout:
    """Order the paying back of a tenancy's credit: it is on the account as a charge that the credit settles.

    Should a payment that made the credit be taken back later, what was paid back is owed again. Refuses more than
    the tenancy is in credit with.
    """
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if amount <= 0:
        raise CannotPayOut(_("Write an amount of more than nothing."))
    if amount > credit_of(tenancy):
        raise CannotPayOut(_("The tenancy is not in credit with so much: check the amount."))
    iban = checked_account(account)
    charge = ledger.charge(tenancy=tenancy, kind=Charge.Kind.REFUND, period=on, amount=amount, due_on=on, by=by)
    payout = Payout.objects.create(
        purpose=Payout.Purpose.CREDIT,
        tenancy=tenancy,
        charge=charge,
        amount=amount,
        account=iban,
        name=name,
        on=on,
        note=note,
        created_by=by.actor_id,
    )
    audit.record(by, "credit_paid_back", payout, amount=amount)
    return payout
