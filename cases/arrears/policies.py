"""The office's rules for arrears as they stand on a day, and changing them from a day on."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import ArrearsPolicy
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

KEPT = {"id", "valid_from", "valid_until", "changed_by", "changed_at"}
FIELDS = tuple(field.name for field in ArrearsPolicy._meta.fields if field.name not in KEPT)


class NoPolicy(Refused):
    """No rules are in force on the day."""


class CannotChange(Refused):
    """The rules cannot be changed as asked."""


def in_force(on: date) -> ArrearsPolicy:
    """The rules of the day. Refuses a day without any."""
    policy = ArrearsPolicy.objects.in_force(on).first()
    if policy is None:
        raise NoPolicy(_("No rules for arrears are in force on that day: the head of the office sets them."))
    return policy


@transaction.atomic
def change(*, valid_from: date, by: Actor, on: date, **terms: Any) -> ArrearsPolicy:
    """New rules from a day on; the rules before end the day before, what was decided by them stays.

    `terms` are fields of ArrearsPolicy; what is not given stays as it was. Refuses a day gone by, a
    missing decree, and a second change of the same or a later day.
    """
    if valid_from < on:
        raise CannotChange(_("New rules begin today at the earliest: choose another day."))
    if not str(terms.get("decree", "")).strip():
        raise CannotChange(_("Write the decree that sets these rules."))
    latest = ArrearsPolicy.objects.select_for_update().order_by("-valid_from").first()
    if latest is not None and latest.valid_from > valid_from:
        raise CannotChange(_("Rules from a later day are set already: choose a day after it."))
    carried = {name: getattr(latest, name) for name in FIELDS} if latest else {}
    if latest is not None and latest.valid_from == valid_from:
        # Not one day old: mended, not followed.
        ArrearsPolicy.objects.filter(pk=latest.pk).update(**{**carried, **terms}, changed_by=by.actor_id)
        latest.refresh_from_db()
        audit.record(by, "arrears_rules_mended", latest, **_told(terms))
        return latest
    if latest is not None:
        ArrearsPolicy.objects.filter(pk=latest.pk).update(valid_until=valid_from - timedelta(days=1))
    changed = ArrearsPolicy.objects.create(**{**carried, **terms}, valid_from=valid_from, changed_by=by.actor_id)
    audit.record(by, "arrears_rules_changed", changed, valid_from=valid_from.isoformat(), **_told(terms))
    return changed


def _told(terms: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in terms.items() if name in FIELDS}
