from django.utils.translation import gettext_lazy as _

from exchange.adverts.permissions import ExchangePermission
from shell.navigation import Entry

EXCHANGE = Entry(_("Exchange"), "exchange_adverts", ExchangePermission.READ)
MY_EXCHANGE = Entry(_("Flat exchange"), "my_exchange", ExchangePermission.OWN, side="portal")
