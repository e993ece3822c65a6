"""The arrears' words in the main menu."""

from django.utils.translation import gettext_lazy as _

from cases.arrears.permissions import ArrearsPermission
from shell.navigation import Entry

ARREARS = Entry(_("Arrears"), "arrears", ArrearsPermission.CASES_READ)
REMINDERS = Entry(_("Reminders"), "reminder_runs", ArrearsPermission.REMINDERS_READ)
