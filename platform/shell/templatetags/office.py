"""Template tags: money, form fields, icons of state."""

from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from kernel import money
from shell import panels as panels_

register = template.Library()

WIDGET_KINDS = {
    "Textarea": "textarea",
    "Select": "select",
    "CheckboxInput": "checkbox",
    "CheckboxSelectMultiple": "checkboxes",
    "RadioSelect": "radios",
    "ClearableFileInput": "file",
    "FileInput": "file",
}
TONES = {
    "good": "govuk-tag--green",
    "warn": "govuk-tag--yellow",
    "bad": "govuk-tag--red",
    "quiet": "govuk-tag--grey",
    "plain": "govuk-tag--blue",
}


@register.filter
def forint(amount: int | None) -> str:
    """12345 → 12 345 Ft; nothing for None."""
    return "" if amount is None else money.format_forint(amount)


@register.filter
def opposite(amount: int) -> int:
    """A credit as the positive number people expect."""
    return -amount


@register.filter
def day(value: date | None) -> str:
    """A date as Hungarian offices write it in tables: 2026. 11. 23."""
    return "" if value is None else f"{value:%Y. %m. %d.}"


@register.simple_tag
def tag(text: str, tone: str = "plain") -> SafeString:
    """A coloured label; the words carry the meaning, the colour only helps."""
    return format_html('<strong class="govuk-tag {}">{}</strong>', TONES[tone], text)


@register.inclusion_tag("shell/field.html")
def field(bound: BoundField, label_class: str = "", width: str = "") -> dict[str, Any]:
    """One form field with its label, hint and error, as GOV.UK Frontend lays them out."""
    kind = WIDGET_KINDS.get(type(bound.field.widget).__name__, "input")
    classes = {
        "textarea": "govuk-textarea",
        "select": "govuk-select",
        "file": "govuk-file-upload",
        "checkbox": "govuk-checkboxes__input",
    }.get(kind, "govuk-input")
    if width:
        classes += f" govuk-input--width-{width}"
    if bound.errors:
        classes += f" {classes.split()[0]}--error"
    described = " ".join(
        part
        for part in (
            f"{bound.id_for_label}-hint" if bound.help_text else "",
            f"{bound.id_for_label}-error" if bound.errors else "",
        )
        if part
    )
    attributes: dict[str, str | bool] = {"class": classes}
    if described:
        attributes["aria-describedby"] = described
    widget = bound.as_widget(attrs=attributes) if kind in {"input", "textarea", "select", "file", "checkbox"} else ""
    return {"bound": bound, "kind": kind, "widget": widget, "label_class": label_class}


@register.inclusion_tag("shell/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """What is wrong with the form, each line leading to its field."""
    return {"form": form}


@register.inclusion_tag("shell/panels.html", takes_context=True)
def panels(context: template.Context, place: str, subject: Any) -> dict[str, Any]:
    """What slices above this page's own have to say about the subject."""
    request = context["request"]
    return {"panels": panels_.of(place, subject, timezone.localdate(), request.user), "request": request}


@register.simple_tag
def demo_sign_ins() -> dict[str, Any] | None:
    """The sample sign-ins of the demonstration; None everywhere else."""
    path = getattr(settings, "DEMO_SIGN_INS", "")
    return import_string(path)() if path else None
