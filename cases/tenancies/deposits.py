"""A tenancy's deposit: held beside the account, set off against its debts, paid back when nothing is owed."""

from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from cases.tenancies import ledger, payouts
from cases.tenancies.models import DepositEntry, Payment, Payout, Tenancy
from cases.tenancies.models.tenancy import RentBasis
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused


class CannotMoveDeposit(Refused):
    """The deposit cannot be moved as asked."""


def held(tenancy: Tenancy) -> int:
    """Forints of the tenancy's deposit that the office holds now."""
    total: int = tenancy.deposit_entries.aggregate(total=Sum("amount"))["total"] or 0
    return total


@transaction.atomic
def receive(*, tenancy: Tenancy, amount: int, on: date, by: Actor, note: str = "") -> DepositEntry:
    """Take a deposit. Refuses nothing-or-less, and a flat let on a social basis (Housing Act 2. § (5))."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if amount <= 0:
        raise CannotMoveDeposit(_("A deposit is more than nothing."))
    if tenancy.basis == RentBasis.SOCIAL:
        raise CannotMoveDeposit(_("No deposit may be asked for a flat that is let on a social basis."))
    return _move(tenancy, DepositEntry.Kind.RECEIVED, amount, on=on, by=by, note=note)


@transaction.atomic
def set_off(*, tenancy: Tenancy, amount: int, on: date, by: Actor) -> Payment:
    """Pay the tenancy's debts from its deposit, by the legal order. Refuses more than is held and more than is owed."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    _require_held(tenancy, amount)
    owed: int = tenancy.entries.aggregate(total=Sum("amount"))["total"] or 0
    if amount > owed:
        raise CannotMoveDeposit(_("Less is owed than that: set off no more than the debt."))
    receipt = ledger.Receipt(tenancy.pk, amount, on, Payment.Source.DEPOSIT)
    payment = ledger.book([receipt], by=by)[0]
    _move(tenancy, DepositEntry.Kind.SET_OFF, -amount, on=on, by=by, payment=payment)
    return payment


@transaction.atomic
def pay_back(*, tenancy: Tenancy, amount: int, on: date, account: str, name: str, by: Actor, note: str = "") -> Payout:
    """Order the paying back of a deposit. Refuses more than is held."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    _require_held(tenancy, amount)
    iban = payouts.checked_account(account)
    entry = _move(tenancy, DepositEntry.Kind.PAID_BACK, -amount, on=on, by=by, note=note)
    return Payout.objects.create(
        purpose=Payout.Purpose.DEPOSIT,
        tenancy=tenancy,
        deposit_entry=entry,
        amount=amount,
        account=iban,
        name=name,
        on=on,
        note=note,
        created_by=by.actor_id,
    )


def _require_held(tenancy: Tenancy, amount: int) -> None:
    if amount <= 0:
        raise CannotMoveDeposit(_("Write an amount of more than nothing."))
    if amount > held(tenancy):
        raise CannotMoveDeposit(_("The office does not hold so much of this deposit: check the amount."))


def _move(
    tenancy: Tenancy, kind: str, amount: int, *, on: date, by: Actor, payment: Payment | None = None, note: str = ""
) -> DepositEntry:
    entry = DepositEntry.objects.create(
        tenancy=tenancy, kind=kind, amount=amount, on=on, payment=payment, note=note, created_by=by.actor_id
    )
    audit.record(by, "deposit_moved", entry, kind=kind, amount=amount)
    return entry
