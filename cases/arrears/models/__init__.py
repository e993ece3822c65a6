"""Arrears: the case, budget and debts, the ladder, plans, demands, legal steps, the office's rules and texts."""

from cases.arrears.models.budgets import BudgetLine, BudgetSetting, BudgetSheet
from cases.arrears.models.cases import ArrearsCase, Cause, Contact
from cases.arrears.models.consents import Consent
from cases.arrears.models.cooperation import Goal, Meeting
from cases.arrears.models.debts import CreditorLetter, CreditorText, DebtItem
from cases.arrears.models.demands import Demand, DemandItem, Notice, Proof, Service
from cases.arrears.models.ladder import LadderStep, Pause
from cases.arrears.models.legal import LegalStep
from cases.arrears.models.messages import ResidentMessage
from cases.arrears.models.plans import Instalment, PaymentPlan, PlanCheck, PlanItem
from cases.arrears.models.policy import ArrearsPolicy, ClosedDay
from cases.arrears.models.prevention import PreventionCall, WarningRule
from cases.arrears.models.rights import ProtectedStatus, QualifyingBenefit
from cases.arrears.models.runs import Reminder, ReminderRun
from cases.arrears.models.support import DebtSupportRule, SupportCheck, SupportEvent
from cases.arrears.models.texts import LetterText

__all__ = [
    "ArrearsCase",
    "ArrearsPolicy",
    "BudgetLine",
    "BudgetSetting",
    "BudgetSheet",
    "Cause",
    "ClosedDay",
    "Consent",
    "Contact",
    "CreditorLetter",
    "CreditorText",
    "DebtItem",
    "DebtSupportRule",
    "Demand",
    "DemandItem",
    "Goal",
    "Instalment",
    "LadderStep",
    "LegalStep",
    "LetterText",
    "Meeting",
    "Notice",
    "Pause",
    "PaymentPlan",
    "PlanCheck",
    "PlanItem",
    "PreventionCall",
    "Proof",
    "ProtectedStatus",
    "QualifyingBenefit",
    "Reminder",
    "ReminderRun",
    "ResidentMessage",
    "Service",
    "SupportCheck",
    "SupportEvent",
    "WarningRule",
]
