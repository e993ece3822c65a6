"""Whose payment could it be? Candidates with points and reasons for a clerk; nothing is booked. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from cases.tenancies.headings import folded

SHORTEST_WORD = 3
ENOUGH = 25


class Reason(StrEnum):
    """Why a tenancy is suggested."""

    NUMBER = "number"
    ACCOUNT = "account"
    NAME = "name"
    FAMILY_NAME = "family_name"
    ADDRESS = "address"
    BALANCE = "balance"
    RENT = "rent"


POINTS = {
    Reason.NUMBER: 100,
    Reason.ACCOUNT: 80,
    Reason.NAME: 60,
    Reason.FAMILY_NAME: 20,
    Reason.ADDRESS: 35,
    Reason.BALANCE: 30,
    Reason.RENT: 25,
}


class Candidate(NamedTuple):
    """What is known of a tenancy: its people's names, its street, forints of rent a month and of debt."""

    key: UUID
    names: Sequence[str]
    street: str
    rent: int
    balance: int


@dataclass(frozen=True)
class Suggestion:
    """A candidate with what speaks for it; more points are better, 100 and more is as good as certain."""

    key: UUID
    points: int
    reasons: tuple[Reason, ...]


def words(text: str) -> frozenset[str]:
    """A name or a text in; its words out, small and without accents, the shortest left out."""
    return frozenset(word for word in folded(text).split() if len(word) >= SHORTEST_WORD)


def suggest(
    candidates: Iterable[Candidate],
    *,
    payer: str,
    text: str,
    amount: int,
    named: frozenset[UUID] = frozenset(),
    known: frozenset[UUID] = frozenset(),
) -> list[Suggestion]:
    """Candidates, the payer's name and text, forints, and what the text or the account names; the best ones first.

    A name counts as the same when all words of a tenant's name stand in the payer's name or in the text, in any
    order; a street when its words stand in the text. What has too few points is left out.
    """
    said = words(payer) | words(text)
    found = []
    for candidate in candidates:
        reasons = list(_reasons(candidate, said, words(text), amount))
        if candidate.key in known:
            reasons.insert(0, Reason.ACCOUNT)
        if candidate.key in named:
            reasons.insert(0, Reason.NUMBER)
        points = sum(POINTS[reason] for reason in reasons)
        if points >= ENOUGH:
            found.append(Suggestion(candidate.key, points, tuple(reasons)))
    return sorted(found, key=lambda one: (-one.points, str(one.key)))


def _reasons(candidate: Candidate, said: frozenset[str], in_text: frozenset[str], amount: int) -> Iterable[Reason]:
    names = [words(name) for name in candidate.names]
    if any(name and name <= said for name in names):
        yield Reason.NAME
    elif any(word in said for name in candidate.names for word in folded(name).split()[:1]):
        yield Reason.FAMILY_NAME
    street = words(candidate.street)
    if street and street <= in_text:
        yield Reason.ADDRESS
    if amount == candidate.balance > 0:
        yield Reason.BALANCE
    if amount == candidate.rent > 0:
        yield Reason.RENT
