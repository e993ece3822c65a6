"""The office's letters in other languages: written beside the Hungarian text, and out of use when that one changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.arrears import ladder, texts
from cases.arrears.defaults.english import ENGLISH
from cases.arrears.defaults.steps import STEPS
from cases.arrears.defaults.texts import TEXTS
from cases.arrears.models import LetterText
from cases.people.models import LetterLanguage
from kernel import audit
from kernel.access import Actor


@dataclass(frozen=True)
class Original:
    """A Hungarian letter as it stands on a day: its kind, what the office calls it, its words; a reminder's step."""

    code: str
    label: Any
    subject: str
    text: str
    legal_basis: str
    since: date
    step: int = 0


@dataclass(frozen=True)
class Translation:
    """A letter in one other language; `is_current` tells that it explains the Hungarian text that is in force."""

    language: str
    label: Any
    text: LetterText
    is_current: bool


def originals(on: date) -> list[Original]:
    """Every letter that can be explained in another language: the ladder's reminders, then the other letters."""
    steps = [
        Original(f"{texts.STEP}{step.number}", f"{step.number}. {step.name}", step.subject, step.text,
                 step.legal_basis, step.valid_from, step.number)
        for step in ladder.steps_on(on)
    ]  # fmt: skip
    order = LetterText.Code.values
    found = LetterText.objects.in_force(on).filter(language=texts.LANGUAGE)
    rows = sorted(found, key=lambda row: order.index(row.code))
    return steps + [
        Original(row.code, row.get_code_display(), row.subject, row.text, row.legal_basis, row.valid_from)
        for row in rows
    ]


def original(code: str, *, on: date) -> Original | None:
    """The Hungarian letter of the kind on the day, or None."""
    return next((one for one in originals(on) if one.code == code), None)


def of_all(letters: Sequence[Original], *, on: date) -> dict[str, list[Translation]]:
    """The translations in force on the day by kind of letter; one statement."""
    since = {letter.code: letter.since for letter in letters}
    found: dict[str, list[Translation]] = {}
    for row in LetterText.objects.in_force(on).exclude(language=texts.LANGUAGE).order_by("code", "language"):
        if row.code in since:
            label = LetterLanguage(row.language).label
            current = row.valid_from >= since[row.code]
            found.setdefault(row.code, []).append(Translation(row.language, label, row, current))
    return found


def offered(letter: Original, language: str) -> tuple[str, str] | None:
    """Subject and text to begin with, where the office's Hungarian letter is still the one it started with."""
    first = {text.code: text.text for text in TEXTS} | {f"{texts.STEP}{step.number}": step.text for step in STEPS}
    if language != LetterLanguage.ENGLISH or first.get(letter.code) != letter.text:
        return None
    return ENGLISH.get(letter.code)


def write(*, code: str, language: str, subject: str, text: str, valid_from: date, on: date, by: Actor) -> LetterText:
    """The letter in another language from a day on; it cites what the Hungarian letter of that day cites.

    Refuses a language that no person can be given, a letter that has no Hungarian text on that day, and what the
    Hungarian text would be refused for.
    """
    letter = original(code, on=valid_from)
    if language not in LetterLanguage.values or letter is None:
        raise texts.NoText(_("There is no Hungarian text of this letter on that day: write that one first."))
    return texts.write(
        code=code, subject=subject, text=text, legal_basis=letter.legal_basis, valid_from=valid_from, on=on, by=by,
        language=language,
    )  # fmt: skip


@transaction.atomic
def withdraw(*, code: str, language: str, on: date, by: Actor) -> None:
    """The letter goes out in Hungarian alone from the day on. Refuses what there is not."""
    rows = LetterText.objects.select_for_update().filter(code=code, language=language)
    current = rows.exclude(valid_until__lt=on).order_by("-valid_from").first()
    if current is None or language == texts.LANGUAGE:
        raise texts.NoText(_("This letter is not in use in that language."))
    audit.record(by, "letter_text_withdrawn", current, code=code, language=language)
    rows.filter(valid_from__gte=on).delete()
    rows.filter(valid_from__lt=on, valid_until__isnull=True).update(valid_until=on - timedelta(days=1))
