"""Arrears: the case, the ladder of reminders, what pauses it, and the runs."""

from cases.arrears.models.budgets import BudgetLine, BudgetSetting, BudgetSheet
from cases.arrears.models.cases import ArrearsCase, Cause, Contact
from cases.arrears.models.consents import Consent
from cases.arrears.models.cooperation import Goal, Meeting
from cases.arrears.models.debts import CreditorLetter, CreditorText, DebtItem
from cases.arrears.models.ladder import LadderStep, Pause
from cases.arrears.models.prevention import PreventionCall, WarningRule
from cases.arrears.models.rights import ProtectedStatus, QualifyingBenefit
from cases.arrears.models.runs import Reminder, ReminderRun
from cases.arrears.models.support import DebtSupportRule, SupportCheck, SupportEvent

__all__ = [
    "ArrearsCase",
    "BudgetLine",
    "BudgetSetting",
    "BudgetSheet",
    "Cause",
    "Consent",
    "Contact",
    "CreditorLetter",
    "CreditorText",
    "DebtItem",
    "DebtSupportRule",
    "Goal",
    "LadderStep",
    "Meeting",
    "Pause",
    "PreventionCall",
    "ProtectedStatus",
    "QualifyingBenefit",
    "Reminder",
    "ReminderRun",
    "SupportCheck",
    "SupportEvent",
    "WarningRule",
]
