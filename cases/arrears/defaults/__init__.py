"""What a new office starts with; every office changes it to its own decree."""

from cases.arrears.defaults import steps, texts
from cases.arrears.models import ArrearsPolicy, LetterText

OPENING = "opening"
DECREE_TO_WRITE = "alapbeállítás – írja ide a helyi rendelet számát"


def install() -> None:
    """Give the office just opened its first ladder, rules and letter texts."""
    for step in steps.STEPS:
        step.pk = None
        step._state.adding = True
        step.save(force_insert=True)
    install_rules()


def install_rules() -> None:
    """The first rules and texts of an office that has a ladder already."""
    ArrearsPolicy.objects.create(valid_from=steps.FROM, decree=DECREE_TO_WRITE, changed_by=OPENING)
    LetterText.objects.bulk_create(
        LetterText(
            code=text.code,
            subject=text.subject,
            text=text.text,
            legal_basis=text.legal_basis,
            valid_from=steps.FROM,
            written_by=OPENING,
        )
        for text in texts.TEXTS
    )
