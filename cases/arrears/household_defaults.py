"""What a new office starts with for households in debt. Every office changes it to its own decree."""

from datetime import date

from cases.arrears.models import BudgetSetting

FROM = date(2000, 1, 1)


def install() -> None:
    """Give the office just opened its first settings."""
    BudgetSetting.objects.create(legal_basis="kiinduló érték; a helyi rendelet szerint módosítandó", valid_from=FROM)
