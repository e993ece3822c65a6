"""A household whose exchange is under way is not pressed meanwhile: told to the arrears' ladder."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from exchange.adverts.models import Advert
from exchange.pool.states import State


def open_exchanges(on: date) -> Mapping[UUID, str]:
    """Tenancies with an exchange that waits for answers or is agreed; an advert alone holds nothing back."""
    rows = Advert.objects.filter(state__in=[State.IN_PROPOSAL, State.IN_EXCHANGE], tenancy__isnull=False)
    return dict.fromkeys(rows.values_list("tenancy_id", flat=True), "exchange")
