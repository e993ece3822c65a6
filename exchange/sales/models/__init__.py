"""The money of an exchange in the office's own schema."""

from exchange.sales.models.plans import MOST, PREFIX, SalePlan
from exchange.sales.models.rules import SaleRule
from exchange.sales.models.steps import Appointment, CheckItem, Item

__all__ = ["MOST", "PREFIX", "Appointment", "CheckItem", "Item", "SalePlan", "SaleRule"]
