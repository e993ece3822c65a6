"""The demonstration's sign-ins: one of each role in every office, one password, one second-factor key."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.db.models import F
from django.utils.translation import gettext as _

from cases.tenancies import queries
from cases.tenancies.models import Tenancy
from kernel.access import SYSTEM
from project import roles
from project.demo.towns import PASSWORD
from tenants import context
from tenants.accounts import staff
from tenants.accounts.models import Account
from tenants.registry.models import Office

TOTP_SECRET = "KUSZOBMINTAADATOKHOZVALOTITKOS23"  # noqa: S105  # likewise
LOCAL_PARTS = {
    "clerk": "ugyintezo",
    "debt_adviser": "tanacsado",
    "exchange_adviser": "csere",
    "office_head": "vezeto",
    "auditor": "ellenor",
    "operator": "uzemelteto",
    "resident": "lako",
}
NAMES = {
    "clerk": "Minta Ügyintéző",
    "debt_adviser": "Minta Tanácsadó",
    "exchange_adviser": "Minta Cseretanácsadó",
    "office_head": "Minta Irodavezető",
    "auditor": "Minta Ellenőr",
    "operator": "Minta Üzemeltető",
}


def email(role: str, slug: str) -> str:
    return f"{LOCAL_PARTS[role]}@{slug}.example"


def take_on_staff(office: Office) -> None:
    """One sample member of staff for every role that works in this office, second factor set up."""
    here = ["operator"] if office.kind == Office.Kind.OPERATOR else [role for role in NAMES if role != "operator"]
    for role in here:
        account = staff.take_on(
            email=email(role, office.slug), name=NAMES[role], roles=[role], password=PASSWORD, by=SYSTEM
        )
        TOTP.activate(account, TOTP_SECRET)


def open_resident_account(office: Office) -> None:
    """A sign-in for one tenant who owes a few months, so that the portal has something to say."""
    balances = queries.with_balance(Tenancy.objects.all())
    owing = balances.filter(balance__gt=2 * F("monthly_rent")).order_by("balance", "number").first()
    if owing is None:
        return
    party = owing.parties.order_by("position").first()
    staff.open_resident_account(
        email=email("resident", office.slug), person_id=party.person_id, password=PASSWORD, by=SYSTEM
    )


def shown() -> dict[str, object] | None:
    """What the sign-in page of a sample office shows; None in any office that is not a sample."""
    office = context.office_or_none()
    if office is None or not office.is_demo:
        return None
    there = set(Account.objects.values_list("email", flat=True))
    labels = dict(zip(roles.ROLES, roles.LABELS, strict=True))
    people = [(_(str(labels[role])), email(role, office.slug)) for role in roles.ROLES]
    return {
        "password": PASSWORD,
        "code": code(),
        "people": [(label, address) for label, address in people if address in there],
    }


def code() -> str:
    """The six digits that the sample authenticator shows now."""
    return str(format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))
