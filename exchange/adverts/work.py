"""What the exchange has for today's work list."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchange.adverts.models import Advert
from exchange.adverts.permissions import ExchangePermission
from kernel import access
from kernel.access import Actor
from shell.work import WorkItem


def due(on: date, user: Actor) -> list[WorkItem]:
    """Adverts that residents have handed in."""
    if not access.allowed(user, ExchangePermission.WRITE):
        return []
    waiting = Advert.objects.to_verify().count()
    address = f"{reverse('exchange_adverts')}?state=to_verify"
    return [WorkItem(waiting, _("adverts to be verified"), address, _("Residents wait for their publication."))]
