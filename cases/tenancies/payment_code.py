"""The payment QR of the National Bank's guide: a bank's app fills in the transfer from it. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

BUDAPEST = ZoneInfo("Europe/Budapest")
LONGEST = 345


def transfer(*, bic: str, beneficiary: str, iban: str, amount: int, reference: str, valid_until: datetime) -> str:
    """The 17 lines of an `HCT` code (MNB QR guide of 2019-07-12): UTF-8, LF-ended, at most 345 characters.

    The reference goes into the message, the invoice id and the customer id. Refuses (ValueError) what
    the guide refuses.
    """
    if amount <= 0 or len(str(amount)) > 12:
        raise ValueError("the amount has 1 to 12 digits")
    if len(iban) != 28:
        raise ValueError("the beneficiary's account is a Hungarian IBAN of 28 characters")
    if len(bic) not in {8, 11}:
        raise ValueError("a BIC has 8 or 11 characters")
    local = valid_until.astimezone(BUDAPEST)
    offset = int((local.utcoffset() or local - local).total_seconds() // 3600)
    lines = [
        "HCT", "001", "1", bic.ljust(11, "X"), beneficiary[:70], iban, f"HUF{amount}",
        f"{local:%Y%m%d%H%M%S}+{offset}", "", reference[:70], "", "", reference[:35], reference[:35], "", "", "",
    ]  # fmt: skip
    payload = "".join(f"{line}\n" for line in lines)
    if len(payload) > LONGEST:
        raise ValueError("the code is longer than 345 characters")
    return payload
