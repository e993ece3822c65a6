"""The office about itself: who works here, which machines may ask, and who did or read what."""

from uuid import UUID

from django.contrib import messages
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kernel import access, audit
from kernel.models import AuditEntry
from kernel.refusal import Refused
from project import roles
from project.office_forms import TakeOnForm, TokenForm
from shell.guards import DeskRequest, desk
from shell.pages import page, sheet
from tenants.accounts import staff, tokens
from tenants.accounts.models import Account, ApiToken, StaffMember
from tenants.accounts.permissions import AccountsPermission

ROLE_LABELS = dict(zip(roles.ROLES, roles.LABELS, strict=True))


@desk
def office_home(request: DeskRequest) -> HttpResponse:
    access.require(request.user, AccountsPermission.ROLES_READ)
    may = {str(one).replace(":", "_"): access.allowed(request.user, one) for one in AccountsPermission}
    return page(request, "project/office.html", may=may)


@desk
def staff_list(request: DeskRequest) -> HttpResponse:
    """Everybody who works here; a new colleague is taken on with a first password of their own to change."""
    access.require(request.user, AccountsPermission.STAFF_MANAGE)
    form = TakeOnForm(request.POST or None)
    if form.is_valid():
        try:
            taken_on = staff.take_on(by=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s can sign in now.") % {"name": taken_on.staff_member.name})
            return redirect("staff")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    members = sheet(StaffMember.objects.select_related("account").order_by("name", "pk"), request)
    rows = [(member, [ROLE_LABELS.get(role, role) for role in member.roles]) for member in members]
    return page(request, "project/staff.html", form=form, sheet=members, rows=rows)


@desk
def staff_let_go(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Asked once more, then the account signs in no more. Nobody lets themselves go."""
    access.require(request.user, AccountsPermission.STAFF_MANAGE)
    account = get_object_or_404(Account.objects.select_related("staff_member"), pk=pk, kind=Account.Kind.STAFF)
    if account.pk == request.user.pk:
        messages.error(request, _("You cannot let yourself go: ask another head of the office."))
        return redirect("staff")
    if request.method == "POST":
        staff.let_go(account=account, by=request.user)
        messages.success(request, _("%(name)s signs in no more.") % {"name": account.display_name})
        return redirect("staff")
    return page(request, "project/staff_let_go.html", account=account)


@desk
@never_cache
def token_list(request: DeskRequest) -> HttpResponse:
    """Keys of other systems. A new key is shown in this answer and never again."""
    access.require(request.user, AccountsPermission.TOKENS_ISSUE)
    form, secret = TokenForm(request.POST or None), ""
    if form.is_valid():
        try:
            _token, secret = tokens.issue(by=request.user, **form.cleaned_data)
            form = TokenForm()
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "project/tokens.html", form=form, secret=secret, sheet=sheet(ApiToken.objects.all(), request))


@desk
@require_POST
def token_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    access.require(request.user, AccountsPermission.TOKENS_ISSUE)
    token = get_object_or_404(ApiToken, pk=pk)
    tokens.revoke(token=token, by=request.user)
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("tokens")


@desk
def audit_trail(request: DeskRequest) -> HttpResponse:
    """Who did or read what, newest first; the seals are checked when asked for, because that reads every entry."""
    access.require(request.user, AccountsPermission.AUDIT_READ)
    entries = sheet(AuditEntry.objects.order_by("-pk"), request)
    names = staff_names({entry.actor_id for entry in entries})
    rows = [(entry, names.get(entry.actor_id, "")) for entry in entries]
    was_checked = "check" in request.GET
    broken_at = audit.verify() if was_checked else None
    template = "project/audit.html"
    return page(request, template, sheet=entries, rows=rows, was_checked=was_checked, broken_at=broken_at)


def staff_names(actor_ids: set[str]) -> dict[str, str]:
    """Who the actors are; compared as text, because an entry that was slipped in may name anything."""
    members = StaffMember.objects.annotate(actor=Cast("account_id", CharField())).filter(actor__in=actor_ids)
    return dict(members.values_list("actor", "name"))
