"""The tenancies' words in the main menu."""

from django.utils.translation import gettext_lazy as _

from cases.tenancies.permissions import TenanciesPermission
from shell.navigation import Entry

TENANCIES = Entry(_("Tenancies"), "tenancies", TenanciesPermission.READ)
RENT_ROLLS = Entry(_("Rent rolls"), "rent_rolls", TenanciesPermission.IMPORT)
STATEMENTS = Entry(_("Bank statements"), "statements", TenanciesPermission.PAYMENTS_READ)
MONEY = Entry(_("Money"), "money", TenanciesPermission.PAYMENTS_READ)
MY_HOME = Entry(_("My home"), "portal_home", TenanciesPermission.OWN, side="portal")
