"""Words that are written down and stay: always in the office's own language, whoever looks at the page."""

from django.utils import translation
from django.utils.functional import Promise

OFFICE_LANGUAGE = "hu"


def kept(sentence: "str | Promise") -> str:
    """The sentence as it goes into a row or a letter."""
    with translation.override(OFFICE_LANGUAGE):
        return str(sentence)
