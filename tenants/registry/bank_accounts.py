"""Which bank account is whose: one account, one office, in the whole service."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kernel import identifiers
from kernel.refusal import Refused
from tenants.registry.models import BankAccount, Office


class NotYourAccount(Refused):
    """The account belongs to another office, or is no account."""


def register(iban: str, *, office: Office) -> bool:
    """Make the account this office's. True when it is new; refuses another office's account.

    Works inside the office: row security hides other offices' accounts, the primary key does not
    let them be taken.
    """
    checked = identifiers.check_iban(iban)
    if not checked.valid:
        raise NotYourAccount(_("%(iban)s is not a valid Hungarian bank account number.") % {"iban": iban})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.registry_bankaccount (iban, office_schema) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [checked.normalised, office.schema_name],
        )
        is_new = bool(cursor.rowcount == 1)
    if not is_new and checked.normalised not in of(office):
        raise NotYourAccount(
            _("The account %(iban)s is registered to another office of this service. Nothing was booked.")
            % {"iban": checked.normalised}
        )
    return is_new


def of(office: Office) -> list[str]:
    """The office's accounts, in the order of their numbers."""
    return list(BankAccount.objects.filter(office_schema=office.schema_name).values_list("iban", flat=True))
