"""Whose money is it? A reference first, then a known account, otherwise a person decides. Pure."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from cases.tenancies.statements.statement import Entry
from kernel import numbering

DIGIT_RUN = re.compile(r"\d+(?:[ \-./]\d+)*")
WORD = re.compile(r"[0-9A-Za-zÀ-ſ]+(?:[-/][0-9A-Za-z]+)*")
# A shorter number in a free text may as well be a month or a door: it only counts when it stands alone.
CERTAIN_LENGTH = 5
MOST_GROUPS = 6
OWN_DIGITS = numbering.NUMBER_LENGTH + 2


class Means(StrEnum):
    """How a line was recognised."""

    REFERENCE = "reference"
    ACCOUNT = "account"
    UNMATCHED = "unmatched"


class Doubt(StrEnum):
    """Why a line is left to a person."""

    NOTHING_KNOWN = "nothing_known"
    SEVERAL_REFERENCES = "several_references"
    SHARED_ACCOUNT = "shared_account"
    OUTGOING = "outgoing"


@dataclass(frozen=True, slots=True)
class Match:
    """The tenancy and how it was found, or the doubt."""

    means: Means
    tenancy_id: UUID | None = None
    doubt: Doubt | None = None


@dataclass
class Register:
    """What the office knows: tenancy numbers, old identifiers, and accounts seen paying. Learns while it matches."""

    prefix: str
    numbers: Mapping[str, UUID]
    old_identifiers: Mapping[str, UUID]
    accounts: dict[str, set[UUID]] = field(default_factory=dict)
    # Old identifiers of digits alone, without the zeros in front of them: a cheque fills those up.
    bare_identifiers: dict[str, set[UUID]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for old, tenancy_id in self.old_identifiers.items():
            if old.isdecimal():
                self.bare_identifiers.setdefault(old.lstrip("0"), set()).add(tenancy_id)

    def match(self, entry: Entry) -> Match:
        """The one tenancy that the entry is certainly for; two candidates are no candidate."""
        if entry.amount <= 0:
            return Match(Means.UNMATCHED, doubt=Doubt.OUTGOING)
        named = self.identified(entry.payer_identifier) or self.named(entry.text)
        if len(named) == 1:
            tenancy_id = next(iter(named))
            if entry.payer_account:
                self.learn(entry.payer_account, tenancy_id)
            return Match(Means.REFERENCE, tenancy_id)
        if named:
            return Match(Means.UNMATCHED, doubt=Doubt.SEVERAL_REFERENCES)
        seen = self.accounts.get(entry.payer_account, set()) if entry.payer_account else set()
        if len(seen) == 1:
            return Match(Means.ACCOUNT, next(iter(seen)))
        return Match(Means.UNMATCHED, doubt=Doubt.SHARED_ACCOUNT if seen else Doubt.NOTHING_KNOWN)

    def learn(self, account: str, tenancy_id: UUID) -> None:
        """The account paid for the tenancy. Two tenancies say as little as many: no more are kept."""
        seen = self.accounts.setdefault(account, set())
        if len(seen) < 2:
            seen.add(tenancy_id)

    def identified(self, identifier: str) -> Set[UUID]:
        """Tenancies that a postal cheque's payer identifier is certainly of: an old one, or our own number's digits."""
        bare = identifier.lstrip("0")
        if not bare:
            return set()
        own = numbering.find_references(f"{self.prefix}{bare.zfill(OWN_DIGITS)}", [self.prefix])
        return self.bare_identifiers.get(bare, set()) | {self.numbers[one] for one in own if one in self.numbers}

    def named(self, text: str) -> Set[UUID]:
        """Tenancies whose own number or old identifier stands in the text."""
        found = {
            self.numbers[number] for number in numbering.find_references(text, [self.prefix]) if number in self.numbers
        }
        return found or {self.old_identifiers[token] for token in _tokens(text) if token in self.old_identifiers}


def _tokens(text: str) -> Set[str]:
    """Everything in the text that could be an identifier: words, and digit groups put together."""
    tokens = {word.upper() for word in WORD.findall(text) if len(word) >= CERTAIN_LENGTH}
    for run in DIGIT_RUN.findall(text):
        groups = re.split(r"[ \-./]", run)[:MOST_GROUPS]
        tokens |= {
            joined
            for start in range(len(groups))
            for end in range(start + 1, len(groups) + 1)
            if len(joined := "".join(groups[start:end])) >= CERTAIN_LENGTH
        }
    return tokens | {text.strip().upper()}
