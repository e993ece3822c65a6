from django.utils.translation import gettext_lazy as _

from exchange.adverts.permissions import ExchangePermission
from shell.navigation import Entry

SALES = Entry(_("Sale and purchase"), "sales", ExchangePermission.READ)
