"""The office's letter texts as they stand on a day, and writing a new version."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears.models import LetterText
from kernel import audit
from kernel.access import Actor
from kernel.refusal import Refused

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
COMMON = frozenset({"name", "number", "address", "amount", "office", "contact", "today"})
# What a reminder of the ladder can say: its Hungarian text stands in the step, other languages stand here.
STEP_WORDS = frozenset({"name", "number", "address", "amount", "months", "oldest_due", "pay_by", "office"})
# What a letter of each kind can say besides the common words.
PLACEHOLDERS: dict[str, frozenset[str]] = {
    LetterText.Code.RENT_DUE: COMMON | {"due"},
    LetterText.Code.DEMAND: COMMON | {"items", "months"},
    LetterText.Code.NOTICE: COMMON | {"demand_day", "demand_number", "served", "pay_by", "effective", "reason"},
    LetterText.Code.PLAN: COMMON | {"plan", "frozen", "interest", "current", "grace", "cure"},
    LetterText.Code.PLAN_DUE: COMMON | {"plan", "due"},
    LetterText.Code.PLAN_LATE: COMMON | {"plan", "due"},
    LetterText.Code.PLAN_WARNING: COMMON | {"plan", "cure_by"},
    LetterText.Code.PLAN_BROKEN: COMMON | {"plan", "cure_by"},
    LetterText.Code.PLAN_DONE: COMMON | {"plan"},
    LetterText.Code.INVITATION: COMMON | {"pay_by"},
}
# Without these the letter does not have its legal effect (Housing Act 25. §).
NEEDED: dict[str, frozenset[str]] = {
    LetterText.Code.DEMAND: frozenset({"amount"}),
    LetterText.Code.NOTICE: frozenset({"effective", "reason"}),
    LetterText.Code.PLAN: frozenset({"amount"}),
    LetterText.Code.PLAN_WARNING: frozenset({"amount", "cure_by"}),
}
LANGUAGE = "hu"
STEP = "step_"


class CannotWrite(Refused):
    """The text cannot be kept as it is."""


class NoText(Refused):
    """The office has no text for this letter."""


def in_force(code: str, *, on: date) -> LetterText:
    """The Hungarian text of the day. Refuses a letter without a text."""
    found = LetterText.objects.in_force(on).filter(code=code, language=LANGUAGE).first()
    if found is None:
        raise NoText(_("There is no text for this letter: write one on the page of the letter texts first."))
    return found


def words_of(code: str) -> frozenset[str]:
    """The {words} that a letter of the kind can say."""
    return STEP_WORDS if code.startswith(STEP) else PLACEHOLDERS[code]


def check(code: str, text: str) -> None:
    """Refuse a placeholder that no such letter has, and a text without what the law needs in it."""
    used = set(PLACEHOLDER.findall(text))
    unknown = used - words_of(code)
    if unknown:
        raise CannotWrite(_("The letter cannot say {%(what)s}: use one of the listed words.") % {"what": min(unknown)})
    lacking = NEEDED.get(code, frozenset()) - used
    if lacking:
        raise CannotWrite(_("The letter has to say {%(what)s}: put it into the text.") % {"what": min(lacking)})


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its {words} filled in. Nothing in the text is ever run."""
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


@transaction.atomic
def write(
    *,
    code: str,
    subject: str,
    text: str,
    legal_basis: str,
    valid_from: date,
    on: date,
    by: Actor,
    language: str = LANGUAGE,
) -> LetterText:
    """A new version of one letter from a day on; the version before ends the day before.

    Refuses a day gone by, a text that does not fit its letter, and a missing legal basis.
    """
    check(code, text)
    if not legal_basis.strip() or not subject.strip():
        raise CannotWrite(_("A letter needs a subject and its legal basis."))
    if valid_from < on:
        raise CannotWrite(_("A new text begins today at the earliest: choose another day."))
    rows = LetterText.objects.select_for_update().filter(code=code, language=language)
    latest = rows.order_by("-valid_from").first()
    if latest is not None and latest.valid_from > valid_from:
        raise CannotWrite(_("A text from a later day is written already: choose a day after it."))
    values = {"subject": subject.strip(), "text": text.strip(), "legal_basis": legal_basis.strip()}
    if latest is not None and latest.valid_from == valid_from:
        rows.filter(pk=latest.pk).update(**values, written_by=by.actor_id)
        written = rows.get(pk=latest.pk)
    else:
        rows.filter(valid_until__isnull=True).update(valid_until=valid_from - timedelta(days=1))
        written = LetterText.objects.create(
            code=code, language=language, valid_from=valid_from, written_by=by.actor_id, **values
        )
    audit.record(by, "letter_text_written", written, code=code, valid_from=valid_from.isoformat())
    return written
