"""What sales have for today's work list: meetings of the next two days."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.adverts.permissions import ExchangePermission
from exchange.sales.models import Appointment
from kernel import access
from kernel.access import Actor
from shell.work import WorkItem

SOON = timedelta(days=2)


def due(on: date, user: Actor) -> list[WorkItem]:
    """Meetings of households that sell, today and tomorrow."""
    if not access.allowed(user, ExchangePermission.WRITE):
        return []
    begins = timezone.make_aware(datetime.combine(on, time.min))
    count = Appointment.objects.standing().filter(at__gte=begins, at__lt=begins + SOON).count()
    return [WorkItem(count, _("Meetings about a sale today and tomorrow"), reverse("sale_appointments"))]
