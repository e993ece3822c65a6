"""Forms of debt support: a household's facts, the office's rule, what became of a support."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.arrears.desk.debt_forms import NUMERIC, AmountField
from cases.arrears.models import DebtSupportRule, SupportEvent
from cases.arrears.models.debts import CreditorKind, DebtStage
from cases.arrears.support_facts import Facts, Owing
from cases.tenancies.desk.forms import day_field
from kernel.money import format_forint

# No decree pays an informal lender or a bailiff's costs.
NOT_SUPPORTED = frozenset({CreditorKind.INFORMAL, CreditorKind.BAILIFF, CreditorKind.OTHER})
YES_NO_UNKNOWN = (("", _("not known")), ("yes", _("yes")), ("no", _("no")))


def kind_label(kind: str) -> Any:
    """A kind of debt as the support sees it: our own rent is rent like any other."""
    return _("rent") if kind == CreditorKind.RENT else CreditorKind(kind).label


def money_field(label: Any, help_text: Any = "") -> AmountField:
    return AmountField(label=label, required=False, help_text=help_text, widget=forms.TextInput(attrs=NUMERIC))


class CheckForm(forms.Form):
    """The household's facts; what is left empty is not known."""

    adults = forms.IntegerField(label=_("Adults"), min_value=1, max_value=30)
    minors = forms.IntegerField(label=_("Minors"), min_value=0, max_value=30)
    disabled = forms.IntegerField(label=_("Of them with a disability"), min_value=0, max_value=30, required=False)
    is_single_parent = forms.BooleanField(label=_("A parent raising the children alone"), required=False)
    income = money_field(_("Net income of the household a month"))
    free = money_field(_("Left in a month after all expenses"))
    single_asset = money_field(
        _("Value of the most valuable single asset"), _("Without the home lived in and the car a disabled person needs")
    )
    all_assets = money_field(_("Value of all assets together"))
    flat_m2 = forms.DecimalField(
        label=_("Floor area in square metres"),
        required=False,
        min_value=1,
        max_value=999,
        decimal_places=1,
        localize=True,
    )
    had_support = forms.ChoiceField(
        label=_("Debt support received before"), choices=YES_NO_UNKNOWN, required=False, widget=forms.RadioSelect
    )
    last_support_on = day_field(_("Day of the last decision"), required=False)
    debts = forms.MultipleChoiceField(
        label=_("Debts to ask support for"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, owings: Sequence[Owing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owings = {key_of(owing): owing for owing in owings}
        self.fields["debts"].choices = [  # type: ignore[attr-defined]  # the form's own field
            (key, described(owing)) for key, owing in self.owings.items()
        ]

    def facts(self) -> Facts:
        values = dict(self.cleaned_data)
        had = values["had_support"]
        values["had_support"] = None if had == "" else had == "yes"
        values["last_support_on"] = values["last_support_on"] if had == "yes" else None
        values["disabled"] = values["disabled"] or 0
        values["debts"] = tuple(self.owings[key] for key in values["debts"])
        return Facts(**values)


def key_of(owing: Owing) -> str:
    """A debt as it was shown: one that changed meanwhile is asked about again, never taken for another."""
    return f"{owing.kind}:{owing.since:%Y%m%d}:{owing.amount}:{owing.name}"


def described(owing: Owing) -> str:
    kind = kind_label(owing.kind)
    name = f"{owing.name}, {kind}" if owing.name else str(kind)
    return f"{name}: {format_forint(owing.amount)} ({owing.since:%Y. %m. %d.})"


def check_start(facts: Facts) -> dict[str, Any]:
    """What the form starts with: what the case knows, with every debt ticked."""
    had = {None: "", True: "yes", False: "no"}[facts.had_support]
    start = {name: getattr(facts, name) for name in CheckForm.base_fields if name not in {"debts", "had_support"}}
    return start | {"had_support": had, "debts": [key_of(owing) for owing in facts.debts]}


SCALE_LABELS = (
    _("first adult"), _("second adult"), _("further adult"), _("first and second minor"), _("further minor"),
    _("more for a disability"), _("more for a single parent"),
)  # fmt: skip


def whole(label: Any, most: int = 2_000_000_000, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, help_text=help_text)


class SupportRuleForm(forms.Form):
    """One decree's rule. What the decree does not ask stays empty."""

    name = forms.CharField(label=_("Name of the rule"), max_length=120)
    decree = forms.CharField(label=_("Decree and section"), max_length=200)
    valid_from = day_field(_("In force from"))
    kinds = forms.MultipleChoiceField(
        label=_("Debts that count"),
        choices=[(kind, kind_label(kind)) for kind in CreditorKind.values if kind not in NOT_SUPPORTED],
        widget=forms.CheckboxSelectMultiple,
    )
    min_debt = whole(_("Least debt, forints"))
    is_min_exceeded = forms.BooleanField(label=_("The debt must be more than this"), required=False)
    max_debt = whole(_("Largest debt, forints"))
    loan_min_debt = whole(_("Least housing loan debt, forints"))
    loan_max_debt = whole(_("Largest housing loan debt, forints"))
    min_debt_per_kind = whole(_("More than this of each kind, forints"))
    min_age_any = whole(_("One debt at least this old, months"), 600)
    min_age_each = whole(_("Every debt at least this old, months"), 600)
    max_age = whole(_("No debt older than, months"), 600)
    disconnected_ok = forms.BooleanField(
        label=_("A disconnected supply stands in for the least amount and age"), required=False
    )
    excluded_stages = forms.MultipleChoiceField(
        label=_("Not eligible when this runs"),
        required=False,
        choices=[(stage.value, stage.label) for stage in (DebtStage.ORDER, DebtStage.ENFORCEMENT)],
        widget=forms.CheckboxSelectMultiple,
    )
    income_limit = whole(_("Income limit, percent of the reference base"), 2_000)
    income_limit_alone = whole(_("Income limit of somebody living alone, percent"), 2_000)
    is_per_unit = forms.BooleanField(label=_("Income is counted by consumption unit, not by head"), required=False)
    single_asset_multiple = whole(_("Most valuable single asset, times the base"), 10_000)
    all_assets_multiple = whole(_("All assets, times the base"), 10_000)
    flat_sizes = forms.CharField(
        label=_("Recognised flat size for 1, 2, 3 … people, m²"), required=False, max_length=80,
        help_text=_("Separated by commas, for example 35, 45, 55, 65"),
    )  # fmt: skip
    flat_size_more = whole(_("For every further person, m²"), 200)
    formula = forms.ChoiceField(
        label=_("How the amount is made"), choices=DebtSupportRule.Formula.choices, widget=forms.RadioSelect
    )
    max_share = whole(_("Largest share of the debt, percent"), 100)
    cap = whole(_("Largest support, forints"))
    loan_cap = whole(_("Largest support with a housing loan, forints"))
    own_share_min = whole(_("Least own share, percent"), 100)
    own_share_waived_up_to = whole(_("Own share let go up to this income, percent of the base"), 2_000)
    max_instalments = whole(_("Own share in at most so many instalments"), 120)
    extension = whole(_("May be extended by, months"), 60)
    repeat_wait_months = whole(_("Again only after, months"), 600)
    decision_days = whole(_("Decision within, days"), 365)
    obligations = forms.MultipleChoiceField(
        label=_("What the household undertakes"),
        required=False,
        choices=DebtSupportRule.Obligation.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in zip(DebtSupportRule.SCALE, SCALE_LABELS, strict=True):
            self.fields[f"scale_{name}"] = forms.DecimalField(
                label=label, required=False, min_value=0, max_value=5, decimal_places=1, localize=True
            )

    def scale_fields(self) -> list[forms.BoundField]:
        return [self[f"scale_{name}"] for name in DebtSupportRule.SCALE]

    def clean_flat_sizes(self) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data["flat_sizes"].replace(";", ",").split(",") if part.strip()]
        if len(parts) > 12 or not all(part.isascii() and part.isdecimal() and 0 < int(part) < 1000 for part in parts):
            raise forms.ValidationError(_("Write whole square metres separated by commas, for example 35, 45, 55."))
        return [int(part) for part in parts]

    def values(self) -> dict[str, Any]:
        """The rule's fields as the verb takes them."""
        values = {name: value for name, value in self.cleaned_data.items() if not name.startswith("scale_")}
        values.pop("valid_from")
        tenths = [self.cleaned_data[f"scale_{name}"] for name in DebtSupportRule.SCALE]
        values["scale"] = [int((tenth or 0) * 10) for tenth in tenths] if any(tenths) else []
        values["flat_size_more"] = values["flat_size_more"] or 0
        return values


def rule_start(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the rule's form starts with, from a template's values or a rule's fields."""
    start = {name: value for name, value in values.items() if name in SupportRuleForm.base_fields}
    start["flat_sizes"] = ", ".join(str(size) for size in values.get("flat_sizes", ()))
    for name, tenth in zip(DebtSupportRule.SCALE, values.get("scale") or (), strict=False):
        start[f"scale_{name}"] = tenth / 10
    return start


class SupportEventForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which support"), choices=SupportEvent.Kind.choices)
    what = forms.ChoiceField(label=_("What happened"), choices=SupportEvent.What.choices, widget=forms.RadioSelect)
    happened_on = day_field(_("Day of the decision or request"))
    amount = money_field(_("Amount in forints"), _("What was granted, for debt support in one sum"))
    text = forms.CharField(label=_("Decision number or note"), required=False, max_length=200)
