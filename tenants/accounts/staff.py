"""Taking on staff, changing their roles, letting them go; opening a resident's account."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kernel import access, audit
from kernel.access import Actor
from kernel.refusal import Refused
from tenants.accounts.models import Account, ResidentAccount, StaffMember


class CannotTakeOn(Refused):
    """The account cannot be made as asked."""


def _new_account(email: str, password: str, kind: str) -> Account:
    email = email.strip().lower()
    if Account.objects.filter(email=email).exists():
        raise CannotTakeOn(_("Somebody with the address %(email)s signs in already.") % {"email": email})
    account = Account(email=email, kind=kind)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise CannotTakeOn(" ".join(error.messages)) from error
    account.set_password(password)
    account.save()
    return account


@transaction.atomic
def take_on(*, email: str, name: str, roles: Collection[str], password: str, by: Actor) -> Account:
    """A new staff member. Refuses an address in use, a weak password, a role that does not exist."""
    unknown = set(roles) - set(access.role_table())
    if unknown or not roles or "resident" in roles:
        raise CannotTakeOn(_("Choose at least one role from the role table."))
    account = _new_account(email, password, Account.Kind.STAFF)
    StaffMember.objects.create(account=account, name=name, roles=sorted(roles))
    audit.record(by, "staff_taken_on", account, roles=sorted(roles))
    return account


@transaction.atomic
def open_resident_account(*, email: str, person_id: UUID, password: str, by: Actor) -> Account:
    """A sign-in for a client of the office. One person has one account."""
    if ResidentAccount.objects.filter(person_id=person_id).exists():
        raise CannotTakeOn(_("This person has an account already."))
    account = _new_account(email, password, Account.Kind.RESIDENT)
    ResidentAccount.objects.create(account=account, person_id=person_id)
    audit.record(by, "resident_account_opened", account, person=str(person_id))
    return account


@transaction.atomic
def let_go(*, account: Account, by: Actor) -> None:
    """The account signs in no more; open sessions end with the next request."""
    Account.objects.filter(pk=account.pk).update(is_active=False)
    audit.record(by, "staff_let_go", account)
