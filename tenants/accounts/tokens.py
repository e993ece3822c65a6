"""API tokens: shown once, kept as a hash, scoped, expiring."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused
from tenants.accounts.models import ApiToken

LONGEST_DAYS = 366
SCOPES = {
    "tenancies:read": _("Read tenancies and balances"),
    "payments:read": _("Read payments"),
    "payments:write": _("Book payments"),
    "reminders:read": _("Read reminder runs"),
    "reminders:write": _("Plan reminder runs"),
    "arrears:read": _("Read arrears cases and plans"),
    "arrears:write": _("Write talks into arrears cases"),
    "exchange:read": _("Read adverts and proposals"),
    "exchange:write": _("Write adverts"),
    "exchange:answer": _("Answer proposals, open names, record consents"),
    "exchange:decide": _("Prepare and confirm landlords' decisions"),
    "catalogue:read": _("Read the catalogue"),
}


class CannotIssue(Refused):
    """The token cannot be made as asked."""


@transaction.atomic
def issue(*, name: str, scopes: Collection[str], days: int, by: Actor) -> tuple[ApiToken, str]:
    """A new token and its secret, which cannot be read again. Refuses unknown scopes and over a year."""
    if not scopes or set(scopes) - set(SCOPES):
        raise CannotIssue(_("Choose at least one scope from the list."))
    if not 1 <= days <= LONGEST_DAYS:
        raise CannotIssue(_("A token is valid for 1 to %(days)d days.") % {"days": LONGEST_DAYS})
    secret = f"ksz_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        name=name.strip() or "token",
        digest=digest(secret),
        hint=secret[-4:],
        scopes=sorted(scopes),
        expires_at=timezone.now() + timedelta(days=days),
        created_by=by.actor_id,
    )
    audit.record(by, "token_issued", token, scopes=sorted(scopes))
    return token, secret


@transaction.atomic
def revoke(*, token: ApiToken, by: Actor) -> None:
    """The token opens nothing from the next request on."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by.actor_id)
    audit.record(by, "token_revoked", token)


def find(secret: str) -> ApiToken | None:
    """The usable token of this office with that secret, or None."""
    token = ApiToken.objects.filter(digest=digest(secret)).first()
    return token if token and token.is_usable() else None


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
