"""Role → permissions. The whole of who may do what, on one page."""

from django.utils.translation import gettext_lazy as _

from cases.arrears.permissions import ArrearsPermission as Arrears
from cases.tenancies.permissions import TenanciesPermission as Tenancies
from catalogue.shared.permissions import CataloguePermission as Catalogue
from exchange.adverts.permissions import ExchangePermission as Exchange
from kernel.access import Permission
from tenants.accounts.permissions import AccountsPermission as Accounts
from tenants.registry.permissions import RegistryPermission as Registry

RESIDENT: frozenset[Permission] = frozenset({Tenancies.OWN, Arrears.OWN, Exchange.OWN})
READER: frozenset[Permission] = frozenset(
    {Tenancies.READ, Tenancies.PAYMENTS_READ, Arrears.REMINDERS_READ, Arrears.CASES_READ, Catalogue.READ, Exchange.READ}
)
AUDITOR: frozenset[Permission] = READER | {Accounts.ROLES_READ, Accounts.AUDIT_READ}
CLERK: frozenset[Permission] = READER | {
    Tenancies.WRITE,
    Tenancies.IMPORT,
    Tenancies.PAYMENTS_WRITE,
    Arrears.REMINDERS_PLAN,
    Arrears.PAUSE,
    Arrears.CASES_WRITE,
}
DEBT_ADVISER: frozenset[Permission] = CLERK | {Arrears.REMINDERS_RELEASE, Exchange.BEGIN}
EXCHANGE_ADVISER: frozenset[Permission] = frozenset(
    {Tenancies.READ, Catalogue.READ, Exchange.READ, Exchange.BEGIN, Exchange.WRITE, Exchange.ANSWER, Exchange.DECIDE}
)
OFFICE_HEAD: frozenset[Permission] = (
    DEBT_ADVISER
    | EXCHANGE_ADVISER
    | AUDITOR
    | {Tenancies.PAYMENTS_APPROVE, Tenancies.TARIFF, Exchange.POLICY, Exchange.SETTINGS}
    | {Arrears.APPROVE, Arrears.SETTINGS, Accounts.STAFF_MANAGE, Accounts.TOKENS_ISSUE}
)
OPERATOR: frozenset[Permission] = frozenset({Registry.OFFICES_READ, Accounts.ROLES_READ})

ROLES: dict[str, frozenset[Permission]] = {
    "resident": RESIDENT,
    "clerk": CLERK,
    "debt_adviser": DEBT_ADVISER,
    "exchange_adviser": EXCHANGE_ADVISER,
    "office_head": OFFICE_HEAD,
    "auditor": AUDITOR,
    "operator": OPERATOR,
}

LABELS = [
    _("Resident"),
    _("Clerk"),
    _("Debt adviser"),
    _("Exchange adviser"),
    _("Office head"),
    _("Auditor"),
    _("Operator"),
]
