"""How allauth behaves here: nobody signs up alone, e-mail is the name, the second factor says whose it is."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from tenants import context


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts are made by the office, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Ask for the password again before touching a second factor; not before setting up the first one."""
        return bool(is_mfa_enabled(self.request.user))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Passwords are counted by axes alone, per name and address: allauth counts per name only, and so would let
        anybody lock a clerk out. allauth's `login_failed` is left to the codes of the second step."""


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whose password was tried, for axes: allauth signs in with `email`, the form's field is `login`."""
    return str((credentials or {}).get("email") or request.POST.get("login", "")).strip().lower()


def _sealer() -> Fernet:
    key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Names the office in the authenticator app; keeps secrets sealed; staff keep their second factor."""

    def encrypt(self, text: str) -> str:
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _sealer().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return str(authenticator.user.kind) != "staff"

    def get_totp_issuer(self) -> str:
        office = context.office_or_none()
        return f"Küszöb – {office.name}" if office else "Küszöb"

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)
