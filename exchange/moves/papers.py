"""The wording of an exchange's four papers: which words each can say, the text in force, and writing a new version.

A text is a title and paragraphs with `{words}` from the paper's own list. Nothing in a text is ever run.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from exchange.moves import paper_defaults
from exchange.moves.models import PaperText
from exchange.moves.seats import OurSeat
from exchange.pool.columns import Tenure
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

Kind = PaperText.Kind
WORD = re.compile(r"\{([a-z_]+)\}")
FILLED = re.compile(WORD.pattern + r"(\.?)")
COMMON = frozenset({"household", "leaves", "gets", "number", "office", "contact", "today"})
# What a paper of each kind can say besides the common words.
MORE: Mapping[str, frozenset[str]] = {
    Kind.CONTRACT: frozenset({"newcomer", "monthly_cost", "moves_on", "landlord_decision", "lawyer"}),
    Kind.APPLICATION: frozenset({"monthly_cost", "people", "ground", "landlord_decision"}),
    Kind.HANDOVER: frozenset({"newcomer", "handed_on", "keys", "present"}),
    Kind.RIGHTS: frozenset({"monthly_cost", "last_day", "decision_days"}),
}


class CannotWrite(Refused):
    """The text cannot be kept as it is."""


@dataclass(frozen=True)
class Text:
    """The wording of one paper. Version 0 is the one that comes with the product."""

    kind: str
    version: int
    title: str
    body: str
    written_at: datetime | None = None

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)


def words_of(kind: str) -> frozenset[str]:
    """The {words} that a paper of the kind can say."""
    return COMMON | MORE[kind]


def samples(kind: str) -> list[tuple[str, str]]:
    """Those words with an invented household's values."""
    return [(word, paper_defaults.SAMPLE[word]) for word in sorted(words_of(kind))]


def fitting(seat: OurSeat) -> list[str]:
    """The papers that one of our flats needs: an empty one has no household that applies or has rights."""
    if seat.advert.person is None:
        return [Kind.CONTRACT, Kind.HANDOVER]
    has_landlord = seat.flat.tenure == Tenure.TENANCY
    return [kind for kind in Kind if kind != Kind.APPLICATION or has_landlord]


def shipped(kind: str) -> Text:
    """Our own wording, which holds until the office writes its own."""
    title, body = paper_defaults.TEXTS[kind]
    return Text(kind, 0, title, body)


def history(kind: str) -> list[Text]:
    """Every version of one paper's wording, the newest first; the last one is what comes with the product."""
    rows = PaperText.objects.filter(kind=kind).order_by("-version")
    return [Text(kind, one.version, one.title, one.body, one.written_at) for one in rows] + [shipped(kind)]


def in_force(kind: str) -> Text:
    """The newest wording of one paper."""
    return history(kind)[0]


def check(kind: str, text: str) -> None:
    """Refuse a word that no such paper has, and a brace that opens or closes nothing."""
    unknown = set(WORD.findall(text)) - words_of(kind)
    if unknown:
        raise CannotWrite(_("This paper cannot say {%(what)s}: use one of the listed words.") % {"what": min(unknown)})
    rest = WORD.sub("", text)
    loose = min((rest.find(sign) for sign in "{}" if sign in rest), default=-1)
    if loose >= 0:
        near = rest[max(loose - 15, 0) : loose + 15].replace("\n", " ").strip()
        raise CannotWrite(_("A brace stands alone or holds no listed word, near “%(near)s”.") % {"near": near})


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its {words} filled in, in one pass: a value that looks like a word stays what it is.

    A full stop after a Hungarian date, which ends with one itself, is not doubled.
    """
    return FILLED.sub(lambda match: _with_stop(values.get(match[1], f"{{{match[1]}}}"), match[2]), text)


def _with_stop(value: str, stop: str) -> str:
    return value if value.endswith(".") else value + stop


def paragraphs(body: str) -> list[str]:
    """A text's paragraphs; an empty line stands between two."""
    parts = re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").strip())
    return [part.strip() for part in parts if part.strip()]


def preview(kind: str, *, title: str, body: str) -> tuple[str, list[str]]:
    """Title and paragraphs with an invented household's values. Refuses what cannot be said in this paper."""
    check(kind, title)
    check(kind, body)
    return fill(title, paper_defaults.SAMPLE), paragraphs(fill(body, paper_defaults.SAMPLE))


@transaction.atomic
def write(*, kind: str, title: str, body: str, by: Actor) -> Text:
    """The office's next version of one paper; what was printed before names its own version. The same text again
    changes nothing.

    Refuses what the paper cannot say, and a version that somebody else wrote at the same moment.
    """
    title, body = title.strip(), body.replace("\r\n", "\n").strip()
    if not title or not body:
        raise CannotWrite(_("A paper needs a title and a text."))
    check(kind, title)
    check(kind, body)
    present = in_force(kind)
    if (present.title, present.body) == (title, body):
        return present
    try:
        with transaction.atomic():
            made = PaperText.objects.create(
                kind=kind, version=present.version + 1, title=title, body=body, written_by=by.actor_id
            )
    except IntegrityError as error:
        raise CannotWrite(_("Somebody else has just written this paper: look at their version first.")) from error
    audit.record(by, "paper_text_written", made, kind=kind, version=made.version)
    return Text(kind, made.version, title, body)
