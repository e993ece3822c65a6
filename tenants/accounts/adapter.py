"""How allauth behaves here: nobody signs up alone, e-mail is the name, the second factor says whose it is."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from tenants import context


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts are made by the office, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Names the office in the authenticator app."""

    def get_totp_issuer(self) -> str:
        office = context.office_or_none()
        return f"Küszöb – {office.name}" if office else "Küszöb"

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)
