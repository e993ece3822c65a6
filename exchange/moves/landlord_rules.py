"""When a landlord may refuse an exchange, must not, and must (Housing Act 1993:LXXVIII 29. §). Pure."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LAW = "1993. évi LXXVIII. törvény (lakástörvény) 29. §"


class Ground(models.TextChoices):
    """Why a household exchanges. On the first three no landlord may refuse, save for the doubts named by law."""

    HEALTH = "health", _("health")
    WORK = "work", _("change of workplace")
    HOUSEHOLD = "household", _("change of the household")
    OTHER = "other", _("another reason")


class RightHolder(models.TextChoices):
    """Who has a right to name the tenant, or keeps the tenant by contract, and what they say."""

    NONE = "none", _("nobody has such a right")
    CONSENTS = "consents", _("consents")
    REFUSES = "refuses", _("does not consent")
    WAITING = "waiting", _("has not answered yet")


class Refusal(models.TextChoices):
    """The coded reasons of a refusal."""

    PAPERS = "papers", _("papers asked for did not come by the day set")
    TITLE = "title", _("doubt about the partner's title")
    RIGHT_HOLDER = "right_holder", _("a right holder does not consent")
    LOCAL = "local", _("a reason of the local decree")


PROTECTED = frozenset({Ground.HEALTH, Ground.WORK, Ground.HOUSEHOLD})


@dataclass(frozen=True)
class Facts:
    """What a decision rests on. `is_protected`: any household of the exchange has a protected ground."""

    is_protected: bool
    papers_late: bool
    title_doubt: bool
    right_holder: RightHolder


def must_refuse(facts: Facts) -> bool:
    """The holder of a nomination or selection right, or the provider of a maintenance contract, does not consent."""
    return facts.right_holder == RightHolder.REFUSES


def why_not_refuse(facts: Facts, reason: str) -> "str | Promise":
    """Why the landlord may not refuse for that reason, in words that say what to do; empty when it may."""
    if reason == Refusal.RIGHT_HOLDER:
        return "" if must_refuse(facts) else _("No right holder has refused: write down what they say first.")
    if reason == Refusal.PAPERS:
        return "" if facts.papers_late else _("Papers are no reason yet: ask for them, set a day, and wait for it.")
    if reason == Refusal.TITLE:
        return "" if facts.title_doubt else _("Write down the doubt about the partner's title first.")
    if facts.is_protected:
        return _(
            "A household exchanges for health, for work or because the household changed: by the Housing Act (29. §) "
            "the landlord must not refuse then, unless papers are late or there is doubt about the partner's title."
        )
    return ""


def why_not_approve(facts: Facts) -> "str | Promise":
    """Why the landlord may not consent; empty when it may."""
    if must_refuse(facts):
        return _("A right holder does not consent: by the Housing Act (29. §) the landlord must refuse.")
    if facts.right_holder == RightHolder.WAITING:
        return _("The right holder has not answered yet: ask, and write down what they say first.")
    return ""
