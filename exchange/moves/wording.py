"""The steps of an exchange in few words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.pool.steps import Stage

SHORT: Mapping[Stage, "str | Promise"] = {
    Stage.COMPUTED: _("First look"),
    Stage.SENT: _("Answers"),
    Stage.VIEWING: _("Viewings"),
    Stage.CONSENTS: _("Consents"),
    Stage.ALL_CONSENTED: _("Applications"),
    Stage.LANDLORD_REVIEW: _("Landlords"),
    Stage.CONDITIONALLY_APPROVED: _("Conditions"),
    Stage.CONTRACTS: _("Contracts"),
    Stage.SIGNED: _("Keys"),
    Stage.KEYS: _("Settlement"),
    Stage.SETTLED: _("Closing the file"),
}


def stage_short(stage: str) -> "str | Promise":
    """One or two words for a step that waits for something; nothing for others."""
    return SHORT.get(Stage(stage), "") if stage else ""


def stage_tone(stage: str) -> str:
    """The colour that helps to tell where an exchange stands."""
    if stage == Stage.COLLAPSED:
        return "quiet"
    return "good" if stage == Stage.COMPLETED else "warn" if stage in {Stage.COMPUTED, Stage.SENT} else "plain"
