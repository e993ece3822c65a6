"""The adviser's part in tests: an advert with everything checked."""

from datetime import date
from typing import Any

from exchange.adverts import checklist, checks, settings, verification, writing
from exchange.adverts.checklist import Item, Outcome
from exchange.adverts.models import Advert
from exchange.adverts.verification import Finding
from kernel.access import SYSTEM
from tests.exchange.pool.cast import TODAY

FLAT = {
    "town": "Égervár", "district": "Belváros", "half_rooms": 4, "area_m2": 60, "comfort": "comfort", "heating": "gas",
    "monthly_cost": 54_000,
}  # fmt: skip


def verify_first() -> None:
    settings.change(verify_first=True, by=SYSTEM)


def everything(advert: Advert, *, deed_on: date = TODAY, **different: Any) -> dict[Item, Finding | None]:
    found: dict[Item, Finding | None] = {item: Finding(checklist.OUTCOMES[item][0]) for item in checks.items_of(advert)}
    if Item.TITLE_DEED in found:
        found[Item.TITLE_DEED] = Finding(Outcome.SEEN, deed_on)
    return found | {Item(item): finding for item, finding in different.items()}


def verified(advert: Advert, *, deed_on: date = TODAY, on: date = TODAY) -> Advert:
    verification.check(advert=advert, findings=everything(advert, deed_on=deed_on), by=SYSTEM, on=on)
    return verification.verify(advert=advert, by=SYSTEM, on=on)


def owner(name: str = "Vas Éva", **answers: Any) -> Advert:
    begun = writing.start_for_new_owner(name=name, by=SYSTEM)
    return writing.write(advert=begun, by=SYSTEM, answers=FLAT | answers)
