"""The whole service's own words in the main menu."""

from django.utils.translation import gettext_lazy as _

from shell.navigation import Entry
from tenants.accounts.permissions import AccountsPermission

TODAY = Entry(_("Today"), "desk_home")
OFFICE = Entry(_("Office"), "office_home", AccountsPermission.ROLES_READ)
HELP = Entry(_("Help and benefits"), "help", side="portal")
