"""Tenancies, their money, and the files they were imported from."""

from cases.tenancies.models.imports import ImportedRow, RentRollImport
from cases.tenancies.models.ledger import Charge, LedgerEntry, Payment, PaymentShare
from cases.tenancies.models.statements import BankStatement, PayerAccount, StatementLine
from cases.tenancies.models.tenancy import RentRate, Tenancy, TenancyParty

__all__ = [
    "BankStatement",
    "Charge",
    "ImportedRow",
    "LedgerEntry",
    "PayerAccount",
    "Payment",
    "PaymentShare",
    "RentRate",
    "RentRollImport",
    "StatementLine",
    "Tenancy",
    "TenancyParty",
]
