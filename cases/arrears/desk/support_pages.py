"""What the support's pages show: the rule in words, a result with its reasons, the result on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.arrears import support_checks
from cases.arrears.desk import household_pages
from cases.arrears.desk.support_forms import kind_label
from cases.arrears.models import ArrearsCase, DebtSupportRule, SupportCheck
from cases.arrears.support_facts import Evaluation, Outcome
from kernel.money import format_forint
from shell.letters import sheets

TONES = {Outcome.MET: "good", Outcome.NOT_MET: "bad", Outcome.UNKNOWN: "warn"}


@dataclass(frozen=True)
class Shown:
    """One condition in words."""

    name: Any
    wanted: Any
    found: Any
    words: str
    tone: str


def outcome_words(outcome: str) -> str:
    return {
        "eligible": _("likely eligible"),
        "not_eligible": _("likely not eligible"),
        "cannot_tell": _("cannot tell: something is not known"),
    }[outcome]


def outcome_tone(outcome: str) -> str:
    return {"eligible": "good", "not_eligible": "bad", "cannot_tell": "warn"}[outcome]


def criteria(found: Evaluation) -> list[Shown]:
    words = {Outcome.MET: _("met"), Outcome.NOT_MET: _("not met"), Outcome.UNKNOWN: _("not known")}
    return [Shown(one.name, one.wanted, one.found, words[one.outcome], TONES[one.outcome]) for one in found.criteria]


def obligations(rule: DebtSupportRule) -> list[str]:
    return [str(DebtSupportRule.Obligation(code).label) for code in rule.obligations]


def kinds(rule: DebtSupportRule) -> str:
    return ", ".join(str(kind_label(kind)) for kind in rule.kinds)


@dataclass(frozen=True)
class CheckRow:
    check: SupportCheck
    words: str
    tone: str


def check_rows(checks: Sequence[SupportCheck]) -> list[CheckRow]:
    return [CheckRow(check, outcome_words(check.outcome), outcome_tone(check.outcome)) for check in checks]


def result(check: SupportCheck) -> dict[str, Any]:
    """Everything a result shows; the amounts only where the household is not out."""
    found = support_checks.result(check)
    shown = found.amounts if found.outcome != "not_eligible" else None
    return {
        "check": check,
        "found": found,
        "criteria": criteria(found),
        "words": outcome_words(found.outcome),
        "tone": outcome_tone(found.outcome),
        "amounts": shown,
        "first": shown.instalments[0] if shown and shown.instalments else None,
        "last": shown.instalments[-1] if shown and shown.instalments else None,
        "obligations": obligations(check.rule),
    }


def information() -> str:
    return _("This is information, not a decision. The decision is made by the authority on the household's request.")


def paper(case: ArrearsCase, check: SupportCheck) -> HttpResponse:
    """The result on one page. It is no decision, so it names no remedy."""
    shown = result(check)
    facts = [
        (_("Tenants"), household_pages.names_of(case)),
        (_("By the rule"), f"{check.rule.name} ({check.rule.decree})"),
        (_("Result"), shown["words"]),
    ]
    amounts = shown["amounts"]
    if amounts:
        facts += [
            (_("Debts counted"), format_forint(amounts.debt)),
            (_("Support"), format_forint(amounts.support)),
            (_("Own share"), format_forint(amounts.own_share)),
        ]
        if amounts.instalments:
            each = _("%(count)s instalments of %(first)s, the last one %(last)s") % {
                "count": len(amounts.instalments),
                "first": format_forint(shown["first"]),
                "last": format_forint(shown["last"]),
            }
            facts.append((_("Own share in instalments"), each))
    columns = [_("Condition"), _("What the decree asks"), _("What was found"), _("Result")]
    rows = [(str(one.name), str(one.wanted), str(one.found), one.words) for one in shown["criteria"]]
    undertaken = _("The household undertakes: %(what)s.") % {"what": ", ".join(shown["obligations"])}
    return household_pages.on_paper(
        case,
        title=_("Support for debts: a look at eligibility"),
        on=check.on,
        facts=facts,
        tables=[sheets.Table(_("Conditions"), columns, rows, widths=[3, 4, 3, 2])],
        paragraphs=[*([undertaken] if shown["obligations"] else []), information()],
    )
