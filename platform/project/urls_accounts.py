"""Signing in and out. Only these of allauth's pages exist here: nobody signs up, staff keep their second factor."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from project import home
from shell.guards import public

urlpatterns = [
    path("sign-in/", public(account.login), name="account_login"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("confirm/", public(account.reauthenticate), name="account_reauthenticate"),
    path("password/", public(account.password_change), name="account_change_password"),
    path("password/forgotten/", public(account.password_reset), name="account_reset_password"),
    path("password/forgotten/sent/", public(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z-]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("second-step/", public(mfa.authenticate), name="mfa_authenticate"),
    path("second-step/confirm/", public(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("second-step/set-up/", public(totp.activate_totp), name="mfa_activate_totp"),
    path("second-step/codes/", public(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", public(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("me/", home.account, name="account"),
    path("me/", home.account, name="mfa_index"),
    path("me/", home.account, name="mfa_deactivate_totp"),
]
