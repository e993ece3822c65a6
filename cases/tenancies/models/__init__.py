"""Tenancies, their money, and the files they were imported from."""

from cases.tenancies.models.imports import ImportedRow, RentRollImport
from cases.tenancies.models.lateness import AcknowledgedCharge, Acknowledgement, InterestPosting
from cases.tenancies.models.ledger import Charge, LedgerEntry, Payment, PaymentShare, Reduction
from cases.tenancies.models.relief import DepositEntry, Payout, ProposedReduction, ReductionProposal
from cases.tenancies.models.statements import BankStatement, ColumnMapping, LinePart, PayerAccount, StatementLine
from cases.tenancies.models.tariff import DwellingModifier, Modifier, ModifierRate, MoneyRule, RecurringCharge
from cases.tenancies.models.tenancy import RentRate, Tenancy, TenancyParty

__all__ = [
    "AcknowledgedCharge",
    "Acknowledgement",
    "BankStatement",
    "Charge",
    "ColumnMapping",
    "DepositEntry",
    "DwellingModifier",
    "ImportedRow",
    "InterestPosting",
    "LedgerEntry",
    "LinePart",
    "Modifier",
    "ModifierRate",
    "MoneyRule",
    "PayerAccount",
    "Payment",
    "PaymentShare",
    "Payout",
    "ProposedReduction",
    "RecurringCharge",
    "Reduction",
    "ReductionProposal",
    "RentRate",
    "RentRollImport",
    "StatementLine",
    "Tenancy",
    "TenancyParty",
]
