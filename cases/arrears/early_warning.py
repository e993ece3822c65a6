"""First signs of trouble in tenancies without a case: one statement finds them, each with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import dated
from cases.arrears.models import PreventionCall, WarningRule
from cases.tenancies.models import Tenancy
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

REASONS = {
    "first_missed": _("the first missed rent after months paid on time"),
    "falling": _("less is paid than before"),
    "support_lost": _("a support has ended"),
    "plan_ended": _("a payment plan has just ended"),
}

# A rent charge counts as paid on time when its shares settled it by its due day and the days of grace. A tenancy
# with an open case is in good hands already; one that was called lately rests. Payments fall only where rent past
# its days of grace is open: whoever pays in other weeks than before is no sign.
SIGNS = """
WITH due AS (
    SELECT c.tenancy_id, c.amount, c.due_on, coalesce(s.amount, 0) AS paid, s.last_paid_on,
           row_number() OVER (PARTITION BY c.tenancy_id ORDER BY c.due_on DESC, c.period DESC) AS place
    FROM tenancies_charge c
    LEFT JOIN LATERAL (
        SELECT sum(s.amount) AS amount, max(p.paid_on) AS last_paid_on
        FROM tenancies_paymentshare s JOIN tenancies_payment p ON p.id = s.payment_id
        WHERE s.charge_id = c.id AND p.paid_on <= %(on)s
    ) s ON true
    WHERE c.kind IN ('rent', 'use_charge') AND c.due_on + %(grace)s < %(on)s AND c.due_on > %(from)s
),
behind AS (SELECT DISTINCT tenancy_id FROM due WHERE paid < amount),
paid AS (
    SELECT tenancy_id,
           coalesce(sum(amount) FILTER (WHERE paid_on > %(on)s - %(back)s), 0) AS lately,
           coalesce(sum(amount) FILTER (WHERE paid_on <= %(on)s - %(back)s), 0) AS before
    FROM tenancies_payment
    WHERE paid_on > %(on)s - 2 * %(back)s AND paid_on <= %(on)s AND source <> 'brought_forward'
    GROUP BY tenancy_id
),
charged AS (
    SELECT tenancy_id, sum(amount) AS lately FROM tenancies_charge
    WHERE due_on > %(on)s - %(back)s AND due_on + %(grace)s < %(on)s GROUP BY tenancy_id
),
last_support AS (
    SELECT DISTINCT ON (tenancy_id, kind) tenancy_id, what, "on" FROM arrears_supportevent
    WHERE kind IN ('housing', 'rent') AND "on" <= %(on)s ORDER BY tenancy_id, kind, "on" DESC, id DESC
),
signs AS (
    SELECT tenancy_id, 'first_missed' AS reason FROM due GROUP BY tenancy_id
    HAVING bool_or(place = 1 AND paid < amount)
       AND count(*) FILTER (WHERE place BETWEEN 2 AND %(good)s + 1 AND paid >= amount
                              AND last_paid_on <= due_on + %(grace)s) = %(good)s
    UNION
    SELECT p.tenancy_id, 'falling' FROM paid p JOIN charged c ON c.tenancy_id = p.tenancy_id
    WHERE p.before > 0 AND p.lately * 100 < p.before * %(percent)s AND p.lately < c.lately
      AND p.tenancy_id IN (SELECT tenancy_id FROM behind)
    UNION
    SELECT tenancy_id, 'support_lost' FROM last_support WHERE what = 'ended' AND "on" > %(on)s - %(back)s
    UNION
    SELECT tenancy_id, 'plan_ended' FROM arrears_paymentplan
    WHERE state IN ('completed', 'cancelled') AND signed_on IS NOT NULL
    GROUP BY tenancy_id HAVING max(ended_on) <= %(on)s AND max(ended_on) > %(on)s - %(back)s
),
owed AS (
    SELECT c.tenancy_id, sum(c.amount - coalesce(s.amount, 0)) AS amount
    FROM tenancies_charge c
    LEFT JOIN LATERAL (
        SELECT sum(s.amount) AS amount FROM tenancies_paymentshare s JOIN tenancies_payment p ON p.id = s.payment_id
        WHERE s.charge_id = c.id AND p.paid_on <= %(on)s
    ) s ON true
    WHERE c.tenancy_id IN (SELECT tenancy_id FROM signs) AND c.due_on < %(on)s AND c.amount > coalesce(s.amount, 0)
    GROUP BY c.tenancy_id
),
called AS (
    SELECT tenancy_id, max("on") AS last_on FROM arrears_preventioncall WHERE "on" <= %(on)s GROUP BY tenancy_id
)
SELECT signs.tenancy_id, array_agg(signs.reason ORDER BY signs.reason), coalesce(max(owed.amount), 0),
       max(called.last_on)
FROM signs
JOIN tenancies_tenancy t ON t.id = signs.tenancy_id
LEFT JOIN owed ON owed.tenancy_id = signs.tenancy_id
LEFT JOIN called ON called.tenancy_id = signs.tenancy_id
WHERE (t.starts_on IS NULL OR t.starts_on <= %(on)s) AND (t.ends_on IS NULL OR t.ends_on >= %(on)s)
  AND NOT EXISTS (SELECT 1 FROM arrears_arrearscase a WHERE a.tenancy_id = t.id AND a.closed_on IS NULL)
  AND (called.last_on IS NOT NULL AND called.last_on > %(on)s - %(quiet)s) = %(called)s
GROUP BY signs.tenancy_id, t.number
ORDER BY count(*) DESC, coalesce(max(owed.amount), 0) DESC, t.number
"""


class CannotNote(Refused):
    """The call or the rule cannot be kept as told."""


class NoWarningRule(Refused):
    """The office has not said what it takes notice of."""


@dataclass(frozen=True)
class Sign:
    """One tenancy: coded reasons, what is overdue (forints), the last call."""

    tenancy_id: UUID
    reasons: list[str]
    overdue: int
    called_on: date | None


def rule_on(on: date) -> WarningRule:
    """The rule in force on the day. Refuses (NoWarningRule) when there is none."""
    rule: WarningRule | None = dated.in_force(WarningRule.objects.all(), on=on).first()
    if rule is None:
        raise NoWarningRule(_("No rule for first signs is in force: the head of the office sets one."))
    return rule


def signs(on: date, *, called: bool = False) -> list[Sign]:
    """Tenancies with first signs of trouble, the worst first; with `called` those that were called lately.

    Refuses when no rule is in force.
    """
    rule = rule_on(on)
    values: Mapping[str, Any] = {
        "on": on,
        "from": on - timedelta(days=31 * (rule.good_months + 3) + rule.look_back_days),
        "grace": rule.grace_days,
        "good": rule.good_months,
        "percent": rule.fall_percent,
        "back": rule.look_back_days,
        "quiet": rule.quiet_days,
        "called": called,
    }
    with connection.cursor() as cursor:
        cursor.execute(SIGNS, values)
        return [Sign(pk, reasons, int(overdue), last) for pk, reasons, overdue, last in cursor.fetchall()]


@transaction.atomic
def note_call(*, tenancy: Tenancy, outcome: str, on: date, by: Actor, text: str = "") -> PreventionCall:
    """Somebody called the household. The same call twice on a day is one."""
    tenancy = Tenancy.objects.locked(tenancy.pk)
    if outcome not in PreventionCall.Outcome.values:
        raise CannotNote(_("Say how the call ended."))
    told = {"tenancy": tenancy, "on": on, "outcome": outcome, "text": text.strip()[:500]}
    same = PreventionCall.objects.filter(**told).first()
    if same is not None:
        return same
    call = PreventionCall.objects.create(created_by=by.actor_id, **told)
    audit.record(by, "prevention_call", tenancy, outcome=outcome)
    return call


BOUNDS = {
    "good_months": (1, 24), "grace_days": (0, 60), "fall_percent": (1, 100), "look_back_days": (30, 180),
    "quiet_days": (1, 180),
}  # fmt: skip


@transaction.atomic
def set_rule(*, numbers: Mapping[str, int], legal_basis: str, valid_from: date, by: Actor) -> WarningRule:
    """What the office takes notice of from a day on. Refuses numbers out of bounds and no ground."""
    if set(numbers) != set(BOUNDS) or any(not low <= numbers[name] <= high for name, (low, high) in BOUNDS.items()):
        raise CannotNote(_("One of the numbers is too small or too large: check them."))
    if not legal_basis.strip():
        raise CannotNote(_("Name the decree or decision that this rule comes from."))
    dated.make_room(WarningRule.objects.all(), valid_from=valid_from)
    rule = WarningRule.objects.create(**numbers, legal_basis=legal_basis.strip()[:200], valid_from=valid_from)
    audit.record(by, "warning_rule_made", rule)
    return rule
