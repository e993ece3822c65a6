"""The office's letters in its own words and in other languages. Everybody at the desk reads, the head writes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.arrears import previews, reminders, texts, translations
from cases.arrears.desk.rules_forms import TextForm, TranslationForm
from cases.arrears.models import LetterText
from cases.arrears.permissions import ArrearsPermission
from cases.people.models import LetterLanguage
from kernel import access
from kernel.refusal import Refused
from shell.guards import DeskRequest, desk
from shell.pages import page


@desk
def letter_texts(request: DeskRequest) -> HttpResponse:
    """Every kind of letter with the text in force and the languages it is explained in."""
    access.require(request.user, ArrearsPermission.CASES_READ)
    today = timezone.localdate()
    letters = translations.originals(today)
    others = translations.of_all(letters, on=today)
    written = {letter.code for letter in letters}
    return page(
        request,
        "arrears/desk/letter_texts.html",
        rows=[(letter, others.get(letter.code, [])) for letter in letters],
        languages=LetterLanguage.choices,
        lacking=[code for code in LetterText.Code if code not in written],
        may_set=access.allowed(request.user, ArrearsPermission.SETTINGS),
    )


@desk
def letter_text(request: DeskRequest, code: str) -> HttpResponse:
    """One letter's text: written, shown with a real case's words, kept from a day on."""
    access.require(request.user, ArrearsPermission.SETTINGS)
    if code not in LetterText.Code.values:
        raise Http404
    today = timezone.localdate()
    current = translations.original(code, on=today)
    initial: dict[str, Any] = {"valid_from": today}
    if current is not None:
        initial |= {"subject": current.subject, "text": current.text, "legal_basis": current.legal_basis}
    form = TextForm(request.POST or None, initial=initial)
    return _writing(
        request, form, "arrears/desk/letter_text.html", code=code, language=texts.LANGUAGE, write=texts.write,
        label=LetterText.Code(code).label,
    )  # fmt: skip


@desk
def letter_translation(request: DeskRequest, code: str, language: str) -> HttpResponse:
    """One letter in another language, beside its Hungarian text."""
    access.require(request.user, ArrearsPermission.SETTINGS)
    today = timezone.localdate()
    letter = translations.original(code, on=today)
    if letter is None or language not in LetterLanguage.values:
        raise Http404
    of_letter = translations.of_all([letter], on=today).get(code, [])
    current = next((one for one in of_letter if one.language == language), None)
    initial: dict[str, Any] = {"valid_from": today}
    if current is not None:
        initial |= {"subject": current.text.subject, "text": current.text.text}
    elif (start := translations.offered(letter, language)) is not None:
        initial |= {"subject": start[0], "text": start[1]}
    return _writing(
        request, TranslationForm(request.POST or None, initial=initial), "arrears/desk/letter_translation.html",
        code=code, language=language, write=translations.write, letter=letter, current=current,
        label=LetterLanguage(language).label,
    )  # fmt: skip


def _writing(
    request: DeskRequest, form: Any, template: str, *, code: str, language: str, write: Any, **values: Any
) -> HttpResponse:
    """The page of a text: typed, shown filled in, kept from a day on."""
    today, shown, whose = timezone.localdate(), "", ""
    if form.is_valid():
        try:
            shown, whose = previews.filled(
                code, form.cleaned_data["text"], writer=reminders.writer_on(today), language=language
            )
            if "keep" in request.POST:
                named = {} if language == texts.LANGUAGE else {"language": language}
                write(code=code, on=today, by=request.user, **named, **form.cleaned_data)
                messages.success(request, _("The text is kept; earlier letters stay as they were."))
                return redirect("letter_texts")
        except Refused as refusal:
            form.add_error("text", str(refusal))
    return page(
        request, template, code=code, form=form, words=sorted(texts.words_of(code)), shown=shown, whose=whose,
        needed=sorted(texts.NEEDED.get(code, ())),
        versions=LetterText.objects.filter(code=code, language=language), **values,
    )  # fmt: skip


@desk
@require_POST
def letter_translation_end(request: DeskRequest, code: str, language: str) -> HttpResponse:
    """The letter goes out in Hungarian alone from today on."""
    access.require(request.user, ArrearsPermission.SETTINGS)
    try:
        translations.withdraw(code=code, language=language, on=timezone.localdate(), by=request.user)
        messages.success(request, _("From today the letter goes out in Hungarian alone."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("letter_texts")
