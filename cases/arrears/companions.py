"""The same letter in the reader's language, behind the Hungarian one that counts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from cases.arrears import texts
from cases.arrears.models import LetterText
from cases.people.models import LetterLanguage
from cases.tenancies.models import TenancyParty
from shell.letters import Companion

# Why the page is there, said to whoever reads it.
NOTES: Mapping[str, str] = {
    LetterLanguage.ENGLISH: "This page helps you understand the letter. Only the Hungarian letter counts.",
    LetterLanguage.GERMAN: "Diese Seite hilft Ihnen, den Brief zu verstehen. Gültig ist der ungarische Brief.",
    LetterLanguage.CROATIAN: "Ova stranica pomaže vam razumjeti pismo. Vrijedi pismo na mađarskom jeziku.",
    LetterLanguage.ROMANIAN: "Această pagină vă ajută să înțelegeți scrisoarea. Valabilă este scrisoarea în maghiară.",
    LetterLanguage.SERBIAN: "Ova stranica vam pomaže da razumete pismo. Važi pismo na mađarskom jeziku.",
    LetterLanguage.SLOVAK: "Táto strana vám pomáha porozumieť listu. Platí list v maďarskom jazyku.",
    LetterLanguage.UKRAINIAN: "Ця сторінка допомагає зрозуміти лист. Чинним є лист угорською мовою.",
}


def translated(on: date) -> dict[tuple[str, str], LetterText]:
    """The texts of the day in other languages, by kind of letter and language; one statement."""
    rows = LetterText.objects.in_force(on).exclude(language=texts.LANGUAGE)
    return {(row.code, row.language): row for row in rows}


def languages_of(parties: Iterable[TenancyParty]) -> list[str]:
    """The other languages that these people read, each once; their persons must be loaded."""
    return list(dict.fromkeys(party.person.letter_language for party in parties if party.person.letter_language))


def of(
    code: str, *, since: date, languages: Sequence[str], known: Mapping[tuple[str, str], LetterText],
    values: Callable[[str], Mapping[str, str]],
) -> list[Companion]:  # fmt: skip
    """The letter in those of the languages in which the office has it; `values` gives the words of a language.

    A text that is older than the Hungarian one (in force since `since`) explains another letter and is left out.
    """
    found = [text for language in languages if (text := known.get((code, language))) and text.valid_from >= since]
    return [
        Companion(
            text.language,
            NOTES.get(text.language, ""),
            text.subject,
            [part for part in texts.fill(text.text, values(text.language)).split("\n\n") if part.strip()],
        )
        for text in found
    ]


def below(text: str, companions: Sequence[Companion]) -> str:
    """An e-mail's text with the other languages under it."""
    return "\n\n".join([text, *("\n\n".join(("* * *", one.note, *one.paragraphs)) for one in companions)])


def said(value: "str | date", language: str) -> str:
    """A word of a letter; a day as the language writes it: 2026. november 23., 23. November 2026."""
    if isinstance(value, str):
        return value
    with translation.override(language):
        return date_format(value, "Y. F j." if language == texts.LANGUAGE else "DATE_FORMAT")


def names(parties: Iterable[TenancyParty], language: str) -> str:
    """The people a letter speaks to, joined as the language joins them."""
    return (" és " if language == texts.LANGUAGE else ", ").join(party.person.name for party in parties)
