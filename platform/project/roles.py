"""Role → permissions. The whole of who may do what, on one page."""

from django.utils.translation import gettext_lazy as _

from kernel.access import Permission
from tenants.accounts.permissions import AccountsPermission as Accounts
from tenants.registry.permissions import RegistryPermission as Registry

RESIDENT: frozenset[Permission] = frozenset()
AUDITOR: frozenset[Permission] = frozenset({Accounts.ROLES_READ, Accounts.AUDIT_READ})
CLERK: frozenset[Permission] = frozenset()
DEBT_ADVISER: frozenset[Permission] = CLERK
EXCHANGE_ADVISER: frozenset[Permission] = CLERK
OFFICE_HEAD: frozenset[Permission] = CLERK | AUDITOR | {Accounts.STAFF_MANAGE, Accounts.TOKENS_ISSUE}
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
