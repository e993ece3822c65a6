"""Who gets past which door: staff at the desk, residents at the portal, everybody outside."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kernel.refusal import NotAllowed
from tenants.accounts.models import Account
from tenants.registry.models import Office

View = Callable[..., HttpResponse]


class DeskRequest(HttpRequest):
    """A request that `desk` or `portal` let in: signed in, inside an office."""

    user: Account
    office: Office


WITHOUT_SECOND_FACTOR = ("/accounts/", "/static/", "/language/")


def _guarded(view: View, kind: str, guard: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.kind != kind:
            return refuse(request)
        try:
            return view(request, *args, **kwargs)
        except NotAllowed:
            return refuse(request)

    guarded.guard = guard  # type: ignore[attr-defined]  # read by the access matrix
    return guarded


def desk(view: View) -> View:
    """For staff who have signed in with both factors."""
    return _guarded(view, Account.Kind.STAFF, "desk")


def portal(view: View) -> View:
    """For residents who have signed in."""
    return _guarded(view, Account.Kind.RESIDENT, "portal")


def public(view: View) -> View:
    """For everybody."""
    view.guard = "public"  # type: ignore[attr-defined]  # read by the access matrix
    return view


def refuse(request: HttpRequest) -> HttpResponse:
    return render(request, "403.html", status=403)


class SecondFactorMiddleware:
    """Staff without a second factor set one up before anything else.

    What was found is kept in the session: a session is only ever made by a sign-in that asked for the
    factor, and staff cannot remove theirs.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        if (
            user is not None
            and not request.path.startswith(WITHOUT_SECOND_FACTOR)
            and request.session.get("_auth_user_id")
            and not request.session.get("second_factor")
            and user.is_authenticated
        ):
            if user.kind == Account.Kind.STAFF and not is_mfa_enabled(user):
                return redirect("mfa_activate_totp")
            request.session["second_factor"] = True
        return self.get_response(request)
