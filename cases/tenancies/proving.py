"""Proving the ledger: the day's documents lead from the opening to the closing, and every entry has its document."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from cases.tenancies.models import Charge, Payment, Reduction
from kernel.money import format_forint
from kernel.refusal import Refused


class NotBalanced(Refused):
    """The entries do not say what the documents say. The sentence names the first difference."""


@dataclass(frozen=True)
class Movement:
    """One kind of document: how many of the day and how many forints of the day and of all days until its end.

    `day` and `total` carry the sign they have on the account: what is owed is positive.
    """

    code: str
    label: str
    count: int
    day: int
    total: int

    @property
    def opening(self) -> int:
        return self.total - self.day


@dataclass(frozen=True)
class KindState:
    """What was open of one kind of charge: charged, settled by payments, reduced, and open, until the day's end."""

    kind: str
    label: str
    charged: int
    settled: int
    reduced: int
    open: int


@dataclass(frozen=True)
class Difference:
    """Something that does not fit: a code, the tenancy's number, forints by the documents and by the entries."""

    code: str
    tenancy: str
    expected: int
    found: int

    def sentence(self) -> str:
        """The difference for people."""
        return str(DIFFERENCES[self.code]) % {
            "tenancy": self.tenancy,
            "expected": format_forint(self.expected),
            "found": format_forint(self.found),
        }


@dataclass(frozen=True)
class Proof:
    """The office's ledger on a day, and the first things that do not fit; none when it is proven."""

    on: date
    opening: int
    movements: list[Movement]
    closing: int
    kinds: list[KindState]
    credit: int
    deposits: int
    differences: list[Difference]

    @property
    def is_proven(self) -> bool:
        return not self.differences


DIFFERENCES: dict[str, Any] = {
    "closing": _("Opening and the day's documents make %(expected)s, but the entries make %(found)s."),
    "documents": _("All documents make %(expected)s, but all entries make %(found)s."),
    "entry": _("%(tenancy)s: a document of %(expected)s has an entry of %(found)s or of another day."),
    "charge_settled": _("%(tenancy)s: %(found)s settles a charge of %(expected)s."),
    "payment_spent": _("%(tenancy)s: %(found)s is given from a payment of %(expected)s."),
    "reduction_spent": _("%(tenancy)s: %(found)s is given from a reduction of %(expected)s."),
    "foreign_share": _("%(tenancy)s: a payment of another tenancy settles %(found)s of a charge."),
    "account": _("%(tenancy)s: open charges less credit make %(expected)s, but the entries make %(found)s."),
    "deposit": _("%(tenancy)s: the deposit held is %(found)s, which is less than nothing."),
}
MOST_DIFFERENCES = 20

DOCUMENTS = """
SELECT 'charge:' || kind AS code, count(*) FILTER (WHERE due_on = %(on)s),
       coalesce(sum(amount) FILTER (WHERE due_on = %(on)s), 0), sum(amount)
FROM tenancies_charge WHERE due_on <= %(on)s GROUP BY kind
UNION ALL
SELECT CASE WHEN reverses_id IS NULL THEN 'payment:' ELSE 'reversal:' END || source,
       count(*) FILTER (WHERE paid_on = %(on)s), coalesce(-sum(amount) FILTER (WHERE paid_on = %(on)s), 0), -sum(amount)
FROM tenancies_payment WHERE paid_on <= %(on)s GROUP BY source, reverses_id IS NULL
UNION ALL
SELECT 'reduction:' || kind, count(*) FILTER (WHERE "on" = %(on)s),
       coalesce(-sum(amount) FILTER (WHERE "on" = %(on)s), 0), -sum(amount)
FROM tenancies_reduction WHERE "on" <= %(on)s GROUP BY kind
ORDER BY code
"""
ENTRIES = """
SELECT coalesce(sum(amount) FILTER (WHERE "on" < %(on)s), 0), coalesce(sum(amount) FILTER (WHERE "on" <= %(on)s), 0)
FROM tenancies_ledgerentry
"""
KINDS = """
SELECT c.kind, sum(c.amount), coalesce(sum(s.paid), 0), coalesce(sum(s.reduced), 0)
FROM tenancies_charge c
LEFT JOIN (
    SELECT charge_id, sum(amount) FILTER (WHERE payment_id IS NOT NULL) AS paid,
           sum(amount) FILTER (WHERE reduction_id IS NOT NULL) AS reduced
    FROM tenancies_paymentshare GROUP BY charge_id
) s ON s.charge_id = c.id
GROUP BY c.kind ORDER BY c.kind
"""
# Each row that comes back is a difference: code, tenancy, by the documents, by the entries.
CHECKS = """
WITH documents AS (
    SELECT tenancy_id, due_on AS on_day, amount, id AS charge_id, NULL::uuid AS payment_id, NULL::uuid AS reduction_id
    FROM tenancies_charge
    UNION ALL SELECT tenancy_id, paid_on, -amount, NULL, id, NULL FROM tenancies_payment
    UNION ALL SELECT tenancy_id, "on", -amount, NULL, NULL, id FROM tenancies_reduction
),
entered AS (
    SELECT coalesce(charge_id, payment_id, reduction_id) AS document, tenancy_id, "on" AS on_day, amount
    FROM tenancies_ledgerentry
),
by_charge AS (SELECT charge_id, sum(amount) AS amount FROM tenancies_paymentshare GROUP BY charge_id),
by_payment AS (
    SELECT payment_id, sum(amount) AS amount FROM tenancies_paymentshare
    WHERE payment_id IS NOT NULL GROUP BY payment_id
),
by_reduction AS (
    SELECT reduction_id, sum(amount) AS amount FROM tenancies_paymentshare
    WHERE reduction_id IS NOT NULL GROUP BY reduction_id
),
owed AS (
    SELECT c.tenancy_id, sum(c.amount - coalesce(b.amount, 0)) AS amount
    FROM tenancies_charge c LEFT JOIN by_charge b ON b.charge_id = c.id GROUP BY c.tenancy_id
),
waiting AS (
    SELECT p.tenancy_id, sum(p.amount - coalesce(b.amount, 0)) AS amount
    FROM tenancies_payment p LEFT JOIN by_payment b ON b.payment_id = p.id GROUP BY p.tenancy_id
),
accounts AS (SELECT tenancy_id, sum(amount) AS amount FROM tenancies_ledgerentry GROUP BY tenancy_id),
found AS (
    SELECT 'entry' AS code, d.tenancy_id, d.amount AS expected, coalesce(e.amount, 0) AS found
    FROM documents d
    LEFT JOIN entered e ON e.document = coalesce(d.charge_id, d.payment_id, d.reduction_id)
    WHERE e.document IS NULL OR e.amount <> d.amount OR e.on_day <> d.on_day OR e.tenancy_id <> d.tenancy_id
    UNION ALL
    SELECT 'charge_settled', c.tenancy_id, c.amount, b.amount
    FROM by_charge b JOIN tenancies_charge c ON c.id = b.charge_id WHERE b.amount < 0 OR b.amount > c.amount
    UNION ALL
    SELECT 'payment_spent', p.tenancy_id, p.amount, b.amount
    FROM by_payment b JOIN tenancies_payment p ON p.id = b.payment_id
    WHERE p.amount > 0 AND (b.amount < 0 OR b.amount > p.amount)
    UNION ALL
    SELECT 'reduction_spent', r.tenancy_id, r.amount, coalesce(b.amount, 0)
    FROM tenancies_reduction r LEFT JOIN by_reduction b ON b.reduction_id = r.id
    WHERE b.amount IS DISTINCT FROM r.amount
    UNION ALL
    SELECT 'foreign_share', c.tenancy_id, 0, s.amount
    FROM tenancies_paymentshare s JOIN tenancies_charge c ON c.id = s.charge_id
    LEFT JOIN tenancies_payment p ON p.id = s.payment_id LEFT JOIN tenancies_reduction r ON r.id = s.reduction_id
    WHERE coalesce(p.tenancy_id, r.tenancy_id) <> c.tenancy_id OR (r.id IS NOT NULL AND r.charge_id <> c.id)
    UNION ALL
    SELECT 'account', t.id, coalesce(o.amount, 0) - coalesce(w.amount, 0), coalesce(a.amount, 0)
    FROM tenancies_tenancy t
    LEFT JOIN owed o ON o.tenancy_id = t.id LEFT JOIN waiting w ON w.tenancy_id = t.id
    LEFT JOIN accounts a ON a.tenancy_id = t.id
    WHERE coalesce(o.amount, 0) - coalesce(w.amount, 0) <> coalesce(a.amount, 0)
    UNION ALL
    SELECT 'deposit', tenancy_id, 0, sum(amount) FROM tenancies_depositentry GROUP BY tenancy_id HAVING sum(amount) < 0
)
SELECT found.code, t.number, found.expected, found.found
FROM found JOIN tenancies_tenancy t ON t.id = found.tenancy_id
ORDER BY found.code, t.number LIMIT %(most)s
"""


def prove(*, on: date) -> Proof:
    """The proof of the office's ledger for a day. A constant number of statements; writes nothing."""
    opening, closing = _rows(ENTRIES, on=on)[0]
    movements = [
        Movement(code, label_of(code), count, int(day), int(total))
        for code, count, day, total in _rows(DOCUMENTS, on=on)
    ]
    kinds = [
        KindState(
            kind, str(Charge.Kind(kind).label), int(charged), int(paid), int(reduced), int(charged - paid - reduced)
        )
        for kind, charged, paid, reduced in _rows(KINDS)
    ]
    owed = sum(kind.open for kind in kinds)
    everything = int(_rows("SELECT coalesce(sum(amount), 0) FROM tenancies_ledgerentry")[0][0])
    deposits = int(_rows("SELECT coalesce(sum(amount), 0) FROM tenancies_depositentry")[0][0])
    differences = []
    reached = int(opening) + sum(movement.day for movement in movements)
    if reached != closing:
        differences.append(Difference("closing", "", reached, int(closing)))
    documents = sum(movement.total for movement in movements)
    if documents != closing:
        differences.append(Difference("documents", "", documents, int(closing)))
    differences += [
        Difference(code, number, int(expected), int(found))
        for code, number, expected, found in _rows(CHECKS, most=MOST_DIFFERENCES)
    ]
    return Proof(on, int(opening), movements, int(closing), kinds, owed - everything, deposits, differences)


def require(*, on: date) -> Proof:
    """The proof, or a refusal (NotBalanced) with the first difference."""
    proof = prove(on=on)
    if proof.differences:
        raise NotBalanced(proof.differences[0].sentence())
    return proof


def label_of(code: str) -> str:
    """The kind of document in words: of a charge, a payment, a payment taken back, a reduction."""
    group, _colon, kind = code.partition(":")
    if group == "charge":
        return str(Charge.Kind(kind).label)
    if group == "reduction":
        return str(Reduction.Kind(kind).label)
    label = str(Payment.Source(kind).label)
    return str(_("taken back: %(what)s") % {"what": label}) if group == "reversal" else label


def _rows(statement: str, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
