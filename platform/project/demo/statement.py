"""A sample bank statement: some payers quote their number, some only write "lakbér"."""

import random
from datetime import date

from cases.tenancies import queries
from cases.tenancies.models import BankStatement, Tenancy
from cases.tenancies.statements import booking
from kernel.access import SYSTEM
from tenants import context
from tenants.registry import bank_accounts

HEADING = "Könyvelés dátuma;Értéknap;Összeg;Pénznem;Partner neve;Partner számlaszáma;Közlemény;Tranzakció azonosító"


def book(*, on: date) -> None:
    """Book one day's sample statement, once."""
    if BankStatement.objects.exists():
        return
    office = context.office()
    chance = random.Random(office.slug)
    owing = list(queries.with_balance(Tenancy.objects.all()).filter(balance__gt=0).order_by("number"))
    lines = []
    for number, tenancy in enumerate(chance.sample(owing, min(len(owing), 7))):
        text = f"lakbér {tenancy.number}" if number < 4 else chance.choice(["lakbér", "novemberi lakbér", ""])
        day = f"{on:%Y.%m.%d}"
        lines.append(
            f"{day};{day};{tenancy.monthly_rent},00;HUF;{tenancy.main_party};;{text};MINTA{office.slug.upper()}{number}"
        )
    content = "\n".join([HEADING, *lines]).encode("cp1250")
    booking.import_statement(
        content=content, filename=f"kivonat-{on:%Y-%m-%d}.csv", by=SYSTEM, account=bank_accounts.of(office)[0]
    )
