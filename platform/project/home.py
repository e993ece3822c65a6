"""The first pages: the desk's work list, one's own account, the role table."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cases.tenancies import queries
from cases.tenancies.permissions import TenanciesPermission
from kernel import access
from project import front, roles
from shell import work
from shell.guards import DeskRequest, desk, public
from shell.pages import page
from tenants.accounts.permissions import AccountsPermission


@public
def home(request: HttpRequest) -> HttpResponse:
    """Staff to their desk, residents to their page, visitors to the office's front page."""
    if request.user.is_authenticated:
        return redirect("desk_home" if request.user.kind == "staff" else "portal_home")
    return front.front(request)


@desk
def desk_home(request: DeskRequest) -> HttpResponse:
    """What is due today, and the office's figures for whoever may see them."""
    today = timezone.localdate()
    may_read = access.allowed(request.user, TenanciesPermission.READ)
    return page(
        request,
        "project/desk_home.html",
        today=today,
        work=work.due(today, request.user),
        totals=queries.totals() if may_read else None,
    )


@public
def account(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    return page(request, "project/account.html")


@desk
def role_table(request: DeskRequest) -> HttpResponse:
    access.require(request.user, AccountsPermission.ROLES_READ)
    permissions = sorted({permission for granted in roles.ROLES.values() for permission in granted})
    rows = [(permission, [permission in granted for granted in roles.ROLES.values()]) for permission in permissions]
    return page(request, "project/role_table.html", roles=roles.LABELS, rows=rows)


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a host-only cookie and go back to where the button was."""
    code = request.POST.get("language", "")
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        following = "/"
    response = HttpResponseRedirect(following)
    if translation.check_for_language(code):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
