"""The advert as a conversation: one question a page, in this order."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.adverts import forms
from exchange.adverts.models import Advert
from kernel import money


@dataclass(frozen=True)
class Question:
    """One page of the conversation: its address, its heading, and the fields it asks."""

    slug: str
    title: "str | Promise"
    fields: tuple[str, ...]
    owners_only: bool = False


QUESTIONS = (
    Question("place", _("Where is your flat?"), ("place",)),
    Question("size", _("How large is your flat?"), ("half_rooms", "area_m2")),
    Question("comfort", _("What is your flat like?"), ("comfort", "heating")),
    Question("stairs", _("How do people get into your flat?"), ("floor", "has_lift", "step_free")),
    Question("cost", _("What does your flat cost a month?"), ("monthly_cost",)),
    Question("sale", _("Would you sell your flat?"), ("asking_price", "wants_sale"), owners_only=True),
    Question("where", _("Where would you like to live?"), ("wish_places",)),
    Question("people", _("How many people will live in the new flat?"), ("household_size", "area_per_person")),
    Question("rooms", _("How many rooms do you need?"), ("wish_half_rooms_min", "wish_half_rooms_max")),
    Question("area", _("How large should the new flat be?"), ("wish_area_min", "wish_area_max")),
    Question("most", _("What may the new flat cost a month?"), ("wish_cost_max",)),
    Question("standard", _("How much comfort do you need?"), ("wish_comfort_min", "wish_heatings")),
    Question("access", _("Are stairs a problem?"), ("wish_lift", "wish_step_free")),
    Question("right", _("Tenancy or ownership?"), ("wish_tenures",)),
    Question("contact", _("How should we reach you?"), ("contact",)),
)
AMOUNTS = {"monthly_cost", "wish_cost_max", "asking_price"}


def asked(advert: Advert) -> list[Question]:
    """The questions of this advert: who rents is not asked for a price."""
    return [question for question in QUESTIONS if advert.is_owner or not question.owners_only]


def steps(advert: Advert) -> int:
    """How many pages the conversation has: its questions and the photographs."""
    return len(asked(advert)) + 1


def find(slug: str, advert: Advert) -> Question | None:
    """The question at that address, if it is asked of this advert."""
    return next((question for question in asked(advert) if question.slug == slug), None)


def form_of(question: Question, advert: Advert, sent: Any = None) -> forms.AnswersForm:
    return forms.AnswersForm(sent, only=question.fields, needed=forms.NEEDED_FIELDS, initial=forms.initial_of(advert))


def neighbours(question: Question, advert: Advert) -> tuple[str, str, int]:
    """The slugs of the questions before and after, empty at the ends, and the question's number."""
    slugs = ["", *(one.slug for one in asked(advert)), ""]
    number = slugs.index(question.slug)
    return slugs[number - 1], slugs[number + 1], number


def summary(advert: Advert) -> list[tuple[Question, list[tuple[Any, str]]]]:
    """Every question with its answers in words, for the last page."""
    return [(question, _in_words(form_of(question, advert))) for question in asked(advert)]


def _in_words(form: forms.AnswersForm) -> list[tuple[Any, str]]:
    rows = []
    for bound in form:
        value = bound.initial
        options = dict(getattr(bound.field, "choices", []))
        if bound.name in AMOUNTS:
            words = "" if value is None else money.format_forint(value)
        elif isinstance(value, bool):
            words = str(_("Yes") if value else _("No"))
        elif isinstance(value, list):
            words = ", ".join(str(options.get(one, one)) for one in value)
        else:
            words = "" if value in (None, "") else str(options.get(str(value), value))
        rows.append((bound.label, words))
    return rows
