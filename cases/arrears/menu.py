"""The arrears' word in the main menu."""

from django.utils.translation import gettext_lazy as _

from cases.arrears.permissions import ArrearsPermission
from shell.navigation import Entry

REMINDERS = Entry(_("Reminders"), "reminder_runs", ArrearsPermission.REMINDERS_READ)
