"""Arrears: the ladder of reminders, what pauses it, and the runs."""

from cases.arrears.models.ladder import LadderStep, Pause
from cases.arrears.models.runs import Reminder, ReminderRun

__all__ = ["LadderStep", "Pause", "Reminder", "ReminderRun"]
