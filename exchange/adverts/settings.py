"""How the office works with adverts; without a word of its own, as a new office begins."""

from django.db import transaction

from exchange.adverts.models import ExchangeSetting
from kernel import audit
from kernel.access import Actor


def verify_first() -> bool:
    """Whether an adviser verifies every advert before it is shown to other offices."""
    found = ExchangeSetting.objects.first()
    return True if found is None else found.verify_first


@transaction.atomic
def change(*, verify_first: bool, by: Actor) -> ExchangeSetting:
    """Have adverts verified first, or let residents publish by themselves."""
    setting, _made = ExchangeSetting.objects.update_or_create(pk=1, defaults={"verify_first": verify_first})
    audit.record(by, "exchange_setting_changed", setting, verify_first=verify_first)
    return setting
